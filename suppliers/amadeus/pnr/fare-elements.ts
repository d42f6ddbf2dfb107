import type { CommissionTerms, FormOfPayment } from "../../../domain/fare";
import { parseMoney, parseRate } from "../../../domain/money";
import { appliesTo, type DataElement } from "./data-elements";
import { isInfantReference } from "./passengers";
import { PnrUnreadableError, readWith } from "./unreadable";

export interface FareScope {
  readonly label: string;
  readonly passengerReferences: readonly string[];
  readonly segmentReferences: readonly string[];
}

/**
 * The one value that elements of a kind give a stored fare. The element that names the passenger
 * or the segment outranks the general one; passengers of one fare that differ are refused,
 * because a stored fare is ticketed as a whole.
 */
export function pickForFare<T>(
  elements: readonly DataElement[],
  scope: FareScope,
  read: (element: DataElement) => T,
): T | undefined {
  const picked = scope.passengerReferences.map((reference) =>
    pickForPassenger(elements, scope, reference),
  );
  const [first] = picked;
  const different = picked.find((element) => element?.content !== first?.content);
  if (different !== undefined || (first !== undefined && picked.includes(undefined))) {
    const label = different?.label ?? first?.label ?? "";
    throw new PnrUnreadableError(label, `is not the same for all passengers of ${scope.label}`);
  }
  return first === undefined ? undefined : read(first);
}

function pickForPassenger(
  elements: readonly DataElement[],
  scope: FareScope,
  reference: string,
): DataElement | undefined {
  const passenger = { reference, isInfant: isInfantReference(reference) };
  let picked: DataElement | undefined;
  for (const element of elements) {
    if (!appliesTo(element, passenger, scope.segmentReferences)) continue;
    if (picked === undefined || specificity(element) > specificity(picked)) picked = element;
  }
  return picked;
}

function specificity(element: DataElement): number {
  return (
    (element.passengerReferences.length > 0 ? 4 : 0) +
    (element.segmentReferences.length > 0 ? 2 : 0) +
    (element.forInfants === undefined ? 0 : 1)
  );
}

/** `*M*7` is 7 percent, `*M*250.00A` an amount in the currency of the fare; `*F*` comes from the fare. */
export function readCommission(element: DataElement, currency: string): CommissionTerms {
  const match = /^(?:\*[A-Z]{1,2}\*)?(\d{1,9}(?:\.\d{1,8})?)(A)?$/.exec(element.content);
  const value = match?.[1];
  if (value === undefined) throw new PnrUnreadableError(element.label, "has no commission");
  if (match?.[2] === undefined) {
    readWith(element.label, () => parseRate(value));
    return { kind: "percent", percent: value };
  }
  const amount = readWith(element.label, () => parseMoney({ amount: value, currency }));
  return { kind: "amount", amount };
}

/** What is settled in cash with the airline: cheques and the agency's own invoice too. */
const cashPattern = /^(?:CASH|CHECK|CHEQUE|INV\w*|AGT\w*|NONREFAGT)\b/;
const cardPattern = /^CC([A-Z]{2})[\dX]*(\d{4})(?![\dX])/;

/** Brand and last four digits; number, expiry and approval are dropped here and never passed on. */
export function readFormOfPayment(element: DataElement): FormOfPayment {
  const isSplit = element.content.includes("+");
  if (!isSplit && cashPattern.test(element.content)) return { kind: "cash" };
  const card = isSplit ? null : cardPattern.exec(element.content);
  const [, brand, lastFour] = card ?? [];
  if (brand === undefined || lastFour === undefined) {
    const what = isSplit ? "a split form of payment" : "neither cash nor a card";
    throw new PnrUnreadableError(element.label, `is ${what}`);
  }
  return { kind: "card", brand, lastFour };
}

/** `BG`, or `*F*BG` where the fare filed it. */
export function readValidatingCarrier(element: DataElement): string {
  const carrier = /^(?:\*[A-Z]{1,2}\*)?([A-Z\d]{2})$/.exec(element.content)?.[1];
  if (carrier === undefined) throw new PnrUnreadableError(element.label, "names no airline");
  return carrier;
}
