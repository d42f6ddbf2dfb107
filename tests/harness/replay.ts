import { join } from "node:path";

import { temporal } from "@temporalio/proto";
import { Worker } from "@temporalio/worker";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { createDataConverter } from "../../temporal/data-converter";
import { testEncryptionKeys } from "./environment";

const { History } = temporal.api.history.v1;
type StoredHistory = ReturnType<typeof History.fromObject>;

/** Runs today's workflow code on a history; throws where it would do something else. */
export async function replayHistory(
  history: temporal.api.history.v1.IHistory,
  workflowId: string,
): Promise<void> {
  await Worker.runReplayHistory(
    {
      workflowBundle: { codePath: join(process.cwd(), "dist/workflow-bundle.js") },
      dataConverter: createDataConverter(parseKeyRing(testEncryptionKeys)),
    },
    history,
    workflowId,
  );
}

export function toHistoryJson(history: temporal.api.history.v1.IHistory): string {
  const plain = History.toObject(History.fromObject(history), {
    longs: String,
    enums: String,
    bytes: String,
  });
  return `${JSON.stringify(plain, null, 1)}\n`;
}

export function fromHistoryJson(text: string): StoredHistory {
  return History.fromObject(JSON.parse(text));
}
