import type { Reservation } from "../../domain/reservation";
import type { BeforeIssue, IssueRequest, IssueValue } from "../air-operations";
import { awaitDocuments } from "../await-documents";
import {
  areDocumentsComplete,
  areFaresTicketed,
  listDocumentsOfFares,
} from "../expected-documents";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { SabreClientConfig } from "./config";
import { retrieveReservation } from "./retrieve-booking";
import type { SabreConnection } from "./sabre-connection";
import { fulfillSchema } from "./sabre-messages";
import { findRefusal } from "./sabre-refusals";

/** Reads, asks the caller, fulfils at the stored price and reads again for the tickets. */
export async function issueTickets(
  connection: SabreConnection,
  config: SabreClientConfig,
  request: IssueRequest,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<SupplierOutcome<IssueValue>> {
  const read = await retrieveReservation(connection, request, options);
  if (read.kind !== "done") return read;
  const reservation = read.value;
  if (areFaresTicketed(reservation, request.fareReferences)) {
    return { kind: "done", value: { kind: "alreadyTicketed", reservation } };
  }
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  const { fareReferences = request.fareReferences } = decision;
  if (options.signal.aborted) return { kind: "notDone", message: "aborted before ticketing" };
  const fulfilled = await fulfill(connection, config, { ...request, fareReferences }, options);
  if (fulfilled.kind !== "done") return fulfilled;
  const ticketed = await awaitDocuments(
    async () => retrieveReservation(connection, request, options),
    (found) => areDocumentsComplete(found, fareReferences),
    { readsMax: config.documentReadsMax, delayMs: config.documentReadDelayMs },
    options,
  );
  if (ticketed.kind !== "done") return ticketed;
  return { kind: "done", value: { kind: "issued", reservation: ticketed.value } };
}

/** A changed price is never accepted here: the caller decides on it. */
async function fulfill(
  connection: SabreConnection,
  { ticketCountryCode, printerAddress }: SabreClientConfig,
  { recordLocator, fareReferences }: IssueRequest,
  options: CallOptions,
): Promise<SupplierOutcome<true>> {
  const printers = [
    ...(printerAddress === undefined ? [] : [{ hardcopy: { address: printerAddress } }]),
    { ticket: { countryCode: ticketCountryCode } },
  ];
  const outcome = await connection.call(
    {
      operation: "fulfillFlightTickets",
      body: {
        confirmationId: recordLocator,
        fulfillments: [
          {
            ticketingQualifiers: { priceQuoteRecordIds: fareReferences },
            payment: { primaryFormOfPayment: 1 },
          },
        ],
        formsOfPayment: [{ type: "CASH" }],
        designatePrinters: printers,
        acceptPriceChanges: false,
      },
      schema: fulfillSchema,
      isAct: true,
    },
    options,
  );
  if (outcome.kind !== "done") return outcome;
  const refusal = findRefusal(outcome.value);
  if (refusal === undefined) return { kind: "done", value: true };
  // Sabre stops at the first fare that fails: the no is believed where nothing was ticketed.
  if (refusal.reason === "already_ticketed" || fareReferences.length === 1) {
    return outcome.value.tickets.some(({ isCommitted }) => isCommitted)
      ? { kind: "unknown", message: `${refusal.supplierCode}, but tickets were committed` }
      : refusal;
  }
  const reread = await retrieveReservation(connection, { recordLocator }, options);
  return isUntouched(reread, fareReferences)
    ? refusal
    : { kind: "unknown", message: `${refusal.supplierCode}, and some of it may be ticketed` };
}

function isUntouched(
  read: SupplierOutcome<Reservation>,
  fareReferences: readonly string[],
): boolean {
  return read.kind === "done" && listDocumentsOfFares(read.value, fareReferences).length === 0;
}
