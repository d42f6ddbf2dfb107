/** Which of our books' documents a transaction of a file is compared with. */
export type TransactionKind = "sale" | "refund" | "cancellation" | "memo" | "other";

const kinds: Readonly<Record<string, TransactionKind>> = {
  TKTT: "sale",
  RFND: "refund",
  CANX: "cancellation",
  ADMA: "memo",
  ADMD: "memo",
  ADNT: "memo",
  SPDR: "memo",
  SSAD: "memo",
  ACMA: "memo",
  ACMD: "memo",
  ACNT: "memo",
  SPCR: "memo",
  SSAC: "memo",
};

/** By TRNC (DISH glossary). What our books have no documents of (EMDA, EMDS, TASF) is other. */
export function transactionKindOf(code: string): TransactionKind {
  return kinds[code] ?? "other";
}
