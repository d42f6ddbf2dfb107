import type { Delivery } from "../../sandbox/delivery";
import type { AmadeusOperation } from "../config";
import { admitRequest, type NonceBook } from "./admit-request";
import { applyBehaviour, type Asked, type Outcome, takeRule } from "./apply-behaviour";
import { journeyOf, legsOf } from "./journey-fares";
import type { Work } from "./operations";
import { readTask } from "./read-task";
import type { SandboxSession, SessionBook } from "./sessions";
import { type SoapHeader, soapHeaderSchema } from "./soap-messages";
import type { Exchange, HandleOperation, Reply } from "./soap-service";
import type { JournalEntry } from "./state";
import type { SandboxStore } from "./store";

export interface HandlerDeps {
  readonly store: SandboxStore;
  readonly sessions: SessionBook;
  readonly nonces: NonceBook;
  /** Tells the HTTP side how this exchange's answer goes out. */
  setDelivery(exchange: Exchange, delivery: Delivery): void;
  runLater(delayMs: number, run: () => void): void;
  log(entry: JournalEntry): void;
}

const noHeader: SoapHeader = {};
const unanswered = new Set<Delivery["kind"]>(["hang", "reset", "close"]);
const malformedMessage = {
  faultCode: "soap:Client",
  faultString: " 4|Presentation|invalid message format",
} as const;

/** Admits a request, does what it asks in the way the rules want it, and writes it in the journal. */
export function createOperationHandler(deps: HandlerDeps): HandleOperation {
  return (operation, body, rawHeader, exchange) => {
    const header = soapHeaderSchema.safeParse(rawHeader ?? {}).data ?? noHeader;
    const now = exchange.receivedAt;
    const { store, sessions, nonces } = deps;
    const admission = admitRequest(header, { state: store.state, sessions, nonces }, now);
    const journal = { operation, exchange, step: header.Session?.attributes.TransactionStatusCode };
    if (admission.kind === "fault") {
      exchange.replyHeader = toReplyHeader(header, "", undefined);
      writeJournal(deps, journal, { work: admission, delivery: { kind: "normal" } });
      return admission;
    }
    const { account, session, step } = admission;
    exchange.replyHeader = toReplyHeader(header, step, session);
    const context = { store, account, session, now };
    const task = readTask(operation, body, context);
    if (task === undefined) return { kind: "fault", fault: malformedMessage };
    const { recordLocator } = task;
    const subjects = [...(task.subjects ?? []), ...subjectsOf(store, recordLocator)];
    const asked = { operation: task.operation ?? operation, recordLocator, subjects, account, now };
    const rule = takeRule(store, asked);
    const outcome = applyBehaviour(store, asked, rule?.behaviour, task.perform);
    if (isSessionLost(outcome) && session !== undefined) loseSession(sessions, session, exchange);
    if (outcome.laterMs !== undefined) deps.runLater(outcome.laterMs, () => void task.perform());
    deps.setDelivery(exchange, outcome.delivery);
    writeJournal(deps, { ...journal, asked, behaviour: rule?.behaviour.kind }, outcome);
    return toReply(outcome.work);
  };
}

/** A PNR that was sold over SOAP is found by what it was sold as, too. */
function subjectsOf({ state }: SandboxStore, recordLocator: string | undefined): string[] {
  const pnr = recordLocator === undefined ? undefined : state.pnrs.get(recordLocator);
  if (pnr?.reference === undefined) return [];
  return [pnr.reference, ...journeyOf(legsOf(pnr.segments))];
}

function toReplyHeader(
  header: SoapHeader,
  step: string,
  session: SandboxSession | undefined,
): Exchange["replyHeader"] {
  return { relatesTo: header.MessageID ?? "", action: header.Action ?? "", step, session };
}

function isSessionLost({ work }: Outcome): boolean {
  return work?.kind === "fault" && work.fault.faultString.includes("|Session|");
}

function loseSession(sessions: SessionBook, session: SandboxSession, exchange: Exchange): void {
  sessions.end(session);
  if (exchange.replyHeader !== undefined) {
    exchange.replyHeader = { ...exchange.replyHeader, session: undefined };
  }
}

function toReply(work: Work | undefined): Reply {
  return work ?? { kind: "body", xml: "" };
}

function writeJournal(
  deps: HandlerDeps,
  call: {
    readonly operation: AmadeusOperation;
    readonly exchange: Exchange;
    readonly step: string | undefined;
    readonly asked?: Asked;
    readonly behaviour?: string | undefined;
  },
  { work, delivery }: Pick<Outcome, "work" | "delivery">,
): void {
  const { operation, exchange, step, asked, behaviour } = call;
  const entry: JournalEntry = {
    at: exchange.receivedAt.toISOString(),
    operation: asked?.operation ?? operation,
    ...(asked?.recordLocator === undefined ? {} : { recordLocator: asked.recordLocator }),
    ...(asked === undefined || asked.subjects.length === 0 ? {} : { subjects: asked.subjects }),
    ...(asked === undefined ? {} : { officeId: asked.account.officeId }),
    step: step ?? "stateless",
    ...(behaviour === undefined ? {} : { behaviour }),
    worked: work?.kind === "body" && work.result === "ok",
    answered: !unanswered.has(delivery.kind),
    result: toResult(work),
    ...(exchange.traceparent === undefined ? {} : { traceparent: exchange.traceparent }),
  };
  deps.store.append({ type: "journal", entry });
  deps.log(entry);
}

function toResult(work: Work | undefined): string {
  if (work === undefined) return "not done";
  return work.kind === "body" ? work.result : work.fault.faultString.trim();
}
