import { randomUUID } from "node:crypto";

import type { ApprovalAct } from "../../../domain/approval-policy/acts";
import type { SupplierName } from "../../../domain/supplier-names";
import type { Call, Caller } from "../support/caller";
import type { FaultStack } from "../support/fault-stack";
import { until } from "../support/observe";
import type { End } from "./harms";
import type { MatrixSupplier } from "./suppliers";

/** Somebody who sells: a partner's token, and the customer of each booking. */
export interface Seller {
  readonly partner: string;
  readonly caller: Caller;
}

/** A booking with a cell of the matrix to itself. */
export interface Subject {
  readonly seller: Seller;
  readonly supplier: MatrixSupplier;
  readonly bookingId: string;
  /** What the supplier's sandbox tells its calls by. */
  readonly locator: string;
  readonly customerId: string;
  readonly email: string;
  /** What came of `prepare`, where the act takes something up: a quote. */
  readonly prepared: string;
}

/** What stands in the books, at the supplier and in the messages, in words. */
export interface Facts {
  readonly booking: string;
  readonly tickets: string;
  readonly atSupplier: string;
  /** Posting keys without their ids. */
  readonly entries: string;
  /** Whether every account of the booking is back at zero. */
  readonly cancelsOut: boolean;
  /** Revenue that waits to be earned. */
  readonly isWaiting: boolean;
  readonly events: string;
  /** About what the act did, each once; nothing is sent about what came before it. */
  readonly mails: number;
}

/** A workflow on a booking, as the matrix runs it. */
export interface MatrixAct {
  readonly name: string;
  readonly suppliers: readonly SupplierName[];
  readonly passengers: number;
  /** Of its operation. */
  readonly kind: string;
  /** Whose approval it waits for, where the partner's policy says so. */
  readonly approval?: ApprovalAct;
  /** Whether an entry comes of it, which closed books refuse. */
  readonly posts: boolean;
  /** How its reads at the supplier are harmed. */
  readonly reads: "thorough" | "of each kind";
  /** Whether a person is asked where the supplier refuses to say what its change has come to. */
  readonly asksAfterChange?: boolean;
  /** Asked where the answer to the change was lost: what came of it. */
  readonly looksBy?: string;
  /** Where it begins without a booking: who it is for. */
  sell?(seller: Seller, supplier: MatrixSupplier): Promise<Subject>;
  /** What comes before the act; nothing of it is harmed. Answers with what the act is to take up. */
  prepare(subject: Subject, environment: FaultStack): Promise<string>;
  begin(subject: Subject, environment: FaultStack): Promise<Call>;
  /** The same where its booking is not known before: up to its first call at the supplier. */
  arrive?(subject: Subject, environment: FaultStack): Promise<Arrived>;
  /** The first statement of its commit, where that does not lock the booking. */
  commitBegins?(subject: Subject): RegExp;
  expected(end: End, supplier: MatrixSupplier): Facts;
}

/** An act that is about to be done, or goes on once it may. */
export interface Arrived {
  readonly subject: Subject;
  go(): Promise<Call>;
}

export async function arrive(
  act: MatrixAct,
  subject: Subject,
  environment: FaultStack,
): Promise<Arrived> {
  const arrived = await act.arrive?.(subject, environment);
  return arrived ?? { subject, go: () => act.begin(subject, environment) };
}

export const held: Facts = {
  booking: "HELD",
  tickets: "",
  atSupplier: "",
  entries: "",
  cancelsOut: true,
  isWaiting: false,
  events: "booking.held",
  mails: 0,
};

export function issued(count: number, { defers }: MatrixSupplier): Facts {
  return {
    booking: "ISSUED",
    tickets: `${count} ISSUED`,
    atSupplier: `${count} open`,
    entries: "issue",
    cancelsOut: false,
    isWaiting: defers,
    events: "booking.held, booking.issued, journal_entry.posted",
    mails: 0,
  };
}

/** Issues it before the act. */
export async function issueFirst(subject: Subject): Promise<void> {
  resourceOf(await issue(subject));
}

export function issue({ seller, bookingId }: Subject): Promise<Call> {
  return seller.caller.insist(`/v1/bookings/${bookingId}/issue`, randomUUID());
}

/** Books a reservation of a customer whose mails can be told from all others. */
export async function book(
  seller: Seller,
  supplier: MatrixSupplier,
  passengers: number,
): Promise<Subject> {
  if (supplier.name === "hotelbeds") return bookStay(seller, supplier);
  const locator = await supplier.reserve(passengers);
  const { customerId, email } = await enter(seller, locator);
  const booking = resourceOf(
    await seller.caller.insist("/v1/bookings", randomUUID(), {
      customer_id: customerId,
      reservation: { supplier: supplier.name, record_locator: locator },
      charges: [fee],
    }),
  );
  const bookingId = String(booking["id"]);
  return { seller, supplier, bookingId, locator, customerId, email, prepared: "" };
}

const fee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
};

/** The same of a stay, which its supplier knows by a reference of ours. */
async function bookStay(seller: Seller, supplier: MatrixSupplier): Promise<Subject> {
  const { customerId, email } = await enter(seller, randomUUID().slice(0, 18));
  const path =
    "/v1/stay-offers?supplier=hotelbeds&destination=CXB&check_in=2027-03-10&check_out=2027-03-12&rooms=1";
  const offerId = await until("a stay", async () => {
    const { body } = await seller.caller.get(path);
    const [offer] = body["data"] as { readonly id: string }[];
    return offer?.id;
  });
  const booking = resourceOf(
    await seller.caller.insist("/v1/bookings", randomUUID(), {
      customer_id: customerId,
      stay_offer_id: offerId,
      guests: [{ room: 1, type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
      charges: [fee],
    }),
  );
  const [bookingId, locator] = [String(booking["id"]), String(booking["record_locator"])];
  return { seller, supplier, bookingId, locator, customerId, email, prepared: "" };
}

/** A customer of this name alone. */
export async function enter(
  { caller }: Seller,
  name: string,
): Promise<Pick<Subject, "customerId" | "email">> {
  const email = `customer-${name.toLowerCase()}@example.com`;
  const customer = await caller.insist("/v1/customers", randomUUID(), {
    code: `C-${name}`,
    display_name: "Ayesha Rahman",
    email,
  });
  return { customerId: String(resourceOf(customer)["id"]), email };
}

/** What was made: from a 201, or from the operation of a 202. */
export function resourceOf({ final, met }: Call): Readonly<Record<string, unknown>> {
  if (final.status === 201) return final.body;
  const { status, resource } = final.body;
  if (status === "succeeded" && typeof resource === "object" && resource !== null) {
    return { ...resource };
  }
  throw new Error(`${met.join(", ")}: ${JSON.stringify(final.body)}`);
}
