import { getMinorUnits } from "../../currency";
import { Refusal } from "../../refusal";
import { malformed } from "./faults";
import type { FixedRecord } from "./record";

export type Scale = (amount: bigint) => bigint;

const unitText = /^(?<currency>[A-Z]{3})(?<decimals>\d)$/;

/**
 * CUTP, a currency with its decimals: a file may count in other units than we do, as long as nothing
 * is lost. Refuses a currency that is not known and an amount that is no whole number of ours.
 */
export function unitOf(record: FixedRecord): { readonly currency: string; readonly scale: Scale } {
  const text = record.string("CUTP");
  const { currency, decimals } = unitText.exec(text)?.groups ?? {};
  const fault = (what: string) =>
    malformed(what, { line: record.line, record: record.code, element: "CUTP" });
  if (currency === undefined) throw fault(`a currency and its decimals, not "${text}".`);
  const ours = knownMinorUnits(currency);
  if (ours === undefined) throw fault(`${currency} is no currency that is known.`);
  const theirs = Number(decimals);
  if (theirs <= ours) {
    const factor = 10n ** BigInt(ours - theirs);
    return { currency, scale: (amount) => amount * factor };
  }
  const divisor = 10n ** BigInt(theirs - ours);
  return {
    currency,
    scale: (amount) => {
      if (amount % divisor === 0n) return amount / divisor;
      throw fault(`${amount} in ${text} is no whole number of ${currency}'s minor units.`);
    },
  };
}

function knownMinorUnits(currency: string): number | undefined {
  try {
    return getMinorUnits(currency);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
