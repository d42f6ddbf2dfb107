import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { replayHistory, toHistoryJson } from "./replay";
import type { TestApp } from "./test-app";

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
export async function replayAndKeep(
  { temporal }: TestApp,
  name: string,
  workflowId: string,
): Promise<void> {
  const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  await replayHistory(history, workflowId);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  await writeFile(join(process.cwd(), "tests/histories", `${name}.json`), toHistoryJson(history));
}
