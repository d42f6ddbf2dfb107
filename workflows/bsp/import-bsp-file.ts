import {
  CancellationScope,
  condition,
  patched,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";

import type { BspActivities } from "../../activities/bsp/bsp-activities";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type {
  ImportBspFileInput,
  ImportBspFileResult,
  ImportCancellation,
} from "../../temporal/contract/import-bsp-file";
import { importBspFileUpdate } from "../../temporal/contract/import-bsp-file";
import { cancelUpdate, progressQuery } from "../../temporal/contract/issue-booking";
import type { StageTime } from "../../temporal/contract/payloads";
import { systemContext } from "../../temporal/contract/payloads";
import { runOperation } from "../books/run-operation";

/** Of an import that took no memos when its history was recorded. */
const postingPatch = "bsp-posting";
/** Of an import that knew no rules. */
const rulesPatch = "bsp-rules";

/** Minutes for a million transactions; a worker that dies is noticed by its silence. */
const long = proxyActivities<BspActivities>({
  startToCloseTimeout: "3 hours",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: { initialInterval: "1 second", maximumInterval: "30 seconds" },
});
const short = proxyActivities<BspActivities>({
  startToCloseTimeout: "2 minutes",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
});

/**
 * Imports a file of a settlement plan: staged with every check, held against our books, and what
 * differs listed. A file that is refused is put aside with the reason, and nothing of it counts.
 * What is long lies within activities that go on where they were, so that the history stays short
 * however large the file is.
 */
export async function importBspFile(input: ImportBspFileInput): Promise<ImportBspFileResult> {
  const run = new ImportRun(input);
  return CancellationScope.nonCancellable(() =>
    runOperation(importBspFileUpdate, input, () => run.steps()),
  );
}

class ImportRun {
  readonly #input: ImportBspFileInput;
  readonly #working = new CancellationScope();
  readonly #stages: StageTime[] = [];
  #cancellation: ImportCancellation | undefined;
  #hasEnded = false;

  constructor(input: ImportBspFileInput) {
    this.#input = input;
    setHandler(progressQuery, () => this.#progress());
    setHandler(cancelUpdate, async (cancellation) => {
      this.#cancel(cancellation);
      await condition(() => this.#hasEnded);
      return this.#progress();
    });
    // Whoever cancels it in Temporal's own UI wants the same.
    CancellationScope.current().cancelRequested.catch(() => this.#cancel(cancelledInTheUi));
  }

  async steps(): Promise<ImportBspFileResult> {
    try {
      await this.#working.run(() => this.#work());
      const result = await short.concludeBspFile(this.#input);
      if (patched(postingPatch)) {
        this.#enter("posting");
        await long.postBspFile(this.#input);
      }
      if (patched(rulesPatch)) {
        this.#enter("applying_rules");
        await long.applyRulesToFile(this.#input);
      }
      this.#enter("imported");
      await long.settleBspRefunds(this.#input);
      return result;
    } catch (error) {
      const refusal = this.#refusalOf(error);
      if (refusal === undefined) throw error;
      const context = this.#cancellation?.context ?? this.#input.context;
      await short.endBspFile(this.#input, refusal, context);
      throw refusalFailure(refusal.code, refusal.message, refusal.details);
    } finally {
      this.#hasEnded = true;
    }
  }

  async #work(): Promise<void> {
    this.#enter("staging");
    await long.stageBspFile(this.#input);
    this.#enter("matching");
    await long.matchBspFile(this.#input);
  }

  #refusalOf(error: unknown) {
    const refusal = findRefusal(error);
    if (refusal !== undefined || this.#cancellation === undefined) return refusal;
    const { note } = this.#cancellation;
    const message = `The import was called off: ${note}`;
    return { code: "OPERATION_CANCELLED", message, details: {} } as const;
  }

  #cancel(cancellation: ImportCancellation): void {
    this.#cancellation ??= cancellation;
    this.#working.cancel();
  }

  #enter(stage: string): void {
    this.#stages.push({ stage, at: new Date().toISOString() });
  }

  #progress() {
    const stage = this.#stages.at(-1)?.stage ?? "requested";
    const { operationId } = this.#input;
    return { operationId, stage, stages: this.#stages, attention: null, documents: [] };
  }
}

const cancelledInTheUi: ImportCancellation = {
  note: "cancelled in Temporal",
  context: systemContext,
};
