import { subtract } from "../../../domain/money";
import { escapeXml } from "../../xml/read-xml";
import { dateInZone } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import { amountAttributes, refundableOf } from "./document-amounts";
import {
  findDocument,
  type FoundDocument,
  setStatus,
  type Work,
  type WorkContext,
} from "./operations";
import type { SandboxDocument } from "./state";

type Message = "InitRefund" | "ProcessRefund" | "IgnoreRefund";

/** Computes a refund and keeps it in the session; on the day of issue Amadeus wants a void. */
export function initRefund({ store, session, account, now }: WorkContext, number: string): Work {
  const found = findDocument(store, number);
  const { document } = found ?? {};
  if (found === undefined || document === undefined) {
    return renderRefundError("InitRefund", "401", "TICKET NUMBER NOT FOUND");
  }
  if (document.officeId !== account.officeId) {
    return renderRefundError("InitRefund", "5458", "NOT AUTHORISED");
  }
  if (document.status !== "issued" || isUsedUp(document)) {
    return renderRefundError("InitRefund", "21804", "REFUND REJECTED - DOCUMENT NOT REFUNDABLE");
  }
  if (document.issuedOn === dateInZone(now, account.timeZone)) {
    const text = "REFUND REJECTED - DOCUMENT NOT CONFIRMED SALE USE TRDC TO CANCEL";
    return renderRefundError("InitRefund", "21803", text);
  }
  if (session !== undefined) session.refundOf = document.numbers[0];
  return renderRefund("InitRefund", found, "");
}

function isUsedUp({ segments, usedCoupons = [] }: SandboxDocument): boolean {
  return segments.every((_, index) => usedCoupons.includes(index + 1));
}

export function processRefund({ store, session }: WorkContext): Work {
  const found = findDocument(store, session?.refundOf ?? "");
  if (session === undefined || found?.document.status !== "issued") {
    return renderRefundError("ProcessRefund", "11004", "NEED REFUND RECORD");
  }
  session.refundOf = undefined;
  setStatus(store, found, "refunded");
  return renderRefund("ProcessRefund", found, ' Status="Refunded"');
}

export function ignoreRefund({ session }: WorkContext): Work {
  if (session !== undefined) session.refundOf = undefined;
  return { kind: "body", xml: renderReply("IgnoreRefund", "<Success/>"), result: "ok" };
}

export function renderRefundError(message: Message, code: string, text: string): Work {
  const error =
    '<Errors><ama:Errors><ama:Error Type="000" ' +
    `Code="${escapeXml(code)}">${escapeXml(text)}</ama:Error></ama:Errors></Errors>`;
  return { kind: "body", xml: renderReply(message, error), result: `${code} ${text}` };
}

function renderRefund(message: Message, { pnr, document }: FoundDocument, status: string): Work {
  const { fare, taxes, taxTotal, total, penalty } = refundableOf(pnr, document);
  const number = (document.numbers[0] ?? "") + (document.checkDigits[0] ?? "");
  const information = [
    ["FRF", fare],
    ["TXT", taxTotal],
    ["RFT", subtract(total, penalty)],
  ] as const;
  const details =
    `<Success/><RefundDetails><Contracts><Contract ID="1" IssueDate="${document.issuedOn}"${status}><Taxes>` +
    taxes
      .map(
        ({ code, amount }) =>
          `<Tax ${amountAttributes(amount)} Category="H" ISO_Code="${escapeXml(code)}"/>`,
      )
      .join("") +
    `</Taxes><Penalties><Penalty ${amountAttributes(penalty)} PenaltyType="CP" PercentOrAmount="A"/></Penalties>` +
    "<MonetaryInformations>" +
    information
      .map(
        ([qualifier, amount]) =>
          `<MonetaryInformation ${amountAttributes(amount)} Qualifier="${qualifier}"/>`,
      )
      .join("") +
    `</MonetaryInformations><DocumentAndCouponInformation><DocumentNumber Number="${number}"/>` +
    "</DocumentAndCouponInformation></Contract></Contracts></RefundDetails>";
  return { kind: "body", xml: renderReply(message, details), result: "ok" };
}

function renderReply(message: Message, bundle: string): string {
  const name = `AMA_Ticket${message}RS`;
  return (
    `<${name} xmlns="${messageNamespaces.refund}" xmlns:ama="http://xml.amadeus.com/2010/06/Types_v2"` +
    ' Version="3.000"><GeneralReply><Success/></GeneralReply><FunctionalData>' +
    `<ContractBundle ID="1">${bundle}</ContractBundle></FunctionalData></${name}>`
  );
}
