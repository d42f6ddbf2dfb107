import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { listRawElements } from "../pnr/data-elements";

/**
 * Our key as a remark of the PNR, in the characters that a PNR keeps: a hold whose answer was lost
 * is known by it.
 */
export function toHoldReference(idempotencyKey: string): string {
  return `TVB ${idempotencyKey.toUpperCase().replaceAll(/[^A-Z\d]/g, "-")}`;
}

/** Whether a PNR carries the remark. */
export function hasHoldReference(reply: XmlElement, reference: string): boolean {
  return listRawElements(reply, "RM").some((element) =>
    listChildren(findAt(element, "miscellaneousRemarks"), "remarks").some(
      (remark) => textAt(remark, "freetext")?.trim() === reference,
    ),
  );
}
