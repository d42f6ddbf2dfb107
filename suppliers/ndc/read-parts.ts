import type { Tax } from "../../domain/fare";
import { type Money, parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { SupplierOutcome } from "../outcome";
import { attributeOf, findChild, listChildren, textAt, type XmlElement } from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";

/** What cannot be read is the supplier's fault, and no reason to ask it again. */
export function reading<T>(read: () => T): SupplierOutcome<T> {
  try {
    return { kind: "done", value: read() };
  } catch (error) {
    if (error instanceof Refusal)
      return ndcRefused("reservation_invalid", error.code, error.message);
    throw error;
  }
}

export function need(element: XmlElement | undefined, name: string): XmlElement {
  if (element === undefined) throw new Refusal("PNR_INVALID", `The answer has no ${name}.`);
  return element;
}

export function needText(element: XmlElement, name: string): string {
  return need(findChild(element, name), name).text;
}

export function readMoney(element: XmlElement): Money {
  const currency = attributeOf(element, "CurCode") ?? "";
  return parseMoney({ amount: element.text, currency });
}

export function readTaxes(summary: XmlElement | undefined): Tax[] {
  return listChildren(summary, "Tax").map((tax) => ({
    code: needText(tax, "TaxCode"),
    amount: readMoney(need(findChild(tax, "Amount"), "Amount")),
  }));
}

/** Taxes of a price; the sum of those that the airline does not name stands for them. */
export function readTaxSum(price: XmlElement): Tax[] {
  return listChildren(price, "TaxSummary").flatMap((summary) => {
    const total = findChild(summary, "TotalTaxAmount");
    const areNamed = listChildren(summary, "Tax").every(
      (tax) => textAt(tax, "TaxCode") !== undefined,
    );
    const named = areNamed ? readTaxes(summary) : [];
    if (named.length > 0 || total === undefined) return named;
    const amount = readMoney(total);
    return amount.minor === 0n ? [] : [{ code: combinedTaxes, amount }];
  });
}

/** As tickets print taxes for which they have no room. */
export const combinedTaxes = "XT";
