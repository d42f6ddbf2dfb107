import type { Delivery } from "../../sandbox/delivery";
import { type Behaviour, isExhausted, type Rule, type SandboxOperation } from "./behaviours";
import { renderDisplayError } from "./display-document";
import { issueDocuments } from "./issue-documents";
import { renderCancelReply, renderIssueReply, renderPnrError, type Work } from "./operations";
import { changePnr } from "./pnr-book";
import { renderPricePnrError, renderTstError } from "./pricing-operations";
import { renderRefundError } from "./refund-operations";
import { renderReissueError, renderRepriceError } from "./reissue-operations";
import { renderSale } from "./selling-operations";
import { renderPriceError, renderSearchError } from "./shopping-operations";
import type { SandboxAccount, SandboxDocument, SandboxPnr } from "./state";
import type { SandboxStore } from "./store";

export interface Asked {
  readonly operation: SandboxOperation;
  readonly recordLocator: string | undefined;
  readonly subjects: readonly string[];
  readonly account: SandboxAccount;
  readonly now: Date;
}

/** Does what was asked for, on a PNR as it is now or as a behaviour wants it shown. */
export type PerformWork = (shownAs?: (pnr: SandboxPnr) => SandboxPnr) => Work;

export interface Outcome {
  readonly work: Work | undefined;
  readonly delivery: Delivery;
  /** Work that is done after the client has given up. */
  readonly laterMs?: number;
}

const normal: Delivery = { kind: "normal" };

/** The first rule that fits, the ones for this PNR before the general ones; each match is counted. */
export function takeRule(
  store: SandboxStore,
  { operation, recordLocator, subjects }: Pick<Asked, "operation" | "recordLocator" | "subjects">,
): Rule | undefined {
  const pnr = recordLocator === undefined ? undefined : store.state.pnrs.get(recordLocator);
  const isIssued = pnr?.documents.some(({ status }) => status === "issued") ?? false;
  const matching = [...store.state.rules.values()]
    .filter((rule) => rule.operation === "*" || rule.operation === operation)
    .filter((rule) => rule.recordLocator === undefined || rule.recordLocator === recordLocator)
    .filter((rule) => rule.subject === undefined || subjects.includes(rule.subject))
    .filter((rule) => !rule.onlyAfterIssue || isIssued)
    .filter((rule) => !isExhausted(rule))
    .toSorted((left, right) => specificity(right) - specificity(left));
  for (const rule of matching) {
    const isLimited = rule.skip > 0 || rule.times !== undefined;
    if (isLimited) store.append({ type: "rule", rule: { ...rule, seen: rule.seen + 1 } });
    if (rule.seen >= rule.skip) return rule;
  }
  return undefined;
}

function specificity({ recordLocator, subject, operation }: Rule): number {
  return (
    (recordLocator === undefined && subject === undefined ? 0 : 2) + (operation === "*" ? 0 : 1)
  );
}

export function applyBehaviour(
  store: SandboxStore,
  asked: Asked,
  behaviour: Behaviour | undefined,
  perform: PerformWork,
): Outcome {
  if (behaviour === undefined) return { work: perform(), delivery: normal };
  switch (behaviour.kind) {
    case "delay":
      return { work: perform(), delivery: { kind: "normal", delayMs: behaviour.delayMs } };
    case "hang":
      return { work: undefined, delivery: { kind: "hang" } };
    case "workThenHang":
      return { work: perform(), delivery: { kind: "hang" } };
    case "lateWork":
      return { work: undefined, delivery: { kind: "hang" }, laterMs: behaviour.delayMs };
    case "resetBeforeWork":
      return { work: undefined, delivery: { kind: "reset" } };
    case "resetAfterWork":
      return { work: perform(), delivery: { kind: "reset" } };
    case "closeAfterWork":
      return { work: perform(), delivery: { kind: "close" } };
    case "soapFault":
      return applyFault(behaviour, perform);
    case "httpStatus":
      return { work: undefined, delivery: { kind: "status", status: behaviour.status } };
    case "malformedXml":
      return { work: perform(), delivery: { kind: "malformed" } };
    case "truncatedBody":
      return { work: perform(), delivery: { kind: "truncated" } };
    case "duplicateAnswer":
      return { work: perform(), delivery: { kind: "duplicate", delayMs: behaviour.delayMs } };
    case "previousAnswer":
      return { work: perform(), delivery: { kind: "previous" } };
    case "trickle": {
      const { chunkBytes, intervalMs } = behaviour;
      return { work: perform(), delivery: { kind: "trickle", chunkBytes, intervalMs } };
    }
    case "wrongDocumentCount":
      return { work: perform((pnr) => withDocuments(pnr, behaviour.by)), delivery: normal };
    case "reject":
      return { work: reject(store, asked, behaviour, perform), delivery: normal };
    case "changePnr":
      break;
  }
  return { work: performOnChanged(store, asked, behaviour, perform), delivery: normal };
}

