import { isSameMoney } from "../../domain/money";
import type { Reservation } from "../../domain/reservation";
import type {
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRequest,
  ExchangeValue,
} from "../air-operations";
import { isWholly } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { textAt } from "../xml/read-xml";
import type { AmadeusConnection } from "./amadeus-connection";
import { type AmadeusSession, inSession } from "./amadeus-session";
import type { AmadeusClientConfig } from "./config";
import { getDocumentStatus } from "./document-status";
import type { CallResult } from "./read-answer";
import { readReprice, readPricingError } from "./read-reprice";
import {
  notDone,
  refused,
  toActFaultOutcome,
  toErrorOutcome,
  toReadFaultOutcome,
  unknown,
} from "./refusals";
import { issueTicketBody, reissueBody, repriceBody, retrievePnrBody } from "./requests";
import { retrievePnr, toReservationOutcome } from "./retrieve-reservation";
import { readErrorGroup } from "./soap-fault";

interface Exchange {
  readonly connection: AmadeusConnection;
  readonly config: AmadeusClientConfig;
  readonly options: CallOptions;
  readonly recordLocator: string;
  readonly documentNumbers: readonly string[];
}

/** Prices the PNR's itinerary, changed beforehand, against tickets; leaves nothing behind. */
export async function quoteExchange(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { recordLocator, documentNumbers }: ExchangeQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeQuote>> {
  const exchange = { connection, config, options, recordLocator, documentNumbers };
  return inSession(connection, config, options, async (session) => reprice(exchange, session));
}

/** Reissues tickets at the balance that was accepted, unless they are exchanged already. */
export async function exchangeDocuments(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { recordLocator, quote }: ExchangeRequest,
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeValue>> {
  const { documentNumbers } = quote;
  const statuses = asLook(
    await getDocumentStatus(connection, config, { documentNumbers }, options),
  );
  if (statuses.kind !== "done") return statuses;
  if (statuses.value.every((status) => isWholly(status, "exchanged"))) {
    const read = await retrievePnr(connection, config, { recordLocator }, options);
    if (read.kind !== "done") return asLook(read);
    return { kind: "done", value: { kind: "alreadyExchanged", reservation: read.value } };
  }
  const exchange = { connection, config, options, recordLocator, documentNumbers };
  return inSession(connection, config, options, async (session) =>
    reissue(exchange, session, quote),
  );
}

async function reissue(
  exchange: Exchange,
  session: AmadeusSession,
  accepted: ExchangeQuote,
): Promise<SupplierOutcome<ExchangeValue>> {
  const priced = await reprice(exchange, session);
  if (priced.kind !== "done") return priced;
  if (!isSameMoney(priced.value.due, accepted.due)) {
    return refused("price_changed", "", "the exchange costs another amount by now");
  }
  const confirmed = await session.call({
    operation: "Ticket_ReissueConfirmedPricing",
    body: reissueBody(exchange.documentNumbers),
  });
  // Until the tickets are issued, the session is all that has changed.
  const failure = findReadFailure(confirmed);
  if (failure !== undefined) return failure;
  const issued = await session.call({
    operation: "DocIssuance_IssueTicket",
    body: issueTicketBody([]),
  });
  return conclude(exchange, session, issued);
}

async function conclude(
  exchange: Exchange,
  session: AmadeusSession,
  issued: CallResult,
): Promise<SupplierOutcome<ExchangeValue>> {
  if (issued.kind === "noAnswer") {
    return issued.sent ? unknown(issued.message) : notDone(issued.message);
  }
  if (issued.kind === "fault") return toActFaultOutcome(issued.fault);
  const status = textAt(issued.reply, "processingStatus", "statusCode");
  if (status !== "O") {
    const { code, text } = readErrorGroup(issued.reply);
    return status === "X" && exchange.documentNumbers.length === 1
      ? toErrorOutcome(code, text)
      : unknown(`the reissue has the status ${status ?? "none"}: ${code} ${text}`);
  }
  const read = await readInSession(exchange, session, true);
  if (read.kind !== "done") {
    return unknown(`exchanged, but the PNR was not read: ${describeUndone(read)}`);
  }
  const isOld = read.value.documents.some(({ conjunction }) =>
    exchange.documentNumbers.some((number) => conjunction.includes(number)),
  );
  if (isOld || read.value.documents.length < exchange.documentNumbers.length) {
    return unknown("exchanged, but the PNR does not show the new documents");
  }
  return { kind: "done", value: { kind: "exchanged", reservation: read.value } };
}

/** Reads the PNR into the session and prices it there. */
async function reprice(
  exchange: Exchange,
  session: AmadeusSession,
): Promise<SupplierOutcome<ExchangeQuote>> {
  const { documentNumbers, config } = exchange;
  const read = await readInSession(exchange, session, false);
  if (read.kind !== "done") return read;
  const result = await session.call({
    operation: "Ticket_RepricePNRWithBookingClass",
    body: repriceBody(documentNumbers),
  });
  const failure = findReadFailure(result);
  if (failure !== undefined) return failure;
  const reply = result.kind === "reply" ? result.reply : undefined;
  const quote = reply && readReprice(reply, documentNumbers, config.reissueQualifiers);
  return quote === undefined
    ? refused("rejected", "", "the price of the exchange cannot be read")
    : { kind: "done", value: quote };
}

async function readInSession(
  { recordLocator, config }: Exchange,
  session: AmadeusSession,
  isLast: boolean,
): Promise<SupplierOutcome<Reservation>> {
  const body = retrievePnrBody(recordLocator);
  const result = await session.call({ operation: "PNR_Retrieve", body, isLast });
  return toReservationOutcome(result, recordLocator, config.officeTimeZone);
}

function findReadFailure(result: CallResult) {
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  const error = readPricingError(result.reply);
  return error && toErrorOutcome(error.code, error.text);
}
