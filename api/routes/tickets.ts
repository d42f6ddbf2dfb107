import { createRoute, z } from "@hono/zod-openapi";

import { findBookingByTicket } from "../../db/read/find-booking-by-ticket";
import { getBooking } from "../../db/read/get-booking";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import { assertSeen } from "../branch-access";
import { presentTicket } from "../present/booking";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { ticketSchema } from "../schemas/booking";

const getTicketRoute = createRoute({
  method: "get",
  path: "/v1/tickets/{number}",
  tags: ["Tickets"],
  summary: "Get a ticket by its number",
  ...permitted("ticket.read.partner", { branches: "own" }),
  request: {
    params: z.object({
      number: z
        .string()
        .regex(/^\d{3}-?\d{10}$/)
        .openapi({ example: "9971122334455" }),
    }),
  },
  responses: { 200: json(ticketSchema, "The ticket"), ...problems(404) },
});

export function registerTickets(router: Router): void {
  router.openapi(getTicketRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const number = c.req.valid("param").number.replace("-", "");
    const bookingId = await findBookingByTicket(scope, number);
    if (bookingId === undefined) throw new Refusal("NOT_FOUND", "No such ticket.");
    const booking = await getBooking(scope, bookingId);
    assertSeen(c, booking, "ticket");
    const ticket = booking.tickets.find((item) => item.number === number);
    invariant(ticket !== undefined, "the booking was found by this ticket");
    return c.json(presentTicket(booking, ticket, livemode), 200);
  });
}
