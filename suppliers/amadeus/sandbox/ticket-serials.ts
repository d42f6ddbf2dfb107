import type { SandboxState } from "./state";

/** Form and serial of the first ticket of an airline. */
const firstSerial = 2_400_000_001;

/** The next numbers of an airline, consecutive, and the serial that follows them. */
export function takeNumbers(
  state: SandboxState,
  accountingCode: string,
  count: number,
): { readonly numbers: readonly string[]; readonly next: number } {
  const start = state.serials.get(accountingCode) ?? firstSerial;
  const numbers = Array.from(
    { length: count },
    (_, index) => accountingCode + String(start + index).padStart(10, "0"),
  );
  return { numbers, next: start + count };
}

/** As observed on Amadeus documents: the first coupon's number and the 13 digits, modulo 7. */
export function checkDigitOf(number: string): string {
  return String(BigInt(`1${number}`) % 7n);
}
