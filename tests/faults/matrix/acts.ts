import { randomUUID } from "node:crypto";

import { supplierNames } from "../../../domain/supplier-names";
import type { Call } from "../support/caller";
import type { Facts, MatrixAct, Subject } from "./act";
import { held, issue, issued, issueFirst } from "./act";
import { cancelHeld, expireHeld } from "./hold-acts";
import { holdOffers } from "./offer-act";
import { exchangeOne, refundOne } from "./servicing-acts";

const issueOne: MatrixAct = {
  name: "issue",
  suppliers: supplierNames,
  passengers: 1,
  kind: "booking.issue",
  approval: "booking.issue",
  posts: true,
  reads: "thorough",
  prepare: () => Promise.resolve(""),
  begin: issue,
  expected: (end, supplier) => (end === "done" ? { ...issued(1, supplier), mails: 1 } : held),
};

const voidOne: MatrixAct = {
  name: "void",
  suppliers: ["amadeus", "sabre"],
  passengers: 1,
  kind: "ticket.void",
  approval: "ticket.void",
  posts: true,
  reads: "thorough",
  prepare: async (subject) => {
    await issueFirst(subject);
    return "";
  },
  begin: voidAll,
  expected: (end, supplier) => (end === "done" ? voided(1) : issued(1, supplier)),
};

/** An order as a whole: how it is read there is tried where it is issued. */
const voidOrder: MatrixAct = { ...voidOne, suppliers: ["ndc"], reads: "of each kind" };

const voidTwo: MatrixAct = {
  ...voidOne,
  name: "void of two",
  // Each document is a call of its own.
  suppliers: ["amadeus"],
  passengers: 2,
  expected: (end, supplier) => (end === "done" ? voided(2) : issued(2, supplier)),
};

export const acts: readonly MatrixAct[] = [
  ...holdOffers,
  issueOne,
  voidOne,
  voidOrder,
  voidTwo,
  refundOne,
  exchangeOne,
  cancelHeld,
  expireHeld,
];

function voidAll({ seller, bookingId }: Subject): Promise<Call> {
  return seller.caller.insist(`/v1/bookings/${bookingId}/void`, randomUUID(), {
    reason: "the customer changed their mind",
  });
}

function voided(count: number): Facts {
  return {
    booking: "CANCELLED_AFTER_ISSUE",
    tickets: `${count} VOIDED`,
    atSupplier: `${count} voided`,
    entries: "issue, void",
    cancelsOut: true,
    isWaiting: false,
    events:
      "booking.held, booking.issued, journal_entry.posted, journal_entry.posted, ticket.voided",
    mails: 0,
  };
}
