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
/** What our own records are full of: digests, UUIDs, tickets as they are printed, amounts. */
const knownNumbers =
  /(?<![\da-z]|\d[ .-]{1,3})(?:[\da-f]{32,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{3}-\d{10}(?:-\d{1,3})?|\d{1,13}\.\d{1,3})(?![\da-z]|[ .-]{1,3}\d)/gi;
/** Fewer digits than the shortest card has are not looked at closer. */
const manyDigits = /\d(?:[ .-]{0,3}\d){13}/;
const jsonTokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether free text holds what looks like a payment card's number: such text is never stored. */
export function containsCardNumber(text: string): boolean {
  return !listCardNumbers(text).next().done;
}

/** Leaves `***` and the last four digits of what looks like a payment card's number. */
export function redactCardNumbers(text: string): string {
  let redacted = "";
  let from = 0;
  const plain = toPlainDigits(text);
  for (const { start, end } of listCardNumbers(plain)) {
    redacted += `${text.slice(from, start)}***${plain.slice(start, end).replaceAll(/\D/g, "").slice(-4)}`;
    from = end;
  }
  return redacted + text.slice(from);
}

/** The same in the text of a JSON value, which stays one. */
export function redactJson(json: string): string {
  if (!containsCardNumber(json)) return json;
  return json.replaceAll(jsonTokens, (token) => {
    const redacted = redactCardNumbers(token);
    return redacted === token || token.startsWith('"') ? redacted : JSON.stringify(redacted);
  });
}

/** The same in every text of a value, at any depth. */
export function withoutCardNumbers<Value>(value: Value): Value;
export function withoutCardNumbers(value: unknown): unknown {
  if (typeof value === "string") return redactCardNumbers(value);
  if (Array.isArray(value)) return value.map((one: unknown) => withoutCardNumbers(one));
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [key, withoutCardNumbers(one)]),
  );
}

function* listCardNumbers(text: string): Generator<Span> {
  const digits = toPlainDigits(text);
  if (!manyDigits.test(digits)) return;
  const plain = digits.replaceAll(knownNumbers, (known) => "x".repeat(known.length));
  for (const { 0: run, index } of plain.matchAll(digitGroups)) {
    const groups = [...run.matchAll(/\d+/g)].map((group) => ({
      digits: group[0],
      start: index + group.index,
    }));
    for (let first = 0; first < groups.length; first += 1) {
      const last = findEnd(groups, first);
      const [start, end] = [groups[first], groups[last]];
      if (start === undefined || end === undefined) continue;
      yield { start: start.start, end: end.start + end.digits.length };
      first = last;
    }
  }
}

/** The group that completes a card's number; -1 where none does. Others may stand around it. */
function findEnd(groups: readonly { readonly digits: string }[], first: number): number {
  let digits = "";
  for (const [index, group] of groups.slice(first, first + digitCountMax).entries()) {
    digits += group.digits;
    if (digits.length > digitCountMax) return -1;
    if (isCardNumber(digits)) return first + index;
  }
  return -1;
}

/** Digits of other scripts and of full width, each for its own: the text keeps its length. */
function toPlainDigits(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, (character) => {
    const [, digit] = /^(\d)$/.exec(character.normalize("NFKC")) ?? [];
    if (digit !== undefined) return digit;
    return scriptZeros.reduce((found, zero) => {
      const value = character.charCodeAt(0) - zero;
      return value >= 0 && value <= 9 ? String(value) : found;
    }, character);
  });
}

/** Where the digits of Arabic, Persian, Devanagari and Bengali begin. */
const scriptZeros = [0x0660, 0x06f0, 0x0966, 0x09e6];

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
