import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";

import { createBookingMemory } from "../../activities/booking-memory";
import type { LedgerDependencies } from "../../activities/dependencies";
import { createCommitIssuance } from "../../activities/ticket/commit-issuance";
import { createCommitVoid } from "../../activities/ticket/commit-void";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { priceBooking } from "../../domain/booking";
import { parseMoney } from "../../domain/money";
import type { StoredFare } from "../../domain/reservation";
import { createFullBooking } from "../../services/booking/create-full-booking";
import { beginOperation } from "../../services/operation/begin-operation";
import type { IssueBookingInput, IssueBookingResult } from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import type { VoidTicketsInput, VoidTicketsResult } from "../../temporal/contract/void-tickets";
import { now, testContext, today } from "./database";
import type { Ledger } from "./ledger";

export interface IssuableBooking {
  readonly bookingId: string;
  readonly input: IssueBookingInput;
  /** As the supplier issued them: one for each fare. */
  readonly documents: readonly IssuedDocumentPayload[];
}

interface BookingOptions {
  readonly passengers?: number;
  /** A seat of 1,200.00 and tax of 180.00 for each, which are EMDs. */
  readonly hasSeats?: boolean;
}

let documents = 0;

/** A held booking of one or more adults with the operation that issues it, ready for its commit. */
export async function createIssuableBooking(
  ledger: Ledger,
  { passengers = 1, hasSeats = false }: BookingOptions = {},
): Promise<IssuableBooking> {
  const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });
  const references = Array.from({ length: passengers }, (_, index) => `P${index + 1}`);
  const priced = priceBooking(
    {
      passengers: references.map((reference) => ({
        reference,
        type: "ADT",
        surname: `RAHMAN${reference}`,
        givenNames: "TANVIR MR",
      })),
      segments: [flight("S1", "DAC", "DXB", 30), flight("S2", "DXB", "DAC", 40)],
      fares: [
        {
          reference: "1",
          passengerReferences: references,
          segmentReferences: ["S1", "S2"],
          validatingCarrier: "BG",
          fare: {
            base: bdt("40000.00"),
            taxes: [
              { code: "BD", amount: bdt("500.00") },
              { code: "YQ", amount: bdt("8000.00") },
            ],
            total: bdt("48500.00"),
          },
          commission: { kind: "percent", percent: "7" },
          formOfPayment: { kind: "cash" },
          fareBases: ["YOW", "YOW"],
        },
        ...(hasSeats ? [seatsOf(references)] : []),
      ],
    },
    [{ type: "service_fee", amount: bdt("1000.00"), vatPercent: "15" }],
  );
  const { scope } = ledger;
  const bookingId = await inTransaction(scope, (transaction) =>
    createFullBooking(
      transaction,
      {
        customerId: ledger.customer.publicId,
        priced,
        reservation: {
          gdsProviderCode: "1A",
          recordLocator: newId("event").slice(-6).toUpperCase(),
        },
      },
      { partner: ledger.partner, context: testContext, now: now() },
    ),
  );
  return {
    bookingId,
    input: await begin(ledger, bookingId),
    documents: issue(priced.fares.length),
  };
}

function seatsOf(references: readonly string[]): StoredFare {
  const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });
  return {
    reference: "2",
    passengerReferences: references,
    segmentReferences: ["S1"],
    validatingCarrier: "BG",
    fare: {
      base: bdt("1200.00"),
      taxes: [{ code: "BD", amount: bdt("180.00") }],
      total: bdt("1380.00"),
    },
    commission: { kind: "percent", percent: "5" },
    formOfPayment: { kind: "cash" },
    fareBases: ["SEAT12A"],
    service: { name: "Seat 12A", rfic: "A", rfisc: "0B5" },
  };
}

const requestContext: IssueBookingInput["context"] = {
  actor: { type: "api_token", id: newId("token") },
  requestId: newId("request"),
  ipAddress: "203.0.113.7",
  userAgent: "tests/1.0 (nothing special)",
};

