import { element, group } from "../../xml/write-xml";
import { dateInZone } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import type { SandboxFault } from "./admit-request";
import { isFareTicketed, issueDocuments } from "./issue-documents";
import { renderPnrReply } from "./render-pnr-reply";
import type { SandboxSession } from "./sessions";
import type { SandboxAccount, SandboxDocument, SandboxPnr } from "./state";
import type { SandboxStore } from "./store";

/** What an operation came to: the element for the SOAP body, or a fault; `result` is for the journal. */
export type Work =
  | { readonly kind: "body"; readonly xml: string; readonly result: string }
  | { readonly kind: "fault"; readonly fault: SandboxFault };

export interface WorkContext {
  readonly store: SandboxStore;
  readonly account: SandboxAccount;
  readonly session: SandboxSession | undefined;
  readonly now: Date;
}

export function retrievePnr(
  { account, session, now }: WorkContext,
  pnr: SandboxPnr | undefined,
): Work {
  if (pnr === undefined) {
    const faultString = "1929|Application|INVALID RECORD LOCATOR";
    return { kind: "fault", fault: { faultCode: "soap:Server", faultString } };
  }
  if (session !== undefined) {
    session.context = { recordLocator: pnr.recordLocator, version: pnr.version };
  }
  const xml = renderPnrReply(pnr, { officeId: account.officeId, now });
  return { kind: "body", xml, result: "ok" };
}

/** Cancels the itinerary of the work area's PNR, unless it has changed since it was read. */
export function cancelPnr(context: WorkContext, recordLocator: string): Work {
  const { store, session } = context;
  const read = session?.context;
  const pnr = store.state.pnrs.get(recordLocator);
  if (read?.recordLocator !== recordLocator || pnr === undefined) {
    return renderPnrError("1", "NEED PNR");
  }
  if (pnr.version !== read.version) {
    return renderPnrError("8111", "SIMULTANEOUS CHANGES TO PNR - USE WRA/RT TO PRINT OR IGNORE");
  }
  const cancelled = { ...pnr, version: pnr.version + 1, cancelled: true };
  store.append({ type: "pnr", pnr: cancelled });
  return retrievePnr(context, cancelled);
}

/** Tickets what is in the session's work area, unless the PNR has changed since it was read. */
export function issueTicket(
  { store, account, session, now }: WorkContext,
  selectedFares: readonly number[],
): Work {
  const context = session?.context;
  const pnr = context === undefined ? undefined : store.state.pnrs.get(context.recordLocator);
  if (session === undefined || context === undefined || pnr === undefined) {
    return renderIssueReply("X", "1", "NEED PNR");
  }
  if (pnr.version !== context.version) {
    const text = "SIMULTANEOUS CHANGES TO PNR - USE WRA/RT TO PRINT OR IGNORE";
    return renderIssueReply("X", "8111", text);
  }
  const stored = pnr.cancelled ? [] : pnr.fares.map((_, index) => index + 1);
  const fares = selectedFares.length > 0 ? selectedFares : stored;
  if (fares.length === 0 || fares.some((fare) => !stored.includes(fare))) {
    return renderIssueReply("X", "2075", "INVALID TST NUMBER");
  }
  if (fares.some((fare) => isFareTicketed(pnr, fare))) {
    return renderIssueReply("X", "395", "ALREADY TICKETED");
  }
  const { recordLocator, version } = issueDocuments(store, pnr, fares, account, now);
  session.context = { recordLocator, version };
  return renderIssueReply("O", "OK", "  OK ETICKET  ");
}

export function renderIssueReply(status: "O" | "X", code: string, text: string): Work {
  const xml =
    `<DocIssuance_IssueTicketReply xmlns="${messageNamespaces.issueTicketReply}">` +
    group("processingStatus", element("statusCode", status)) +
    renderErrorGroup(code, text) +
    "</DocIssuance_IssueTicketReply>";
  return { kind: "body", xml, result: status === "O" ? "ok" : `${code} ${text}` };
}

