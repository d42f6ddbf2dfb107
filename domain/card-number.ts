/** Lengths and first digits of the card networks (ISO/IEC 7812); 13 digits are ticket numbers. */
const networks: readonly RegExp[] = [
  /^3(?:0[0-5]|[689]\d)\d{11}$/,
  /^3[47]\d{13}$/,
  /^4\d{15}(?:\d{2,3})?$/,
  /^(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/,
  /^(?=\d{16,19}$)(?:6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|62)\d+$/,
];

const digitCountMax = 19;

/** Groups of digits as people write them apart: `4111 1111-1111.1111 12`. */
const digitGroups = /\d+(?:[ .-]{1,3}\d+)*/g;

/** Whether free text holds what looks like a payment card's number: such text is never stored. */
export function containsCardNumber(text: string): boolean {
  return [...text.matchAll(digitGroups)].some(([run]) => holdsCardNumber(run.split(/[ .-]+/)));
}

/** An expiry, a security code or any other number may stand before or after the card's own groups. */
function holdsCardNumber(groups: readonly string[]): boolean {
  return groups.some((_, first) => {
    let digits = "";
    for (const group of groups.slice(first, first + digitCountMax)) {
      digits += group;
      if (digits.length > digitCountMax) return false;
      if (isCardNumber(digits)) return true;
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return networks.some((pattern) => pattern.test(digits)) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of digits.split("").toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