function applyFault(
  { faultCode, faultString, work }: Extract<Behaviour, { kind: "soapFault" }>,
  perform: PerformWork,
): Outcome {
  if (work) perform();
  return { work: { kind: "fault", fault: { faultCode, faultString } }, delivery: normal };
}

function reject(
  store: SandboxStore,
  { operation, recordLocator, account, now }: Asked,
  { errorCode, errorText, ticketFirst }: Extract<Behaviour, { kind: "reject" }>,
  perform: PerformWork,
): Work {
  const pnr = recordLocator === undefined ? undefined : store.state.pnrs.get(recordLocator);
  switch (operation) {
    case "DocIssuance_IssueTicket":
      if (pnr !== undefined && ticketFirst > 0) {
        const fares = pnr.fares.map((_, index) => index + 1);
        issueDocuments(store, pnr, fares, account, now, ticketFirst);
      }
      return renderIssueReply("X", errorCode, errorText);
    case "Ticket_CancelDocument":
      return renderCancelReply("", { code: errorCode, text: errorText });
    case "Fare_MasterPricerTravelBoardSearch":
      return renderSearchError(errorCode, errorText);
    case "Fare_InformativePricingWithoutPNR":
      return renderPriceError(errorCode, errorText);
    case "Air_SellFromRecommendation":
      return renderSale([], 0, errorCode);
    case "Fare_PricePNRWithBookingClass":
      return renderPricePnrError(errorCode, errorText);
    case "Ticket_CreateTSTFromPricing":
      return renderTstError(errorCode, errorText);
    case "PNR_AddMultiElements":
    case "PNR_AddMultiElements:End":
    case "PNR_AddMultiElements:Ignore":
    case "PNR_Retrieve":
    case "PNR_Retrieve:Name":
    case "PNR_Cancel":
      return renderPnrError(errorCode, errorText);
    case "Ticket_ProcessEDoc":
      return renderDisplayError(errorCode, errorText);
    case "Ticket_InitRefund":
      return renderRefundError("InitRefund", errorCode, errorText);
    case "Ticket_ProcessRefund":
      return renderRefundError("ProcessRefund", errorCode, errorText);
    case "Ticket_IgnoreRefund":
      return renderRefundError("IgnoreRefund", errorCode, errorText);
    case "Ticket_RepricePNRWithBookingClass":
      return renderRepriceError(errorCode, errorText);
    case "Ticket_ReissueConfirmedPricing":
      return renderReissueError(errorCode, errorText);
    case "Security_SignOut":
      break;
  }
  return perform();
}

function performOnChanged(
  store: SandboxStore,
  { recordLocator }: Asked,
  { change }: Extract<Behaviour, { kind: "changePnr" }>,
  perform: PerformWork,
): Work {
  const pnr = recordLocator === undefined ? undefined : store.state.pnrs.get(recordLocator);
  if (pnr !== undefined) changePnr(store, pnr, change);
  return perform();
}

/** The PNR as it is shown with documents missing at the end, or with some that are not there. */
function withDocuments(pnr: SandboxPnr, by: number): SandboxPnr {
  const last = pnr.documents.at(-1);
  if (by < 0) return { ...pnr, documents: pnr.documents.slice(0, by) };
  if (last === undefined) return pnr;
  const added = Array.from({ length: by }, (_, index): SandboxDocument => ({
    ...last,
    numbers: last.numbers.map((number) =>
      String(BigInt(number) + BigInt(500 + index)).padStart(13, "0"),
    ),
  }));
  return { ...pnr, documents: [...pnr.documents, ...added] };
}
