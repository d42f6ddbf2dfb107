import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "@temporalio/client";

import { createClient } from "../../client/src";
import type { PartnerDatabase } from "../../db/partner-scope";
import { systemActor } from "../../domain/actor";
import { permissions } from "../../domain/permissions";
import type { RecognitionEntries } from "../../domain/recognition";
import type { Stack } from "../../scripts/stack/stack-types";
import { createToken } from "../../services/token/create-token";
import type { Bench } from "../ledger/bench-books";
import { openBenchBooks } from "../ledger/bench-books";
import { deferBookings } from "./defer-bookings";

export interface RecognitionBench extends Bench {
  readonly stack: Stack;
  readonly client: Client;
}

/** A partner that has only this to recognise. */
export interface DueBooks {
  readonly scope: PartnerDatabase;
  readonly token: string;
  readonly periodId: string;
}

/** The day by which all is earned: the end of its period. */
export const through = "2026-01-31";
const linesEach = 2;

export async function openDueBooks(
  bench: RecognitionBench,
  due: { readonly lines: number; readonly entries: RecognitionEntries },
): Promise<DueBooks> {
  const { scope, books } = await openBenchBooks(bench);
  await scope.db.updateTable("partners").set({ recognition_entries: due.entries }).execute();
  await deferBookings(scope, {
    customerId: books.customerId,
    supplierId: books.supplierId,
    bookings: due.lines / linesEach,
    linesEach,
    issuedOn: "2026-01-05",
    servedOn: "2026-01-20",
  });
  const { token } = await createToken(
    scope,
    { name: "bench", environment: "test", permissions },
    { context: { actor: systemActor }, at: "2026-01-01 00:00:00.000000" },
  );
  const period = await scope.db
    .selectFrom("accounting_periods")
    .select("public_id")
    .where("period_code", "=", through.slice(0, 7))
    .executeTakeFirstOrThrow();
  return { scope, token, periodId: period.public_id };
}

/** Runs through all that is due; returns how many events its workflow took. */
export async function recogniseAll(
  { stack, client }: RecognitionBench,
  { scope, token, periodId }: DueBooks,
): Promise<number> {
  const api = createClient({
    baseUrl: `http://127.0.0.1:${stack.environment["API_PORT"]}`,
    token,
    retries: { attempts: 1 },
  });
  await api.call("POST /v1/periods/{period_id}/recognise", { path: { period_id: periodId } });
  const { workflowId, done, due } = await untilEnded(scope);
  if (done !== due) throw new Error(`${done} of ${due} slices were recognised`);
  const { historyLength } = await client.workflow.getHandle(workflowId).describe();
  return historyLength;
}

async function untilEnded({ db }: PartnerDatabase) {
  for (;;) {
    const run = await db
      .selectFrom("recognition_runs")
      .select(["run_status as status", "workflow_id as workflowId"])
      .select(["line_count as done", "due_line_count as due"])
      .executeTakeFirst();
    if (run?.status === "succeeded") return run;
    // A large one is planned for longer than its caller waits.
    if (run !== undefined && run.status !== "running") throw new Error(`the run has ${run.status}`);
    await delay(50);
  }
}
