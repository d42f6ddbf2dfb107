import { isSameMoney, sum } from "../../domain/money";
import type {
  DocumentRefund,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
} from "../air-operations";
import { isRefunded as isRefundedDocument } from "../coupon-status";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { AmadeusConnection } from "./amadeus-connection";
import { type AmadeusSession, inSession } from "./amadeus-session";
import type { AmadeusClientConfig } from "./config";
import { getDocumentStatus } from "./document-status";
import { isRefunded, readRefund, readRefundError } from "./read-refund";
import {
  notDone,
  refused,
  stopAt,
  toActFaultOutcome,
  toErrorOutcome,
  toReadFaultOutcome,
  unknown,
} from "./refusals";
import { concludeRefundBody, initRefundBody } from "./requests";

/** «NEED REFUND RECORD»: the session has lost it, and nothing was refunded. */
const needRefundRecord = "11004";

/** What Amadeus would refund (ATC), document by document; of a conjunction the first is asked for. */
export async function quoteRefund(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { documentNumbers }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const documents: DocumentRefund[] = [];
  for (const number of documentNumbers) {
    const outcome = await inSession(connection, config, options, async (session) => {
      const record = await beginRefund(session, number);
      if (record.kind === "done") {
        const body = concludeRefundBody();
        await session.call({ operation: "Ticket_IgnoreRefund", body, isLast: true });
      }
      return record;
    });
    if (outcome.kind !== "done") return outcome;
    documents.push(outcome.value);
  }
  return toQuote(documents);
}

/** Refunds what is not refunded yet, each document at the amount that was accepted for it. */
export async function refundDocuments(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { quote }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const documentNumbers = quote.documents.map(({ number }) => number);
  const statuses = asLook(
    await getDocumentStatus(connection, config, { documentNumbers }, options),
  );
  if (statuses.kind !== "done") return statuses;
  const refunded = new Set(statuses.value.filter(isRefundedDocument).map(({ number }) => number));
  const open = quote.documents.filter(({ number }) => !refunded.has(number));
  if (open.length === 0) return { kind: "done", value: { kind: "alreadyRefunded" } };
  for (const [index, document] of open.entries()) {
    const outcome = await inSession(connection, config, options, async (session) =>
      refundDocument(session, document),
    );
    if (outcome.kind !== "done") return stopAt(outcome, index > 0);
  }
  return { kind: "done", value: { kind: "refunded", refund: quote } };
}

async function refundDocument(
  session: AmadeusSession,
  accepted: DocumentRefund,
): Promise<SupplierOutcome<DocumentRefund>> {
  const record = await beginRefund(session, accepted.number);
  if (record.kind !== "done") return record;
  if (!isSameMoney(record.value.total, accepted.total)) {
    return refused("price_changed", "", `the refund of ${accepted.number} is another by now`);
  }
  const result = await session.call({
    operation: "Ticket_ProcessRefund",
    body: concludeRefundBody(),
    isLast: true,
  });
  if (result.kind === "noAnswer") {
    return result.sent ? unknown(result.message) : notDone(result.message);
  }
  if (result.kind === "fault") return toActFaultOutcome(result.fault);
  const error = readRefundError(result.reply);
  if (error?.code === needRefundRecord) return notDone(error.text);
  if (error !== undefined) return toErrorOutcome(error.code, error.text);
  return isRefunded(result.reply) ? record : unknown("the refund has no status Refunded");
}

/** Has Amadeus compute the refund and keep it in the session; that alone changes nothing. */
async function beginRefund(
  session: AmadeusSession,
  number: string,
): Promise<SupplierOutcome<DocumentRefund>> {
  const result = await session.call({
    operation: "Ticket_InitRefund",
    body: initRefundBody(number),
  });
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  const error = readRefundError(result.reply);
  if (error !== undefined) return toErrorOutcome(error.code, error.text);
  const refund = readRefund(result.reply, number);
  if (refund !== undefined) return { kind: "done", value: refund };
  return refused("rejected", "", `the refund of ${number} cannot be read or does not add up`);
}

function toQuote(documents: readonly DocumentRefund[]): SupplierOutcome<RefundQuote> {
  const [first] = documents;
  if (first === undefined) return refused("document_not_found", "", "no document was named");
  const { currency } = first.total;
  if (documents.some(({ total }) => total.currency !== currency)) {
    return refused("rejected", "", "the documents are refunded in several currencies");
  }
  const total = sum(
    currency,
    documents.map((document) => document.total),
  );
  return { kind: "done", value: { documents, total } };
}
