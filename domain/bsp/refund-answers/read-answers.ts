import { dayOf } from "../fixed-width/day-of";
import { inconsistent, malformed } from "../fixed-width/faults";
import type { FixedRecord } from "../fixed-width/record";
import { assertLine, readRecord } from "../fixed-width/record";
import { unitOf } from "../fixed-width/unit";
import { couponsOf, formOfPaymentOf, lastFour } from "../forms-of-payment";
import { refundAnswersLayout } from "./layout";

/** What an airline says to one application for a refund. */
export interface RefundAnswer {
  readonly lines: { readonly first: number; readonly last: number };
  /** Eight digits of the agency. */
  readonly agent: string;
  readonly airline: string;
  /** The refund's own number. */
  readonly documentNumber: string;
  readonly decision: "authorised" | "rejected" | "under_investigation";
  readonly issuedOn: string;
  readonly passengerName: string;
  /** The documents that are refunded, with their coupons. */
  readonly related: readonly { readonly number: string; readonly coupons: readonly number[] }[];
  readonly currency: string;
  /** In minor units; not negative. */
  readonly total: bigint;
  readonly payments: readonly {
    readonly kind: string;
    readonly amount: bigint;
    readonly account: string;
  }[];
  /** Why it was rejected, in the airline's words. */
  readonly reason: string;
}

const decisions: Readonly<Record<string, RefundAnswer["decision"]>> = {
  A: "authorised",
  R: "rejected",
  U: "under_investigation",
};

/**
 * Reads a file e9 line by line, holding one answer at a time: its header first, its records in
 * their order under one number, its count last. Refuses at the first thing wrong.
 */
export class RefundAnswersReader {
  #line = 0;
  #hasEnded = false;
  #open: FixedRecord[] = [];

  /** The answer that ended before this line, if one did. */
  read(text: string): RefundAnswer | undefined {
    this.#line += 1;
    assertLine(text, refundAnswersLayout.length, this.#line);
    const code = `IT0${text.charAt(0)}`;
    const record = readRecord(refundAnswersLayout, code, { text, line: this.#line });
    this.#assertPlace(record);
    if (code === "IT01" || code === "IT0Y") return undefined;
    if (code !== "IT02" && code !== "IT0Z") {
      this.#open.push(record);
      return undefined;
    }
    const ended = this.#endAnswer();
    if (code === "IT02") this.#open = [record];
    else this.#end(record);
    return ended;
  }

  /** After the last line: a file ends with its count. */
  end(): void {
    if (!this.#hasEnded) {
      throw malformed("the file ends before its count (Z).", { line: this.#line + 1 });
    }
  }

  #assertPlace(record: FixedRecord): void {
    const { code, line } = record;
    const place = { line, record: code };
    if ((code === "IT01") !== (line === 1)) {
      throw malformed("a file has one header (1), its first record.", place);
    }
    if (this.#hasEnded) throw malformed("nothing follows the count (Z).", place);
    if (["IT01", "IT02", "IT0Y", "IT0Z"].includes(code)) return;
    const [first] = this.#open;
    if (first === undefined) throw malformed("an answer begins with a record 2.", place);
    const [stated, found] = [record.text.slice(1, 7), first.string("TRNN")];
    if (stated !== found) throw inconsistent("TRNN", { stated, found }, place);
  }

  #end(record: FixedRecord): void {
    this.#hasEnded = true;
    const stated = record.string("RCNT");
    if (Number(stated) === this.#line) return;
    throw inconsistent(
      "the count of records",
      { stated, found: String(this.#line) },
      { line: this.#line, record: record.code, element: "RCNT" },
    );
  }

  #endAnswer(): RefundAnswer | undefined {
    const records = this.#open;
    this.#open = [];
    return records.length === 0 ? undefined : toAnswer(records);
  }
}

function toAnswer(records: readonly FixedRecord[]): RefundAnswer {
  const [document, amounts] = [find(records, "IT02"), find(records, "IT05")];
  const { currency, scale } = unitOf(amounts);
  const decision = decisions[document.string("RFAS")];
  if (decision === undefined) {
    throw malformed(`an answer is A, R or U, not "${document.string("RFAS")}".`, {
      line: document.line,
      record: document.code,
      column: 255,
      element: "RFAS",
    });
  }
  return {
    lines: { first: document.line, last: records.at(-1)?.line ?? document.line },
    agent: document.string("AGTN"),
    airline: document.string("TACN"),
    documentNumber: document.string("TDNR").slice(0, 13),
    decision,
    issuedOn: dayOf(document, "DAIS"),
    passengerName: document.string("PXNM"),
    related: repeated(records, "IT03", "RTDN", (record, place) => ({
      number: record.string("RTDN", place).slice(0, 13),
      coupons: couponsOf(record.string("RCPN", place)),
    })).filter(({ number }) => number !== ""),
    currency,
    total: scale(amounts.amount("TDAM")),
    payments: repeated(records, "IT08", "FPTP", (record, place) => ({
      kind: formOfPaymentOf(record.string("FPTP", place)),
      amount: scale(record.amount("FPAM", place)),
      account: lastFour(record.string("FPAC", place)),
    })).filter(({ kind }) => kind !== ""),
    reason: repeated(records, "IT0H", "TEXT", (record, place) => record.string("TEXT", place))
      .join("")
      .trim(),
  };
}

function find(records: readonly FixedRecord[], code: string): FixedRecord {
  const record = records.find((each) => each.code === code);
  if (record !== undefined) return record;
  throw malformed(`an answer has a record ${code.slice(-1)}.`, { line: records[0]?.line ?? 0 });
}

function repeated<Value>(
  records: readonly FixedRecord[],
  code: string,
  element: string,
  read: (record: FixedRecord, place: number) => Value,
): Value[] {
  return records
    .filter((record) => record.code === code)
    .flatMap((record) =>
      Array.from({ length: record.countOf(element) }, (_, place) => read(record, place)),
    );
}
