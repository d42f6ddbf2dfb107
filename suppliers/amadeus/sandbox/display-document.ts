import { element, group } from "../../xml/write-xml";
import { messageNamespaces } from "../wsdl/namespaces";
import { findDocument, type Work, type WorkContext } from "./operations";
import type { SandboxDocument } from "./state";

const couponsMax = 4;
const couponStatuses = { issued: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;

/** The document with its coupons, or 401 where it is unknown. */
export function displayDocument({ store }: WorkContext, number: string): Work {
  const found = findDocument(store, number);
  if (found === undefined) return renderDisplayError("401", "TICKET NUMBER NOT FOUND");
  const { document, pnr } = found;
  const booklet = Math.max(0, document.numbers.indexOf(number.slice(0, 13)));
  const coupons = document.segments.slice(booklet * couponsMax, (booklet + 1) * couponsMax);
  const xml =
    renderHead("3") +
    group(
      "docGroup",
      group(
        "reservationInfo",
        group(
          "reservation",
          element("companyId", "1A"),
          element("controlNumber", pnr.recordLocator),
        ),
      ),
      group(
        "docDetailsGroup",
        group(
          "docInfo",
          group(
            "documentDetails",
            element("number", document.numbers[booklet] ?? ""),
            element("type", "T"),
          ),
        ),
        ...coupons.map((_, index) =>
          group(
            "couponGroup",
            group(
              "couponInfo",
              group(
                "couponDetails",
                element("cpnNumber", String(index + 1)),
                element("cpnStatus", statusOf(document, booklet * couponsMax + index + 1)),
              ),
            ),
          ),
        ),
      ),
    );
  return { kind: "body", xml: renderReply(xml), result: "ok" };
}

function statusOf({ status, usedCoupons = [] }: SandboxDocument, coupon: number): string {
  return usedCoupons.includes(coupon) ? "B" : couponStatuses[status];
}

export function renderDisplayError(code: string, text: string): Work {
  const xml =
    renderHead("7") +
    group("error", group("errorDetails", element("errorCode", code))) +
    group("textInfo", element("freeText", text));
  return { kind: "body", xml: renderReply(xml), result: `${code} ${text}` };
}

function renderHead(responseType: string): string {
  return group(
    "msgActionDetails",
    group("messageFunctionDetails", element("messageFunction", "131")),
    element("responseType", responseType),
  );
}

function renderReply(content: string): string {
  const { displayDocumentReply: namespace } = messageNamespaces;
  return `<Ticket_ProcessEDocReply xmlns="${namespace}">${content}</Ticket_ProcessEDocReply>`;
}
