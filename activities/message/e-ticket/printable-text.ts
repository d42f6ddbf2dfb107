const lengthMax = 600;
// oxlint-disable-next-line no-control-regex
const controlPattern = /[\u0000-\u001f\u007f-\u009f]+/g;
// Marks that turn the direction of what follows could make a name read as another.
const directionPattern =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/g;

/** Text from outside as it may be printed: one line, composed, no controls, no direction marks. */
export function toPrintable(text: string): string {
  const clean = text
    .slice(0, lengthMax * 2)
    .replaceAll(/\p{Surrogate}/gu, "\uFFFD")
    .normalize("NFC")
    .replaceAll(controlPattern, " ")
    .replaceAll(directionPattern, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return clean.length > lengthMax
    ? `${Array.from(clean)
        .slice(0, lengthMax - 1)
        .join("")}…`
    : clean;
}

const cardPattern = /\d(?:[ -]?\d){13,18}/g;

/** Free text of a GDS may hold a card number: its last four digits are all that may be printed. */
export function maskCardNumbers(text: string): string {
  return text.replaceAll(cardPattern, (match) => {
    const digits = match.replaceAll(/\D/g, "");
    return hasLuhnDigit(digits) ? `····${digits.slice(-4)}` : match;
  });
}

function hasLuhnDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
