import type { MemoKind } from "../memo/memo";

export interface StatedMemo {
  readonly kind: MemoKind;
  /** In all, above zero. */
  readonly amount: bigint;
  /** The part of it that is commission: recalled by an ADM, granted by an ACM. */
  readonly commission: bigint;
}

const creditCodes: ReadonlySet<string> = new Set(["ACMA", "ACMD", "ACNT", "SPCR", "SSAC"]);

/**
 * The memo that a transaction of a file is, in minor units: what is remitted for it in all (DISH
 * p.120-125). Commission with the other sign lessens the claim and is no commission of ours.
 * Undefined where its amount goes the wrong way for its code.
 */
export function statedMemoOf({
  code,
  remittance,
  commission,
}: {
  readonly code: string;
  readonly remittance: bigint;
  readonly commission: bigint;
}): StatedMemo | undefined {
  const kind = creditCodes.has(code) ? "acm" : "adm";
  const sign = kind === "acm" ? -1n : 1n;
  const amount = remittance * sign;
  const recalled = commission * sign > 0n ? commission * sign : 0n;
  if (amount <= 0n || recalled > amount) return undefined;
  return { kind, amount, commission: recalled };
}
