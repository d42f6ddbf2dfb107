import { invariant } from "../../domain/invariant";
import type { Reservation } from "../../domain/reservation";
import type { BeforeIssue, IssueRequest, IssueValue } from "../air-operations";
import {
  areDocumentsComplete,
  areFaresTicketed,
  countExpectedDocuments,
  listDocumentsOfFares,
} from "../expected-documents";
import { describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { waitFor } from "../wait-for";
import { textAt, type XmlElement } from "../xml/read-xml";
import type { AmadeusConnection } from "./amadeus-connection";
import { type AmadeusSession, inSession } from "./amadeus-session";
import type { AmadeusClientConfig } from "./config";
import type { CallResult } from "./read-answer";
import { notDone, refused, toActFaultOutcome, toErrorOutcome, unknown } from "./refusals";
import { issueTicketBody, retrievePnrBody } from "./requests";
import { retrievePnr, toReservationOutcome } from "./retrieve-reservation";
import { readErrorGroup } from "./soap-fault";

type IssueOutcome = SupplierOutcome<IssueValue>;

interface Issuance {
  readonly connection: AmadeusConnection;
  readonly config: AmadeusClientConfig;
  readonly request: IssueRequest;
  readonly options: CallOptions;
  readonly session: AmadeusSession;
}

/** Reads, asks the caller, issues and reads again in one conversation, which is ended in any case. */
export async function issueTickets(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  request: IssueRequest,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<IssueOutcome> {
  invariant(request.fareReferences.length > 0, "something is to be ticketed");
  return inSession(connection, config, options, async (session) =>
    runIssuance({ connection, config, request, options, session }, beforeIssue),
  );
}

async function runIssuance(issuance: Issuance, beforeIssue: BeforeIssue): Promise<IssueOutcome> {
  const { session, request } = issuance;
  const read = toOutcome(
    issuance,
    await session.call({ operation: "PNR_Retrieve", body: retrievePnrBody(request.recordLocator) }),
  );
  if (read.kind !== "done") return read;
  const reservation = read.value;
  if (areFaresTicketed(reservation, request.fareReferences)) {
    return { kind: "done", value: { kind: "alreadyTicketed", reservation } };
  }
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  const { fareReferences = request.fareReferences } = decision;
  return ticketFares({ ...issuance, request: { ...request, fareReferences } }, reservation);
}

async function ticketFares(issuance: Issuance, reservation: Reservation): Promise<IssueOutcome> {
  const { session, request, options } = issuance;
  const { fareReferences } = request;
  const missing = fareReferences.find(
    (wanted) => !reservation.fares.some(({ reference }) => reference === wanted),
  );
  if (missing !== undefined) {
    return refused("reservation_invalid", "", `tstData ${missing} is not in the PNR`);
  }
  if (options.signal.aborted) return notDone("aborted before ticketing");
  const issued = await session.call({
    operation: "DocIssuance_IssueTicket",
    body: issueTicketBody(fareReferences),
  });
  return concludeIssuance(issuance, issued, countExpectedDocuments(reservation, fareReferences));
}

async function concludeIssuance(
  issuance: Issuance,
  issued: CallResult,
  expectedCount: number,
): Promise<IssueOutcome> {
  if (issued.kind === "noAnswer") {
    return issued.sent ? unknown(issued.message) : notDone(issued.message);
  }
  if (issued.kind === "fault") return toActFaultOutcome(issued.fault);
  const status = textAt(issued.reply, "processingStatus", "statusCode");
  if (status === "O") return collectDocuments(issuance, expectedCount);
  if (status === "X") return concludeRefusal(issuance, issued.reply, expectedCount);
  return unknown(`the issuance has the status ${status ?? "none"}`);
}

/** The reply has no numbers: they are in the PNR, at once or a moment later. */
async function collectDocuments(issuance: Issuance, expectedCount: number): Promise<IssueOutcome> {
  const { config, options, request } = issuance;
  let read = await rereadInSession(issuance);
  for (let reads = 1; reads < config.documentReadsMax; reads += 1) {
    if (read.kind !== "done" || hasAsManyAs(read.value, request, expectedCount)) break;
    if (!(await waitFor(config.documentReadDelayMs, options.signal))) break;
    read = await retrievePnr(issuance.connection, config, request, options);
  }
  if (read.kind !== "done")
    return unknown(`ticketed, but the PNR was not read: ${describeUndone(read)}`);
  const reservation = read.value;
  if (areDocumentsComplete(reservation, request.fareReferences)) {
    return { kind: "done", value: { kind: "issued", reservation } };
  }
  const documents = listDocumentsOfFares(reservation, request.fareReferences);
  return unknown(`ticketed, but the PNR has ${documents.length} of ${expectedCount} documents`);
}

/**
 * Amadeus stops at the first stored fare that fails: a refusal of several may have ticketed some.
 * So the refusal is believed only when no ticket is there.
 */
async function concludeRefusal(
  issuance: Issuance,
  reply: XmlElement,
  expectedCount: number,
): Promise<IssueOutcome> {
  const { code, text } = readErrorGroup(reply);
  const outcome = toErrorOutcome(code, text);
  if (outcome.kind === "refused" && outcome.reason === "already_ticketed") return outcome;
  const read = await rereadInSession(issuance);
  if (read.kind !== "done") {
    return expectedCount === 1 ? outcome : unknown(`${code} ${text}, and ${describeUndone(read)}`);
  }
  const documents = listDocumentsOfFares(read.value, issuance.request.fareReferences);
  if (documents.length === 0) return outcome;
  return unknown(`${code} ${text}, but the PNR has ${documents.length} documents`);
}

async function rereadInSession(issuance: Issuance): Promise<SupplierOutcome<Reservation>> {
  const body = retrievePnrBody(issuance.request.recordLocator);
  return toOutcome(
    issuance,
    await issuance.session.call({ operation: "PNR_Retrieve", body, isLast: true }),
  );
}

function toOutcome(
  { request, config }: Issuance,
  result: CallResult,
): SupplierOutcome<Reservation> {
  return toReservationOutcome(result, request.recordLocator, config.officeTimeZone);
}

function hasAsManyAs(reservation: Reservation, request: IssueRequest, count: number): boolean {
  return listDocumentsOfFares(reservation, request.fareReferences).length >= count;
}