async function begin({ scope, partner }: Ledger, bookingId: string): Promise<IssueBookingInput> {
  const booking = await scope.db
    .selectFrom("bookings")
    .select("booking_reference")
    .where("public_id", "=", bookingId)
    .executeTakeFirstOrThrow();
  const input: IssueBookingInput = {
    schemaVersion: 1,
    partner: partner.publicId,
    bookingId,
    bookingReference: booking.booking_reference,
    gdsProviderCode: "1A",
    operationId: newId("operation"),
    context: requestContext,
  };
  await beginTestOperation(scope, input, "issue");
  return input;
}

export function beginTestOperation(
  scope: PartnerDatabase,
  {
    operationId,
    bookingId,
    partner,
  }: Pick<IssueBookingInput, "operationId" | "bookingId" | "partner">,
  act: "issue" | "void" | "exchange",
): Promise<boolean> {
  return beginOperation(
    scope,
    {
      publicId: operationId,
      kind: act === "issue" ? "booking.issue" : `ticket.${act}`,
      workflowId: `${act}:${partner}:${bookingId}`,
      resource: { type: "booking", id: bookingId },
      request: {},
    },
    {
      scope: `POST /v1/bookings/${bookingId}/${act}`,
      key: newId("event"),
      fingerprint: "0".repeat(64),
    },
    testContext,
  );
}

function issue(count: number): IssuedDocumentPayload[] {
  return Array.from({ length: count }, (_, index) => {
    documents += 1;
    return {
      fareNumber: index + 1,
      numbers: [`997${documents.toString().padStart(10, "0")}`],
      checkDigit: "4",
      issuedOn: today(),
      issuingOffice: "DACTB2100",
    };
  });
}

function flight(reference: string, origin: string, destination: string, inDays: number) {
  const day = new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
  return {
    reference,
    carrierCode: "BG",
    flightNumber: "147",
    bookingClass: "Y",
    originAirport: origin,
    destinationAirport: destination,
    departsLocal: `${day}T10:10`,
    arrivesLocal: `${day}T13:35`,
    statusCode: "HK",
  };
}

/** Runs the one commit as a worker would, without Temporal: it is safe to run again. */
export function commitIssuance(
  database: DatabaseHandle,
  { input, documents: issued }: IssuableBooking,
): Promise<IssueBookingResult> {
  return asWorker(`issue:${input.partner}:${input.bookingId}`).run(
    createCommitIssuance(dependenciesOf(database)),
    input,
    issued,
  );
}

/** Books a void of some of the tickets, in the morning of the day of issue. */
export async function commitVoid(
  database: DatabaseHandle,
  scope: PartnerDatabase,
  { input }: IssuableBooking,
  voided: readonly IssuedDocumentPayload[],
): Promise<VoidTicketsResult> {
  const { schemaVersion, partner, bookingId, bookingReference, gdsProviderCode, context } = input;
  const numbers = voided.flatMap(({ numbers: each }) => each);
  const request: VoidTicketsInput = {
    schemaVersion,
    partner,
    bookingId,
    bookingReference,
    gdsProviderCode,
    context,
    operationId: newId("operation"),
    ticketNumbers: numbers,
    reason: "the customer changed their mind",
    fee: null,
  };
  await beginTestOperation(scope, request, "void");
  return asWorker(`void:${partner}:${bookingId}`).run(
    createCommitVoid(dependenciesOf(database)),
    request,
    { documentNumbers: numbers, checkedAt: `${today()}T00:00:01.000000Z`, left: [] },
  );
}

export function dependenciesOf(database: DatabaseHandle): LedgerDependencies {
  return {
    openPartner: createPartnerScopes(database),
    bookings: createBookingMemory(),
    observer: { onContention: () => {} },
    now,
  };
}

export function asWorker(workflowId: string): MockActivityEnvironment {
  return new MockActivityEnvironment(
    { workflowExecution: { workflowId, runId: newId("event") } },
    // A commit that fails is what some of these tests are about.
    { logger: new DefaultLogger("ERROR") },
  );
}
