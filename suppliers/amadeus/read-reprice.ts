import { add, type Money, money, parseMoney, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { ExchangeQuote } from "../air-operations";
import { listChildren, listDescendants, textAt, type XmlElement } from "../xml/read-xml";
import type { AmadeusClientConfig } from "./config";

/** The error of a pricing, of stored fares or of a reissue; their layouts differ. */
export function readPricingError(
  reply: XmlElement,
): { readonly code: string; readonly text: string } | undefined {
  const group = ["errorMessage", "applicationError"]
    .flatMap((name) => listDescendants(reply, name))
    .at(0);
  if (group === undefined) return undefined;
  const [code] = [
    ...listDescendants(group, "errorCode"),
    ...listDescendants(group, "applicationErrorCode"),
  ];
  const text = ["freeText", "errorFreeText"]
    .flatMap((name) => listDescendants(group, name))
    .map((one) => one.text);
  return { code: code?.text ?? "", text: text.join(" ").trim() };
}

/**
 * What the new itinerary costs against the tickets that pay for it: B and the taxes are the new
 * fare; which qualifiers stand for the balance and the penalty, the partner's configuration says.
 */
export function readReprice(
  reply: XmlElement,
  documentNumbers: readonly string[],
  qualifiers: AmadeusClientConfig["reissueQualifiers"],
): ExchangeQuote | undefined {
  const fares = listDescendants(reply, "fareList");
  try {
    const parts = fares.map((fare) => readFare(fare, qualifiers));
    const currency = parts[0]?.due.currency;
    if (currency === undefined) return undefined;
    return {
      documentNumbers,
      newTotal: sum(
        currency,
        parts.map(({ newTotal }) => newTotal),
      ),
      penalty: sum(
        currency,
        parts.map(({ penalty }) => penalty),
      ),
      due: sum(
        currency,
        parts.map(({ due }) => due),
      ),
    };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function readFare(
  fare: XmlElement,
  qualifiers: AmadeusClientConfig["reissueQualifiers"],
): Pick<ExchangeQuote, "newTotal" | "penalty" | "due"> {
  const due = readAmount(fare, qualifiers.due);
  if (due === undefined) {
    throw new Refusal("AMOUNT_INVALID", `No amount has the qualifier ${qualifiers.due}.`);
  }
  const none = money(due.currency, 0n);
  const base = readAmount(fare, "E") ?? readAmount(fare, "B") ?? none;
  const taxes = listChildren(fare, "taxInformation").flatMap((tax) =>
    listDescendants(tax, "fareDataMainInformation").map(toMoney),
  );
  return {
    newTotal: add(base, sum(due.currency, [none, ...taxes])),
    penalty: readAmount(fare, qualifiers.penalty) ?? none,
    due,
  };
}

function readAmount(fare: XmlElement, qualifier: string): Money | undefined {
  const found = listChildren(fare, "fareDataInformation")
    .flatMap((data) => listChildren(data, "fareDataSupInformation"))
    .find((one) => textAt(one, "fareDataQualifier") === qualifier);
  return found && toMoney(found);
}

function toMoney(data: XmlElement): Money {
  return parseMoney({
    amount: textAt(data, "fareAmount") ?? "",
    currency: textAt(data, "fareCurrency") ?? "",
  });
}
