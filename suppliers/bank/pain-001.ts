import type { BankFileFormat } from "../../domain/bank-file-format";
import type { Money } from "../../domain/money";
import { formatAmount } from "../../domain/money";
import { element, group } from "../xml/write-xml";

export interface BankAccount {
  readonly holder: string;
  /** IBAN or the bank's own number. */
  readonly number: string;
  /** BIC, or the number of the bank in its national clearing; null: the bank knows it. */
  readonly bank: string | null;
}

/** One credit transfer, ordered by its debtor. */
export interface CreditTransferOrder {
  /** Unique of the debtor, up to 35 characters: a bank refuses it a second time. */
  readonly batchCode: string;
  /** RFC 3339 with seconds. */
  readonly createdAt: string;
  /** `YYYY-MM-DD` */
  readonly paysOn: string;
  readonly debtor: BankAccount;
  readonly creditor: BankAccount;
  readonly amount: Money;
  /** What the creditor is told, up to 140 characters. */
  readonly remittance: string;
}

/** The file that orders the transfer of the bank; the same order is the same bytes. */
export function writePain001(format: BankFileFormat, order: CreditTransferOrder): string {
  const document = group(
    "CstmrCdtTrfInitn",
    groupHeader(order),
    group(
      "PmtInf",
      element("PmtInfId", order.batchCode),
      element("PmtMtd", "TRF"),
      ...control(order),
      executionDate(format, order.paysOn),
      party("Dbtr", order.debtor),
      account("DbtrAcct", order.debtor),
      agent("DbtrAgt", format, order.debtor),
      element("ChrgBr", "SHAR"),
      transfer(format, order),
    ),
  );
  const namespace = `urn:iso:std:iso:20022:tech:xsd:${format}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${document}</Document>\n`;
}

function groupHeader(order: CreditTransferOrder): string {
  return group(
    "GrpHdr",
    element("MsgId", order.batchCode),
    element("CreDtTm", order.createdAt),
    ...control(order),
    group("InitgPty", element("Nm", nameOf(order.debtor))),
  );
}

/** The number of transfers and their sum, which the bank adds up again. */
function control({ amount }: CreditTransferOrder): string[] {
  return [element("NbOfTxs", "1"), element("CtrlSum", formatAmount(amount))];
}

function transfer(format: BankFileFormat, order: CreditTransferOrder): string {
  const { amount, batchCode, creditor, remittance } = order;
  return group(
    "CdtTrfTxInf",
    group("PmtId", element("InstrId", batchCode), element("EndToEndId", batchCode)),
    group("Amt", element("InstdAmt", formatAmount(amount), { Ccy: amount.currency })),
    creditor.bank === null ? "" : agent("CdtrAgt", format, creditor),
    party("Cdtr", creditor),
    account("CdtrAcct", creditor),
    group("RmtInf", element("Ustrd", remittance.slice(0, 140))),
  );
}

/** From version 09 on a choice of date and time. */
function executionDate(format: BankFileFormat, day: string): string {
  if (format === "pain.001.001.03") return element("ReqdExctnDt", day);
  return group("ReqdExctnDt", element("Dt", day));
}

function party(name: "Dbtr" | "Cdtr", whose: BankAccount): string {
  return group(name, element("Nm", nameOf(whose)));
}

function account(name: "DbtrAcct" | "CdtrAcct", { number }: BankAccount): string {
  const id = isIban(number) ? element("IBAN", number) : group("Othr", element("Id", number));
  return group(name, group("Id", id));
}

function agent(name: "DbtrAgt" | "CdtrAgt", format: BankFileFormat, { bank }: BankAccount): string {
  return group(name, group("FinInstnId", bankId(format, bank)));
}

function bankId(format: BankFileFormat, bank: string | null): string {
  if (bank === null) return group("Othr", element("Id", "NOTPROVIDED"));
  if (!bicPattern.test(bank)) return group("ClrSysMmbId", element("MmbId", bank));
  return element(format === "pain.001.001.03" ? "BIC" : "BICFI", bank);
}

/** ISO 9362 */
const bicPattern = /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

const nameOf = ({ holder }: BankAccount): string => holder.slice(0, 140);

/** By its check digits (ISO 13616): national numbers may begin with letters as well. */
function isIban(number: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(number)) return false;
  const digits = `${number.slice(4)}${number.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) =>
    parseInt(letter, 36).toString(),
  );
  return BigInt(digits) % 97n === 1n;
}
