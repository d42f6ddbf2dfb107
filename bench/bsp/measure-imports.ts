import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PartnerDatabase } from "../../db/partner-scope";
import { inReadCommittedTransaction } from "../../db/transaction";
import { insertRows } from "../../db/write/insert-rows";
import type { Bench } from "../ledger/bench-books";
import { openBenchBooks } from "../ledger/bench-books";
import { report } from "../lib/report";
import { benchAgent, writeBenchFile } from "./hot-file";
import type { ImportMeasure, ImportRun } from "./import-run";

const batchSize = 1_000;

/**
 * Imports of several sizes, each in a process of its own, into books that know none of the documents:
 * every transaction is an exception. Staging beside the same rows by multi-row INSERT alone.
 */
export async function measureImports(bench: Bench): Promise<void> {
  const sizes = bench.quick ? [2_000, 10_000] : [10_000, 100_000];
  const directory = await mkdtemp(join(tmpdir(), "bench-bsp-"));
  const path = join(directory, "file.hot");
  try {
    let smaller: number | undefined;
    for (const count of sizes) {
      await writeBenchFile(path, count);
      smaller = await measure(bench, { path, count, smaller });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  bench: Bench,
  {
    path,
    count,
    smaller,
  }: { readonly path: string; readonly count: number; readonly smaller: number | undefined },
): Promise<number> {
  const { scope } = await openBenchBooks(bench);
  await scope.db.updateTable("partners").set({ iata_number: benchAgent }).execute();
  const run = { databaseUrl: bench.databaseUrl, partner: scope.partner, path };
  const { fileId, stageSeconds, matchSeconds, concludeSeconds, peakMemoryMb } = await start(run);
  const bareSeconds = await insertAgain(scope, fileId);
  const rate = { bench: bench.name, unit: "transactions/s" } as const;
  report({
    ...rate,
    metric: `${count} transactions, staged, beside their INSERTs alone`,
    value: count / stageSeconds,
    baseline: count / bareSeconds,
    goal: { ratioAtLeast: 0.5 },
  });
  report({ ...rate, metric: `${count} transactions, matched`, value: count / matchSeconds });
  const perSecond = count / (stageSeconds + matchSeconds + concludeSeconds);
  report({
    ...rate,
    metric: `${count} transactions, imported`,
    value: perSecond,
    ...(smaller !== undefined && { baseline: smaller, goal: { ratioAtLeast: 0.8 } }),
  });
  const memory = { unit: "MB", value: peakMemoryMb, bench: bench.name } as const;
  report({ ...memory, metric: `${count} transactions, imported, peak memory` });
  return perSecond;
}

async function start(run: ImportRun): Promise<ImportMeasure> {
  const child = fork(join(__dirname, "import-process.js"));
  const ended = once(child, "exit");
  const measured = new Promise<ImportMeasure>((resolve) => {
    child.once("message", (message: ImportMeasure) => resolve(message));
  });
  child.send(run);
  const first = await Promise.race([measured, ended]);
  if (Array.isArray(first)) throw new Error(`the import ended with ${first[0]}`);
  await ended;
  return first;
}

/** The rows of a file under other ordinals, in batches as large; returns how long that takes. */
async function insertAgain(scope: PartnerDatabase, fileId: string): Promise<number> {
  const { bsp_import_file_id: id } = await scope.db
    .selectFrom("bsp_import_files")
    .select("bsp_import_file_id")
    .where("public_id", "=", fileId)
    .executeTakeFirstOrThrow();
  let seconds = 0;
  for (let after = 0; ; after += batchSize) {
    const rows = await scope.db
      .selectFrom("bsp_staged_transactions")
      .selectAll()
      .where("bsp_import_file_id", "=", id)
      .where("file_ordinal", ">", after)
      .where("file_ordinal", "<=", after + batchSize)
      .orderBy("file_ordinal")
      .execute();
    if (rows.length === 0) return seconds;
    const copies = rows.map(
      ({ bsp_staged_transaction_id: _key, partner_id: _partner, ...row }) => ({
        ...row,
        match_state: "unmatched" as const,
        file_ordinal: row.file_ordinal + 100_000_000,
      }),
    );
    const started = process.hrtime.bigint();
    await inReadCommittedTransaction(scope, (transaction) =>
      insertRows(transaction, "bsp_staged_transactions", copies),
    );
    seconds += Number(process.hrtime.bigint() - started) / 1e9;
  }
}
