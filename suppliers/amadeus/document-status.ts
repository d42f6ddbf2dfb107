import type { DocumentsRequest, DocumentStatus } from "../air-operations";
import { couponStatusOf } from "../coupon-status";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { findAt, listDescendants, textAt, type XmlElement } from "../xml/read-xml";
import type { AmadeusConnection } from "./amadeus-connection";
import type { AmadeusClientConfig } from "./config";
import type { CallResult } from "./read-answer";
import { notDone, refused, toErrorOutcome, toReadFaultOutcome } from "./refusals";
import { displayDocumentBody } from "./requests";

/** Displays each document at the airline: what its coupons have come to. */
export async function getDocumentStatus(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { documentNumbers }: DocumentsRequest,
  { signal }: CallOptions,
): Promise<SupplierOutcome<readonly DocumentStatus[]>> {
  const statuses: DocumentStatus[] = [];
  for (const number of documentNumbers) {
    const result = await connection.call({
      operation: "Ticket_ProcessEDoc",
      body: displayDocumentBody(number),
      step: "stateless",
      signal,
      timeoutMs: config.timeoutMs,
    });
    const outcome = toStatus(result, number);
    if (outcome.kind !== "done") return outcome;
    statuses.push(outcome.value);
  }
  return { kind: "done", value: statuses };
}

function toStatus(result: CallResult, number: string): SupplierOutcome<DocumentStatus> {
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  const { reply } = result;
  const code = textAt(reply, "error", "errorDetails", "errorCode");
  if (code !== undefined) return toErrorOutcome(code, textAt(reply, "textInfo", "freeText") ?? "");
  const group = findDocumentGroup(reply, number);
  if (group === undefined) {
    return refused("document_not_found", "", `the answer does not show ${number}`);
  }
  const recordLocator = textAt(
    listDescendants(reply, "reservationInfo")[0],
    "reservation",
    "controlNumber",
  );
  return {
    kind: "done",
    value: {
      number,
      type: documentTypeOf(group) === "T" ? "ticket" : "emd",
      ...(recordLocator === undefined ? {} : { recordLocator }),
      coupons: listDescendants(group, "couponDetails").map((details) => {
        const supplierStatus = textAt(details, "cpnStatus") ?? "";
        return {
          coupon: Number(textAt(details, "cpnNumber")),
          status: couponStatusOf(supplierStatus),
          supplierStatus,
        };
      }),
    },
  };
}

/** The coupons of a document stand beside its number; the groups' names differ by version. */
function findDocumentGroup(reply: XmlElement, number: string): XmlElement | undefined {
  return ["ticketInfoGroup", "docDetailsGroup"]
    .flatMap((name) => listDescendants(reply, name))
    .find((group) => textAt(detailsOf(group), "number")?.startsWith(number) === true);
}

function documentTypeOf(group: XmlElement): string | undefined {
  return textAt(detailsOf(group), "type");
}

function detailsOf(group: XmlElement): XmlElement | undefined {
  return (
    findAt(group, "ticketInfo", "documentDetails") ?? findAt(group, "docInfo", "documentDetails")
  );
}
