import type { DocumentType } from "../../reservation";

/** Which of our books' documents a transaction of a file is compared with. */
export type TransactionKind = "sale" | "refund" | "cancellation" | "memo" | "other";

/** Codes of sales: of tickets, and of EMDs that belong to one (EMDA) or stand alone (EMDS). */
export const saleCodes = ["TKTT", "EMDA", "EMDS"] as const;

const kinds: Readonly<Record<string, TransactionKind>> = {
  TKTT: "sale",
  EMDA: "sale",
  EMDS: "sale",
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

/** By TRNC (DISH glossary). What our books have no documents of (TASF) is other. */
export function transactionKindOf(code: string): TransactionKind {
  return kinds[code] ?? "other";
}

/** Under which code the sale of a document of ours stands in a file. */
export function saleCodeOf(documentType: DocumentType): string {
  return documentType === "ETKT" ? "TKTT" : documentType;
}
