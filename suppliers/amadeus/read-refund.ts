import type { Tax } from "../../domain/fare";
import { add, type Money, money, parseMoney, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { DocumentRefund } from "../air-operations";
import { attributeOf, findAt, listDescendants, type XmlElement } from "../xml/read-xml";

/** The error of a refund message, where it has one. */
export function readRefundError(
  reply: XmlElement,
): { readonly code: string; readonly text: string } | undefined {
  const [error] = listDescendants(reply, "Error");
  return error && { code: attributeOf(error, "Code") ?? "", text: error.text };
}

/** Whether Amadeus says that it has refunded the document. */
export function isRefunded(reply: XmlElement): boolean {
  const contracts = listDescendants(reply, "Contract");
  return (
    contracts.length > 0 &&
    contracts.every((contract) => attributeOf(contract, "Status") === "Refunded")
  );
}

/**
 * The amounts of a refund record: FRF the fare, TXT the taxes, CP the penalty, RFT what is paid
 * back. Undefined where they are missing or do not add up, so that nothing is guessed.
 */
export function readRefund(reply: XmlElement, number: string): DocumentRefund | undefined {
  const contract = listDescendants(reply, "Contract").find(
    (one) =>
      attributeOf(
        findAt(one, "DocumentAndCouponInformation", "DocumentNumber"),
        "Number",
      )?.startsWith(number) === true,
  );
  if (contract === undefined) return undefined;
  try {
    return toRefund(contract, number);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function toRefund(contract: XmlElement, number: string): DocumentRefund | undefined {
  const total = readAmount(contract, "RFT");
  if (total === undefined) return undefined;
  const none = money(total.currency, 0n);
  const fare = readAmount(contract, "FRF") ?? none;
  const taxTotal = readAmount(contract, "TXT") ?? none;
  const penalty = sum(total.currency, [
    none,
    ...listDescendants(contract, "Penalty")
      .filter((one) => attributeOf(one, "PenaltyType") === "CP")
      .map(toAmount),
  ]);
  const taxes = readTaxes(contract);
  const rest = subtract(
    taxTotal,
    sum(total.currency, [none, ...taxes.map(({ amount }) => amount)]),
  );
  const due = subtract(add(fare, taxTotal), penalty);
  if (rest.minor < 0n || due.minor !== total.minor) return undefined;
  return {
    number,
    fare,
    // Taxes that Amadeus lists without a code stand together as XT, as on the face of a ticket.
    taxes: rest.minor === 0n ? taxes : [...taxes, { code: "XT", amount: rest }],
    penalty,
    total,
  };
}

function readTaxes(contract: XmlElement): Tax[] {
  return listDescendants(contract, "Tax").flatMap((tax) => {
    const code = attributeOf(tax, "ISO_Code");
    return code === undefined ? [] : [{ code, amount: toAmount(tax) }];
  });
}

function readAmount(contract: XmlElement, qualifier: string): Money | undefined {
  const information = listDescendants(contract, "MonetaryInformation").find(
    (one) => attributeOf(one, "Qualifier") === qualifier,
  );
  return information && toAmount(information);
}

/** A whole number with its count of decimals: `140100` and 2 is 1401.00. */
function toAmount(element: XmlElement): Money {
  const digits = attributeOf(element, "Amount") ?? "";
  const decimals = Number(attributeOf(element, "DecimalPlaces") ?? "0");
  const padded = digits.padStart(decimals + 1, "0");
  const whole = padded.slice(0, padded.length - decimals);
  const fraction = decimals === 0 ? "" : `.${padded.slice(padded.length - decimals)}`;
  return parseMoney({
    amount: whole + fraction,
    currency: attributeOf(element, "CurrencyCode") ?? "",
  });
}
