import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getBookingHead } from "../../db/read/get-booking";
import { listPriceChanges } from "../../db/read/price-changes";
import { acceptPrice } from "../../services/booking/accept-price";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { requireMatch } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentBooking } from "../present/booking";
import { presentPriceChange } from "../present/price-change";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { bookingSchema } from "../schemas/booking";
import {
  idempotencyHeadersSchema,
  idSchema,
  ifMatchHeadersSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { acceptPriceSchema, priceChangeSchema } from "../schemas/price-change";

const params = z.object({ booking_id: idSchema("booking") });

const acceptPriceRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/accept-price",
  tags: ["Bookings"],
  summary: "Accept the price that the supplier asks by now",
  description:
    "An issuance that finds another price issues nothing: `price_changed`, with the id of the change. Once it is accepted the booking has that price, and is issued at it. While an issuance is under way: `operation_in_progress`. A price that is not the latest found: `price_changed`.",
  ...permitted("booking.issue.partner", { branches: "own" }),
  request: {
    params,
    headers: idempotencyHeadersSchema.extend(ifMatchHeadersSchema.shape),
    body: jsonBody(acceptPriceSchema),
  },
  responses: {
    200: json(bookingSchema, "The booking at its new price"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const listPriceChangesRoute = createRoute({
  method: "get",
  path: "/v1/bookings/{booking_id}/price-changes",
  tags: ["Bookings"],
  summary: "List the changes of price that were found before a booking was issued, newest first",
  ...permitted("booking.read.partner", { branches: "own" }),
  request: { params, query: listQuerySchema },
  responses: {
    200: json(pageOf(priceChangeSchema, "PriceChangePage"), "Changes of price"),
    ...problems(404),
  },
});

export function registerAcceptPrice(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(acceptPriceRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const { price_change_id: priceChangeId } = c.req.valid("json");
    const bookingId = c.req.valid("param").booking_id;
    const assertVersion = requireMatch(c);
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const booking = await acceptPrice(transaction, {
        bookingId,
        priceChangeId,
        assertVersion,
        context: toActContext(c),
        at: toDateTime(dependencies.now()),
      });
      return {
        status: 200,
        body: presentBooking(booking, livemode),
        headers: { ETag: `"v${booking.version}"` },
      };
    });
  });

  router.openapi(listPriceChangesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const bookingId = c.req.valid("param").booking_id;
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
    const page = await listPriceChanges(
      scope,
      bookingId,
      toPageRequest(c, keyRing, c.req.valid("query")),
    );
    return c.json(
      pageBody(c, keyRing, page, (change) => presentPriceChange(change, bookingId, livemode)),
      200,
    );
  });
}
