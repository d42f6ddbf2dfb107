import { listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { listRawElements } from "./data-elements";

/**
 * Locators of the `SP` elements: of the PNR that this one was split off from, and of those that were
 * split off from it. `AX`, which names PNRs that travel together, is none.
 */
export function readSplitLocators(reply: XmlElement): string[] {
  return listRawElements(reply, "SP").flatMap((element) =>
    listChildren(element, "referencedRecord").flatMap((record) => {
      const reservation = ["referencedReservationInfo", "reservation"] as const;
      const locator = textAt(record, ...reservation, "controlNumber");
      const company = textAt(record, ...reservation, "companyId");
      return locator === undefined || (company ?? "1A") !== "1A" ? [] : [locator];
    }),
  );
}
