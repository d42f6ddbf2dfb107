import { inconsistent, malformed } from "../fixed-width/faults";
import type { Layout } from "../fixed-width/layout";
import type { FixedRecord } from "../fixed-width/record";
import { assertLine, readRecord } from "../fixed-width/record";
import { codeOf, findLayout, hotLineLength } from "./layouts";
import { Level } from "./totals";
import type { HotTransaction } from "./transaction";
import { readTransaction } from "./transaction";

/** A transaction with the headers under which it stands. */
export interface ReadTransaction extends HotTransaction {
  readonly file: FixedRecord;
  readonly cycle: FixedRecord;
  readonly office: FixedRecord;
}

/** Which record may follow which (DISH p.68-71); "transaction" stands for any within one. */
const followers: Readonly<Record<string, readonly string[]>> = {
  start: ["BFH01"],
  BFH01: ["BCH02"],
  BCH02: ["BOH03", "BCT95"],
  BOH03: ["BKT06", "BOT93", "BOT94"],
  BKT06: ["transaction"],
  transaction: ["transaction", "BKT06", "BOT93"],
  BOT93: ["BOT93", "BOT94"],
  BOT94: ["BOT93", "BOT94", "BOH03", "BCT95"],
  BCT95: ["BCT95", "BCH02", "BFT99"],
  BFT99: ["BFT99", "BFH01"],
};

/** In which columns BFH01 says of which revision the file is, in every revision. */
const revisionColumns = { start: 19, end: 22 };

/**
 * Reads a HOT file line by line, holding no more than one transaction: the order of its records,
 * their sequence, each transaction's identities and the five sums at four levels. Several files may
 * follow one another. Refuses at the first thing wrong, with its place.
 */
export class HotReader {
  #line = 0;
  #sequence = 0;
  #transactions = 0;
  #last = "start";
  #layout: Layout | undefined;
  #headers: { file?: FixedRecord; cycle?: FixedRecord; office?: FixedRecord } = {};
  #open: FixedRecord[] = [];
  #offices = { inCycle: 0, inFile: 0 };
  readonly #levels = {
    code: new Level(),
    office: new Level(),
    cycle: new Level(),
    file: new Level(),
  };

  /** The transaction that ended before this line, if one did. */
  read(text: string): ReadTransaction | undefined {
    this.#line += 1;
    assertLine(text, hotLineLength, this.#line);
    const code = codeOf(text);
    const place = this.#assertFollows(code);
    if (code === "BFH01") this.#begin(text);
    if (this.#layout === undefined) throw this.#outOfPlace(code);
    const record = readRecord(this.#layout, code, { text, line: this.#line });
    this.#assertSequence(text, record);
    const ended = place === "transaction" ? undefined : this.#endTransaction();
    this.#take(place, record);
    this.#last = place === "BKT06" || place === "transaction" ? "transaction" : place;
    return ended;
  }

  /** Those that were read last: also of a file without transactions. */
  get headers(): { readonly file?: FixedRecord; readonly cycle?: FixedRecord } {
    return this.#headers;
  }

  /** After the last line: a file ends with its totals. */
  end(): void {
    if (this.#last !== "BFT99") {
      throw malformed("the file ends before its totals (BFT99).", { line: this.#line + 1 });
    }
    this.#levels.file.end("BFT99", this.#line);
  }

  /** Where in a file's order the record stands. */
  #assertFollows(code: string): string {
    const allowed = followers[this.#last] ?? [];
    if (Object.hasOwn(followers, code)) {
      if (allowed.includes(code)) return code;
      throw this.#outOfPlace(code);
    }
    if (allowed.includes("transaction")) return "transaction";
    throw this.#outOfPlace(code);
  }

  #outOfPlace(code: string): Error {
    const after = this.#last === "start" ? "at the beginning" : `after ${this.#last}`;
    return malformed(`a record ${code} does not stand ${after}.`, { line: this.#line, column: 1 });
  }

  #begin(header: string): void {
    this.#levels.file.end("BFT99", this.#line);
    this.#layout = findLayout(header.slice(revisionColumns.start, revisionColumns.end).trim());
    this.#sequence = 0;
    this.#transactions = 0;
    this.#offices = { inCycle: 0, inFile: 0 };
  }

  #assertSequence(text: string, record: FixedRecord): void {
    this.#sequence += 1;
    const stated = text.slice(3, 11);
    if (Number(stated) === this.#sequence) return;
    throw inconsistent(
      "SQNR",
      { stated, found: String(this.#sequence) },
      { line: this.#line, record: record.code, column: 4, element: "SQNR" },
    );
  }

  #take(place: string, record: FixedRecord): void {
    switch (place) {
      case "BFH01":
        this.#headers = { file: record };
        return;
      case "BCH02":
        this.#levels.cycle.end("BCT95", this.#line);
        this.#headers.cycle = record;
        this.#offices.inCycle = 0;
        return;
      case "BOH03":
        this.#endOffice();
        this.#headers.office = record;
        this.#offices.inCycle += 1;
        this.#offices.inFile += 1;
        return;
      case "BKT06":
        this.#transactions += 1;
        this.#open = [record];
        this.#assertNumber(record);
        return;
      case "transaction":
        this.#open.push(record);
        this.#assertNumber(record);
        return;
      default:
        this.#takeTotals(record);
    }
  }

  #takeTotals(record: FixedRecord): void {
    const unit = record.string("CUTP");
    switch (record.code) {
      case "BOT93":
        this.#assertOffice(record);
        this.#levels.code.settle(`${record.string("TRNC")} ${unit}`, record);
        return;
      case "BOT94":
        this.#assertOffice(record);
        this.#levels.office.settle(unit, record);
        return;
      case "BCT95":
        this.#endOffice();
        this.#assertOffices(record, this.#offices.inCycle);
        this.#levels.cycle.settle(unit, record);
        return;
      default:
        this.#levels.cycle.end("BCT95", this.#line);
        this.#assertOffices(record, this.#offices.inFile);
        this.#levels.file.settle(unit, record);
    }
  }

  #endOffice(): void {
    this.#levels.code.end("BOT93", this.#line);
    this.#levels.office.end("BOT94", this.#line);
  }

  #endTransaction(): ReadTransaction | undefined {
    if (this.#open.length === 0) return undefined;
    const { file, cycle, office } = this.#headers;
    const transaction = readTransaction(this.#open);
    this.#open = [];
    const { unit, code, sums } = transaction;
    this.#levels.code.add(`${code} ${unit}`, sums);
    this.#levels.office.add(unit, sums);
    this.#levels.cycle.add(unit, sums);
    this.#levels.file.add(unit, sums);
    if (file === undefined || cycle === undefined || office === undefined) {
      throw this.#outOfPlace("BKT06");
    }
    return { ...transaction, file, cycle, office };
  }

  #assertNumber(record: FixedRecord): void {
    this.#assertFigure(record, "TRNN", this.#transactions);
  }

  #assertOffices(record: FixedRecord, found: number): void {
    this.#assertFigure(record, "OFCC", found);
  }

  #assertOffice(record: FixedRecord): void {
    this.#assertFigure(record, "AGTN", this.#headers.office?.number("AGTN") ?? 0);
  }

  #assertFigure(record: FixedRecord, element: string, found: number): void {
    const stated = record.string(element);
    if (Number(stated) === found) return;
    throw inconsistent(
      element,
      { stated, found: String(found) },
      { line: this.#line, record: record.code, element },
    );
  }
}
