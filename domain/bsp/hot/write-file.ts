import type { Layout } from "../fixed-width/layout";
import type { FixedRecord, RecordValues } from "../fixed-width/record";
import { readRecord } from "../fixed-width/record";
import { writeRecord } from "../fixed-width/write-record";
import { findLayout } from "./layouts";
import type { HotSums } from "./totals";
import { addSums, noSums } from "./totals";
import { sumsOf } from "./transaction";

/** A record but for what its place in the file says: sequence, numbers, counts and totals. */
export interface WrittenRecord {
  readonly code: string;
  readonly values: RecordValues;
}

/** A HOT file as what is in it; offices whose transactions come from somewhere may be many. */
export interface HotFile {
  /** BFH01; its REVN chooses the layout. */
  readonly header: RecordValues;
  readonly cycles: readonly {
    /** BCH02. */
    readonly header: RecordValues;
    readonly offices: Iterable<HotOffice>;
  }[];
}

export interface HotOffice {
  /** BOH03. */
  readonly header: RecordValues;
  /** Of each the records, BKT06 first. */
  readonly transactions: Iterable<readonly WrittenRecord[]>;
}

/** Writes a file line by line: what it counts and adds up comes to what stands in it. */
export function* writeHotFile(file: HotFile): Generator<string> {
  yield* new HotWriter(file).write();
}

class HotWriter {
  readonly #file: HotFile;
  readonly #layout: Layout;
  #sequence = 0;
  #transactions = 0;
  #offices = { inCycle: 0, inFile: 0 };
  #totals = { byCode: new Totals(), office: new Totals(), cycle: new Totals(), file: new Totals() };

  constructor(file: HotFile) {
    this.#file = file;
    this.#layout = findLayout(String(file.header["REVN"]?.[0] ?? ""));
  }

  *write(): Generator<string> {
    const { header, cycles } = this.#file;
    yield this.#line("BFH01", header);
    for (const cycle of cycles) {
      yield this.#line("BCH02", cycle.header);
      this.#totals.cycle = new Totals();
      this.#offices.inCycle = 0;
      for (const office of cycle.offices) yield* this.#writeOffice(office);
      const head = {
        ...only(cycle.header, ["PDAI", "PCYC"]),
        OFCC: [String(this.#offices.inCycle)],
      };
      yield* this.#writeTotals("BCT95", head, this.#totals.cycle);
    }
    const head = { ...only(header, ["BSPI"]), OFCC: [String(this.#offices.inFile)] };
    yield* this.#writeTotals("BFT99", head, this.#totals.file);
  }

  *#writeOffice({ header, transactions }: HotOffice): Generator<string> {
    this.#offices.inCycle += 1;
    this.#offices.inFile += 1;
    this.#totals.byCode = new Totals();
    this.#totals.office = new Totals();
    yield this.#line("BOH03", header);
    for (const records of transactions) yield* this.#writeTransaction(records);
    const head = only(header, ["AGTN", "RMED"]);
    for (const [key, sums] of this.#totals.byCode.all()) {
      const [code = "", unit = ""] = key.split(" ");
      yield this.#line("BOT93", { ...head, TRNC: [code], CUTP: [unit], ...toValues(sums) });
    }
    yield* this.#writeTotals("BOT94", head, this.#totals.office, header["CUTP"]);
  }

  *#writeTransaction(records: readonly WrittenRecord[]): Generator<string> {
    this.#transactions += 1;
    const read: FixedRecord[] = [];
    for (const { code, values } of records) {
      const numbers = numbered(code, this.#transactions, records.length);
      const text = this.#line(code, { ...values, ...numbers });
      read.push(readRecord(this.#layout, code, { text, line: this.#sequence }));
      yield text;
    }
    const textOf = (code: string, element: string) =>
      read.find((record) => record.code === code)?.string(element) ?? "";
    const unit = textOf("BKS30", "CUTP");
    const sums = sumsOf(read);
    this.#totals.byCode.add(`${textOf("BKS24", "TRNC")} ${unit}`, sums);
    for (const level of ["office", "cycle", "file"] as const) this.#totals[level].add(unit, sums);
  }

  /** One for each currency; where there is nothing, one all the same. */
  *#writeTotals(
    code: string,
    head: RecordValues,
    totals: Totals,
    unit: RecordValues[string] = ["USD2"],
  ): Generator<string> {
    const all = totals.all();
    if (all.length === 0) yield this.#line(code, { ...head, CUTP: unit });
    for (const [of, sums] of all)
      yield this.#line(code, { ...head, CUTP: [of], ...toValues(sums) });
  }

  #line(code: string, values: RecordValues): string {
    this.#sequence += 1;
    const head = `${code.slice(0, 3)}${String(this.#sequence).padStart(8, "0")}${code.slice(3)}`;
    return writeRecord(this.#layout, code, { head, values });
  }
}

/** Every record of a transaction has its number, and the first how many there are. */
function numbered(code: string, number: number, count: number): RecordValues {
  const TRNN = [String(number)];
  return code === "BKT06" ? { TRNN, TREC: [String(count)] } : { TRNN };
}

class Totals {
  readonly #sums = new Map<string, HotSums>();

  add(key: string, sums: HotSums): void {
    this.#sums.set(key, addSums(this.#sums.get(key) ?? noSums, sums));
  }

  all(): readonly (readonly [string, HotSums])[] {
    return [...this.#sums];
  }
}

function toValues(sums: HotSums): RecordValues {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, [sum]]));
}

function only(values: RecordValues, names: readonly string[]): RecordValues {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? []]));
}
