import { randomUUID } from "node:crypto";

import { supplierNames } from "../../../domain/supplier-names";
import type { Facts, MatrixAct, Subject } from "./act";
import { issued, issueFirst, resourceOf } from "./act";

/** Taken back by the airline, and owed to the customer: what is owed is paid by another act. */
export const refundOne: MatrixAct = {
  name: "refund",
  suppliers: supplierNames,
  passengers: 1,
  kind: "refund.create",
  approval: "refund.create",
  posts: true,
  reads: "of each kind",
  prepare: async (subject) => {
    await issueFirst(subject);
    await subject.supplier.age(subject.locator);
    return quoteFor(subject, "/v1/refunds/quote");
  },
  begin: ({ seller, prepared }) =>
    seller.caller.insist("/v1/refunds", randomUUID(), {
      quote_id: prepared,
      reason: "the customer does not fly",
    }),
  expected: (end, supplier) => (end === "done" ? refunded : issued(1, supplier)),
};

const refunded: Facts = {
  booking: "CANCELLED_AFTER_ISSUE",
  tickets: "1 REFUNDED",
  atSupplier: "1 refunded",
  entries: "issue, refund",
  cancelsOut: false,
  isWaiting: false,
  events:
    "booking.held, booking.issued, journal_entry.posted, journal_entry.posted, ticket.refunded",
  mails: 0,
};

/** For a dearer one. */
export const exchangeOne: MatrixAct = {
  name: "exchange",
  suppliers: ["amadeus", "ndc"],
  passengers: 1,
  kind: "ticket.exchange",
  approval: "ticket.exchange",
  posts: true,
  reads: "of each kind",
  prepare: async (subject) => {
    await issueFirst(subject);
    await subject.supplier.makeDearer(subject.locator);
    return quoteFor(subject, "/v1/exchanges/quote");
  },
  begin: ({ seller, prepared }) =>
    seller.caller.insist("/v1/exchanges", randomUUID(), {
      quote_id: prepared,
      reason: "the customer flies later",
    }),
  expected: (end, supplier) =>
    end === "done"
      ? {
          ...issued(1, supplier),
          tickets: "1 EXCHANGED, 1 ISSUED",
          atSupplier: "1 exchanged, 1 open",
          entries: "exchange, issue",
          events:
            "booking.held, booking.issued, journal_entry.posted, journal_entry.posted, ticket.exchanged",
          mails: 1,
        }
      : issued(1, supplier),
};

async function quoteFor({ seller, bookingId }: Subject, path: string): Promise<string> {
  const quoted = await seller.caller.insist(path, randomUUID(), { booking_id: bookingId });
  const made = resourceOf(quoted);
  const { result } = quoted.final.body;
  // Of an operation the resource is the booking; what it came to is the quote.
  const quote = typeof result === "object" && result !== null ? { ...result } : made;
  return String((quote as { readonly id?: unknown }).id);
}