/** Voids a ticket, with all others of its conjunction, on the day it was issued. */
export function cancelDocument({ store, account, now }: WorkContext, number: string): Work {
  const found = findDocument(store, number);
  if (found === undefined) {
    return renderCancelReply(number, { code: "401", text: "TICKET NUMBER NOT FOUND" });
  }
  const { document } = found;
  const shown = (document.numbers[0] ?? "") + (document.checkDigits[0] ?? "");
  const refusal = refuseVoid(document, account, now);
  if (refusal !== undefined) return renderCancelReply(shown, refusal);
  setStatus(store, found, "voided");
  return renderCancelReply(shown);
}

export interface FoundDocument {
  readonly pnr: SandboxPnr;
  readonly document: SandboxDocument;
}

export function findDocument(store: SandboxStore, number: string): FoundDocument | undefined {
  const locator = findLocator(store, number);
  const pnr = locator === undefined ? undefined : store.state.pnrs.get(locator);
  const document = pnr?.documents.find(({ numbers }) => isAmong(numbers, number));
  return pnr === undefined || document === undefined ? undefined : { pnr, document };
}

export function setStatus(
  store: SandboxStore,
  { pnr, document }: FoundDocument,
  status: SandboxDocument["status"],
): SandboxPnr {
  const documents = pnr.documents.map((other) =>
    other === document ? { ...other, status } : other,
  );
  const changed = { ...pnr, version: pnr.version + 1, documents };
  store.append({ type: "pnr", pnr: changed });
  return changed;
}

function refuseVoid(
  document: SandboxDocument,
  account: SandboxAccount,
  now: Date,
): { readonly code: string; readonly text: string } | undefined {
  if (document.officeId !== account.officeId) return { code: "5458", text: "NOT AUTHORISED" };
  if (document.status === "voided") {
    return { code: "6150", text: "REJECTED - DOCUMENT ALREADY CANCELLED" };
  }
  if (document.status !== "issued") return { code: "6155", text: "REJECTED - DOCUMENT USED" };
  return document.issuedOn === dateInZone(now, account.timeZone)
    ? undefined
    : { code: "6155", text: "REJECTED - DOCUMENT CONFIRMED SALE" };
}

/** 10, 13 or 14 digits: the document, with the airline, with the check digit. */
export function findLocator({ state }: SandboxStore, number: string): string | undefined {
  const known = state.locatorsByDocument.get(number.slice(0, 13));
  if (known !== undefined || number.length !== 10) return known;
  for (const [full, locator] of state.locatorsByDocument) if (full.endsWith(number)) return locator;
  return undefined;
}

function isAmong(numbers: readonly string[], number: string): boolean {
  return numbers.some((full) => full === number.slice(0, 13) || full.endsWith(number));
}

export function renderCancelReply(
  number: string,
  error?: { readonly code: string; readonly text: string },
): Work {
  const xml =
    `<Ticket_CancelDocumentReply xmlns="${messageNamespaces.cancelDocumentReply}">` +
    group(
      "transactionResults",
      group(
        "responseDetails",
        element("responseType", "X"),
        element("statusCode", error === undefined ? "O" : "N"),
      ),
      group("ticketNumbers", group("documentDetails", element("number", number))),
      error === undefined ? "" : renderErrorGroup(error.code, error.text),
    ) +
    "</Ticket_CancelDocumentReply>";
  return { kind: "body", xml, result: error === undefined ? "ok" : `${error.code} ${error.text}` };
}

export function signOut(): Work {
  const status = group("processStatus", element("statusCode", "P"));
  const xml = `<Security_SignOutReply xmlns="${messageNamespaces.signOutReply}">${status}</Security_SignOutReply>`;
  return { kind: "body", xml, result: "ok" };
}

/** A PNR_Reply that is an error and no PNR. */
export function renderPnrError(code: string, text: string): Work {
  const xml =
    `<PNR_Reply xmlns="${messageNamespaces.pnrReply}">` +
    group(
      "generalErrorInfo",
      group("errorOrWarningCodeDetails", group("errorDetails", element("errorCode", code))),
      group("errorWarningDescription", element("freeText", text)),
    ) +
    "</PNR_Reply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}

function renderErrorGroup(code: string, text: string): string {
  return group(
    "errorGroup",
    group("errorOrWarningCodeDetails", group("errorDetails", element("errorCode", code))),
    group(
      "errorWarningDescription",
      group(
        "freeTextDetails",
        element("textSubjectQualifier", "3"),
        element("source", "M"),
        element("encoding", "1"),
      ),
      element("freeText", text),
    ),
  );
}
