import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { LineCutter } from "../../domain/bsp/fixed-width/lines";
import { HotReader } from "../../domain/bsp/hot/file-reader";
import { hotLineLength } from "../../domain/bsp/hot/layouts";
import { toBspTransaction } from "../../domain/bsp/hot/to-bsp-transaction";
import type { ReadMeasure, ReadRun } from "./read-run";

process.once("message", (run: ReadRun) => {
  measure(run)
    .then((measured) => process.send?.(measured, () => process.disconnect()))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});

async function measure({ path, reader }: ReadRun): Promise<ReadMeasure> {
  const started = process.hrtime.bigint();
  const gross = await (reader === "reader" ? readAll(path) : readLines(path, reader === "split"));
  return {
    seconds: Number(process.hrtime.bigint() - started) / 1e9,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    grossMinor: gross.toString(),
  };
}

async function readAll(path: string): Promise<bigint> {
  const [cutter, reader] = [new LineCutter(hotLineLength), new HotReader()];
  let gross = 0n;
  const take = (line: string) => {
    const transaction = reader.read(line);
    if (transaction !== undefined) gross += toBspTransaction(transaction).gross;
  };
  for await (const piece of createReadStream(path, {
    encoding: "latin1",
    highWaterMark: 1 << 18,
  })) {
    for (const line of cutter.cut(String(piece))) take(line);
  }
  for (const line of cutter.end()) take(line);
  reader.end();
  return gross;
}

/** What a hand would tune: each line split at the columns that are wanted, and nothing looked at. */
async function readLines(path: string, splits: boolean): Promise<bigint> {
  const input = createReadStream(path, { encoding: "latin1", highWaterMark: 1 << 18 });
  let gross = 0;
  let documents = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (!splits) continue;
    const record = split(line);
    if (record.kind === "document") documents += record.number.length;
    if (record.kind === "amounts") gross += record.gross;
  }
  return documents === -1 ? 0n : BigInt(gross);
}

function split(line: string) {
  switch (line.slice(0, 3) + line.slice(11, 13)) {
    case "BKS24":
      return {
        kind: "document",
        number: line.slice(25, 38),
        agent: line.slice(47, 55),
        code: line.slice(71, 75),
      } as const;
    case "BKS30":
      return {
        kind: "amounts",
        fare: toNumber(line.slice(40, 51)),
        taxes: [
          [line.slice(62, 70), toNumber(line.slice(70, 81))],
          [line.slice(81, 89), toNumber(line.slice(89, 100))],
          [line.slice(100, 108), toNumber(line.slice(108, 119))],
        ],
        gross: toNumber(line.slice(119, 130)),
      } as const;
    case "BKS39":
      return { kind: "commission", amount: toNumber(line.slice(92, 103)) } as const;
    case "BKP84":
      return {
        kind: "payment",
        form: line.slice(25, 35),
        amount: toNumber(line.slice(35, 46)),
        remittance: toNumber(line.slice(97, 108)),
      } as const;
    default:
      return { kind: "other" } as const;
  }
}

const signs = "{ABCDEFGHI}JKLMNOPQR";

function toNumber(text: string): number {
  const sign = signs.indexOf(text.slice(-1));
  const amount = Number(text.slice(0, -1)) * 10 + (sign % 10);
  return sign >= 10 ? -amount : amount;
}
