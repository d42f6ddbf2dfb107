import { invariant } from "../../domain/invariant";
import type { VoidRequest, VoidResult } from "../air-operations";
import type { SupplierOutcome, Undone } from "../outcome";
import type { CallOptions } from "../port";
import { listChildren, textAt, type XmlElement } from "../xml/read-xml";
import type { AmadeusConnection } from "./amadeus-connection";
import type { AmadeusClientConfig } from "./config";
import type { CallResult } from "./read-answer";
import {
  describeFault,
  isAlreadyVoided,
  notDone,
  stopAt,
  toActFaultOutcome,
  toRefusalReason,
  unknown,
} from "./refusals";
import { cancelDocumentBody } from "./requests";
import { readErrorGroup } from "./soap-fault";

type VoidOutcome = SupplierOutcome<VoidResult>;
type Failure = VoidResult["failed"][number];
type Answer =
  | { readonly kind: "voided" }
  | { readonly kind: "failed"; readonly code: string; readonly text: string }
  | Undone;

/**
 * One message for each document: the message takes one number or a range of the sales report.
 * A document that is void already counts as voided, so a repeat of the whole request is safe.
 */
export async function voidDocuments(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { documentNumbers }: VoidRequest,
  { signal }: CallOptions,
): Promise<VoidOutcome> {
  invariant(documentNumbers.length > 0, "something is to be voided");
  const voided: string[] = [];
  const failed: Failure[] = [];
  for (const number of documentNumbers) {
    const answer = toAnswer(
      await connection.call({
        operation: "Ticket_CancelDocument",
        body: cancelDocumentBody(number, config),
        step: "stateless",
        signal,
        timeoutMs: config.timeoutMs,
      }),
    );
    if (answer.kind === "voided") voided.push(number);
    else if (answer.kind === "failed") failed.push(toFailure(number, answer));
    else return stopAt(answer, voided.length + failed.length > 0);
  }
  return { kind: "done", value: { voided, failed } };
}

function toFailure(number: string, { code, text }: { code: string; text: string }): Failure {
  return {
    number,
    reason: toRefusalReason(code, text),
    supplierCode: code,
    supplierText: text,
  };
}

function toAnswer(result: CallResult): Answer {
  if (result.kind === "noAnswer") {
    return result.sent ? unknown(result.message) : notDone(result.message);
  }
  if (result.kind === "fault") return toFaultAnswer(result);
  const [transaction, ...others] = listChildren(result.reply, "transactionResults");
  if (transaction === undefined) return toErrorAnswer(result.reply);
  if (others.some((other) => statusOf(other) !== statusOf(transaction))) {
    return unknown("the documents of one void were answered differently");
  }
  return statusOf(transaction) === "O" ? { kind: "voided" } : toErrorAnswer(transaction);
}

function toFaultAnswer({ fault }: Extract<CallResult, { kind: "fault" }>): Answer {
  const outcome = toActFaultOutcome(fault);
  if (outcome.kind === "unknown" || outcome.reason === "credentials_rejected") return outcome;
  return { kind: "failed", code: fault.code, text: describeFault(fault) };
}

function statusOf(transaction: XmlElement): string | undefined {
  return textAt(transaction, "responseDetails", "statusCode");
}

function toErrorAnswer(parent: XmlElement): Answer {
  const { code, text } = readErrorGroup(parent);
  if (isAlreadyVoided(code, text)) return { kind: "voided" };
  const isStated = code !== "" || text !== "" || statusOf(parent) === "N";
  return isStated ? { kind: "failed", code, text } : unknown("the void has no result");
}
