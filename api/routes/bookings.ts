import { createRoute, z } from "@hono/zod-openapi";

import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import { getCustomer } from "../../db/read/customers";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import type { BookingFilter } from "../../db/read/list-bookings";
import { listBookings } from "../../db/read/list-bookings";
import { bookingStates } from "../../domain/booking-state";
import { canonicalJson } from "../../domain/canonical-json";
import { supplierProviders } from "../../domain/supplier-names";
import { createFullBooking } from "../../services/booking/create-full-booking";
import { assertSeen, chooseBranch, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { answerOnce, asAnswerOfRoute, toIdempotentRequest } from "../idempotency";
import { joinOperation, runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentBooking, presentSummary } from "../present/booking";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bookingSchema,
  bookingSummarySchema,
  isFromOffer,
  isFromStayOffer,
  isInFull,
  newBookingSchema,
} from "../schemas/booking";
import {
  idempotencyHeadersSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { bookStay } from "./book-stay";
import { createBookingPlan } from "./create-booking-plan";
import { holdBookingPlan, joinedHoldPlan } from "./hold-booking-plan";
import { toPricedBooking } from "./to-priced-booking";

const createBookingRoute = createRoute({
  method: "post",
  path: "/v1/bookings",
  tags: ["Bookings"],
  summary: "Make a booking: of an offer, of a reservation, or in full",
  description:
    "Of an offer: it is held at the supplier at the price offered. From a reservation: it is retrieved from the GDS, priced with your charges and held. From a stay offer: booked as it was offered; no room is held until it is issued. In full: what you send is booked; with a record locator it is held, without it is a draft.",
  ...permitted("booking.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBookingSchema) },
  responses: {
    201: json(bookingSchema, "The booking"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getBookingRoute = createRoute({
  method: "get",
  path: "/v1/bookings/{booking_id}",
  tags: ["Bookings"],
  summary: "Get a booking whole, with its tickets",
  ...permitted("booking.read.partner", { branches: "own" }),
  request: { params: z.object({ booking_id: idSchema("booking") }) },
  responses: {
    200: json(bookingSchema, "The booking"),
    304: notModified,
    ...problems(404),
  },
});

const listBookingsRoute = createRoute({
  method: "get",
  path: "/v1/bookings",
  tags: ["Bookings"],
  summary: "List bookings, newest first",
  ...permitted("booking.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      state: z
        .string()
        .transform((text) => text.split(","))
        .pipe(z.array(z.enum(bookingStates)).min(1))
        .optional()
        .openapi({ type: "string", example: "HELD,ISSUED" }),
      product: z.enum(["air", "hotel"]).optional(),
      customer_id: idSchema("customer").optional(),
      branch_id: idSchema("branch").optional(),
      reference: z.string().max(24).optional(),
      record_locator: z.string().max(64).optional(),
      "created_at[gte]": instantSchema.optional(),
      "created_at[lt]": instantSchema.optional(),
    }),
  },
  responses: { 200: json(pageOf(bookingSummarySchema, "BookingPage"), "Bookings"), ...problems() },
});

export function registerBookings(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(createBookingRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    await getCustomer(scope, body.customer_id);
    const branch = await chooseBranch(c, body.branch_id);
    if (isFromOffer(body)) {
      // A repeated key gets the answer it got, also once the offer is over.
      const joined = await joinOperation(scope, request);
      const plan =
        joined === undefined
          ? await holdBookingPlan(c, dependencies, { body, branch })
          : joinedHoldPlan(c, joined);
      return runOperation(c, dependencies, request, plan);
    }
    if (isFromStayOffer(body)) {
      return bookStay(c, dependencies, request, { body, branch });
    }
    if (!isInFull(body)) {
      const plan = createBookingPlan(c, {
        body,
        branch,
        bookingId: newId("booking"),
        operationId: newId("operation"),
      });
      return runOperation(c, dependencies, request, plan);
    }
    const partner = await getPartner(scope);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const bookingId = await createFullBooking(
        transaction,
        {
          customerId: body.customer_id,
          ...(branch === undefined ? {} : { branchId: branch.branchId }),
          priced: toPricedBooking(body),
          ...(body.reservation === undefined
            ? {}
            : {
                reservation: {
                  gdsProviderCode: supplierProviders[body.reservation.supplier],
                  recordLocator: body.reservation.record_locator,
                },
              }),
          ...(body.metadata === undefined ? {} : { metadata: canonicalJson(body.metadata) }),
        },
        { partner, context: toActContext(c), now: now() },
      );
      const booking = await getBooking(transaction, bookingId);
      return {
        status: 201,
        body: presentBooking(booking, livemode),
        headers: { Location: `/v1/bookings/${bookingId}`, ETag: `"v${booking.version}"` },
      };
    });
  });

  router.openapi(getBookingRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const booking = await getBooking(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    return asAnswerOfRoute(withVersion(c, booking.version, presentBooking(booking, livemode)));
  });

  router.openapi(listBookingsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = { ...toFilter(query), ...onlyAmong(c) };
    const page = await listBookings(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (booking) => presentSummary(booking, livemode)),
      200,
    );
  });
}

function toFilter(query: {
  readonly state?: BookingFilter["states"] | undefined;
  readonly product?: BookingFilter["product"];
  readonly customer_id?: string | undefined;
  readonly branch_id?: string | undefined;
  readonly reference?: string | undefined;
  readonly record_locator?: string | undefined;
  readonly "created_at[gte]"?: string | undefined;
  readonly "created_at[lt]"?: string | undefined;
}): BookingFilter {
  const from = query["created_at[gte]"];
  const before = query["created_at[lt]"];
  return {
    ...(query.state && { states: query.state }),
    ...(query.product && { product: query.product }),
    ...(query.customer_id && { customerId: query.customer_id }),
    ...(query.branch_id && { branch: query.branch_id }),
    ...(query.reference && { reference: query.reference }),
    ...(query.record_locator && { recordLocator: query.record_locator }),
    ...(from && { createdFrom: toDateTime(from) }),
    ...(before && { createdBefore: toDateTime(before) }),
  };
}
