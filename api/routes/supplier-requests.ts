import { createRoute, z } from "@hono/zod-openapi";

import { getBookingHead } from "../../db/read/get-booking";
import { getSupplierRequest, listSupplierRequests } from "../../db/read/supplier-requests";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { pageBody, toPageRequest } from "../pagination";
import { presentSupplierRequest, presentSupplierRequestDetails } from "../present/supplier-request";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idSchema, listQuerySchema, pageOf } from "../schemas/common";
import {
  supplierRequestDetailsSchema,
  supplierRequestSchema,
  supplierRequestStates,
} from "../schemas/supplier-request";

const tags = ["Bookings"];
const bookingParams = z.object({ booking_id: idSchema("booking") });

const listRoute = createRoute({
  method: "get",
  path: "/v1/bookings/{booking_id}/supplier-requests",
  tags,
  summary: "List what the supplier was asked to do for a booking, newest first",
  ...permitted("supplier_request.read.partner", { branches: "own" }),
  request: {
    params: bookingParams,
    query: listQuerySchema.extend({
      state: z.enum(supplierRequestStates).optional(),
      operation: z.string().max(40).optional().openapi({ example: "issue" }),
    }),
  },
  responses: {
    200: json(pageOf(supplierRequestSchema, "SupplierRequestPage"), "Requests to the supplier"),
    ...problems(404),
  },
});

const getRequestRoute = createRoute({
  method: "get",
  path: "/v1/bookings/{booking_id}/supplier-requests/{supplier_request_id}",
  tags,
  summary: "Get a request to the supplier, with what went over the wire",
  description:
    "Kept for `supplier_call_days` of the partner, without credentials and card numbers. What was written a moment ago may still be missing.",
  ...permitted("supplier_request.read.partner", { branches: "own" }),
  request: { params: bookingParams.extend({ supplier_request_id: idSchema("supplierRequest") }) },
  responses: { 200: json(supplierRequestDetailsSchema, "The request"), ...problems(404) },
});

export function registerSupplierRequests(router: Router, { keyRing }: ApiDependencies): void {
  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const bookingId = c.req.valid("param").booking_id;
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
    const { state, operation, ...query } = c.req.valid("query");
    const filter = { ...(state && { state }), ...(operation && { operation }) };
    const page = toPageRequest(c, keyRing, query);
    const requests = await listSupplierRequests(scope, bookingId, filter, page);
    return c.json(
      pageBody(c, keyRing, requests, (request) =>
        presentSupplierRequest(request, { bookingId, livemode }),
      ),
      200,
    );
  });

  router.openapi(getRequestRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { booking_id: bookingId, supplier_request_id: request } = c.req.valid("param");
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
    const details = await getSupplierRequest(scope, keyRing, { booking: bookingId, request });
    return c.json(presentSupplierRequestDetails(details, { bookingId, livemode }), 200);
  });
}
