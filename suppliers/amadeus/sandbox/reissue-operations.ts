import { formatAmount, type Money } from "../../../domain/money";
import { element, group } from "../../xml/write-xml";
import { messageNamespaces } from "../wsdl/namespaces";
import { amountsOf, amountsOfFare, balanceOf } from "./document-amounts";
import { issueDocuments } from "./issue-documents";
import {
  findDocument,
  type FoundDocument,
  renderIssueReply,
  setStatus,
  type Work,
  type WorkContext,
} from "./operations";

/** Prices the PNR in the work area, as it is now, against tickets that were sold on it. */
export function repriceExchange({ store, session }: WorkContext, numbers: readonly string[]): Work {
  const found = numbers.map((number) => findDocument(store, number));
  if (session?.context === undefined) return renderRepriceError("1", "NEED PNR");
  const documents = found.filter((one): one is FoundDocument => one !== undefined);
  if (documents.length < numbers.length) {
    return renderRepriceError("401", "TICKET NUMBER NOT FOUND");
  }
  if (documents.some(({ document }) => document.status !== "issued")) {
    return renderRepriceError("1970", "TICKET NOT ELIGIBLE FOR REISSUE");
  }
  session.reissue = { documentNumbers: numbers, isConfirmed: false };
  const { repriceReply: namespace } = messageNamespaces;
  const xml =
    `<Ticket_RepricePNRWithBookingClassReply xmlns="${namespace}">` +
    group("ticketGroup", ...documents.map(renderFareList)) +
    "</Ticket_RepricePNRWithBookingClassReply>";
  return { kind: "body", xml, result: "ok" };
}

export function confirmReissue({ session }: WorkContext): Work {
  if (session?.reissue === undefined) return renderReissueError("11005", "NEED PRICING");
  session.reissue = { ...session.reissue, isConfirmed: true };
  const { reissueReply: namespace } = messageNamespaces;
  const xml = `<Ticket_ReissueConfirmedPricingReply xmlns="${namespace}"/>`;
  return { kind: "body", xml, result: "ok" };
}

/** Issues the new tickets; the old ones are exchanged for them. */
export function issueReissue({ store, session, account, now }: WorkContext): Work {
  const numbers = session?.reissue?.documentNumbers ?? [];
  const [first] = numbers.map((number) => findDocument(store, number));
  if (session === undefined || first === undefined) return renderIssueReply("X", "1", "NEED PNR");
  if (first.pnr.version !== session.context?.version) {
    return renderIssueReply("X", "8111", "SIMULTANEOUS CHANGES TO PNR");
  }
  session.reissue = undefined;
  let { pnr } = first;
  const fares = new Set<number>();
  for (const number of numbers) {
    const found = findDocument(store, number);
    if (found === undefined) continue;
    fares.add(found.document.fareReference);
    pnr = setStatus(store, found, "exchanged");
  }
  const { recordLocator, version } = issueDocuments(store, pnr, [...fares], account, now);
  session.context = { recordLocator, version };
  return renderIssueReply("O", "OK", "  OK ETICKET  ");
}

export function renderRepriceError(code: string, text: string): Work {
  const { repriceReply: namespace } = messageNamespaces;
  const xml =
    `<Ticket_RepricePNRWithBookingClassReply xmlns="${namespace}">` +
    group(
      "errorMessage",
      group("errorOrWarningCodeDetails", group("errorDetails", element("errorCode", code))),
      group("errorWarningDescription", element("freeText", text)),
    ) +
    "</Ticket_RepricePNRWithBookingClassReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}

export function renderReissueError(code: string, text: string): Work {
  const { reissueReply: namespace } = messageNamespaces;
  const xml =
    `<Ticket_ReissueConfirmedPricingReply xmlns="${namespace}">` +
    group(
      "applicationError",
      group("applicationErrorInfo", element("applicationErrorCode", code)),
      group("errorText", element("freeText", text)),
    ) +
    "</Ticket_ReissueConfirmedPricingReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}

function renderFareList({ pnr, document }: FoundDocument): string {
  const fare = pnr.fares[document.fareReference - 1];
  if (fare === undefined) throw new Error(`the PNR has no fare ${document.fareReference}`);
  const asked = amountsOfFare(pnr, fare);
  const due = balanceOf(amountsOf(pnr, document), asked);
  return group(
    "fareList",
    group(
      "fareReference",
      element("referenceType", "TST"),
      element("uniqueReference", String(document.fareReference)),
    ),
    group(
      "fareDataInformation",
      group("fareDataMainInformation", element("fareDataQualifier", "R")),
      renderAmount("fareDataSupInformation", "712", due),
      renderAmount("fareDataSupInformation", "B", asked.fare),
      renderAmount("fareDataSupInformation", "NTC", asked.penalty),
    ),
    ...asked.taxes.map(({ code, amount }) =>
      group(
        "taxInformation",
        group("taxDetails", group("taxType", element("isoCountry", code))),
        group("amountDetails", renderAmount("fareDataMainInformation", "TAX", amount)),
      ),
    ),
  );
}

function renderAmount(name: string, qualifier: string, amount: Money): string {
  return group(
    name,
    element("fareDataQualifier", qualifier),
    element("fareAmount", formatAmount(amount)),
    element("fareCurrency", amount.currency),
  );
}
