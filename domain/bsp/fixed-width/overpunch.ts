const positives = "{ABCDEFGHI";
const negatives = "}JKLMNOPQR";

/**
 * An amount whose last digit carries the sign (DISH 2.4.5): `0000123D` is 1234, `0000123M` -1234.
 * A last digit that is plain is positive, as some files write it. Undefined where it is no amount.
 */
export function readOverpunched(text: string): bigint | undefined {
  const last = text.slice(-1);
  const digits = text.slice(0, -1);
  if (last === "" || !isDigits(digits)) return undefined;
  const positive = positives.indexOf(last);
  const negative = negatives.indexOf(last);
  if (positive !== -1) return BigInt(`${digits}${positive}`);
  if (negative !== -1) return -BigInt(`${digits}${negative}`);
  return isDigits(last) ? BigInt(text) : undefined;
}

/** The same written: zero-filled to the length. Zero is positive. Undefined where it is too long. */
export function writeOverpunched(amount: bigint, length: number): string | undefined {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(length, "0");
  if (digits.length > length) return undefined;
  const signs = amount < 0n ? negatives : positives;
  return `${digits.slice(0, -1)}${signs.charAt(Number(digits.at(-1)))}`;
}

export function isDigits(text: string, start = 0, end = text.length): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
