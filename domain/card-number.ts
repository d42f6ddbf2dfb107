/** Lengths and first digits of the card networks (ISO/IEC 7812); 13 digits are ticket numbers. */
const networks: readonly RegExp[] = [
  /^3(?:0[0-5]|[689]\d)\d{11}$/,
  /^3[47]\d{13}$/,
  /^(?=\d{16,19}$)(?:4|5[1-5]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|62|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))\d+$/,
];

const digitRun = /\d(?:[ -]?\d){13,18}/g;

/** Whether free text holds what looks like a payment card's number: such text is never stored. */
export function containsCardNumber(text: string): boolean {
  return [...text.matchAll(digitRun)].some(([run]) => isCardNumber(run.replaceAll(/[ -]/g, "")));
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
