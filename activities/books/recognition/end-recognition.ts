import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime, toMoney } from "../../../db/read/amounts";
import type { RecognitionRunRecord } from "../../../db/read/recognition-runs";
import { findRecognitionRun, getRecognitionRun } from "../../../db/read/recognition-runs";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import { endRecognitionRun } from "../../../db/write/recognition-runs";
import { toMoneyJson } from "../../../domain/money";
import type {
  RecognitionEnd,
  RunRecognitionInput,
  RunRecognitionResult,
} from "../../../temporal/contract/recognition";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";

/** Ends a run with what its slices add up to, and its operation where it was not refused. */
export function createEndRecognition({ openPartner, observer, now }: LedgerDependencies) {
  return async function endRecognition(
    input: RunRecognitionInput,
    end: RecognitionEnd,
  ): Promise<RunRecognitionResult | null> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    return inTransaction(
      scope,
      async (transaction) => {
        const run = await findRecognitionRun(transaction, input.runId);
        if (run === undefined) return null;
        const change = { status: end.status, failure: failureOf(end), at };
        const isEnded = await endRecognitionRun(transaction, run.recognitionRunId, change);
        const result = toResult(await getRecognitionRun(transaction, input.runId));
        if (!isEnded) return result;
        await endOperation(transaction, { input, end, result, at });
        const event = {
          type: `recognition.${end.status}`,
          targetType: "recognition_run",
          targetId: run.publicId,
          payload: {
            entries: result.entries,
            lines: result.lines,
            ...result.amount,
            ...(end.status === "cancelled" ? { note: end.note } : {}),
            ...(end.status === "failed" ? { code: end.refusal.code } : {}),
          },
        };
        const context = end.status === "cancelled" ? end.context : input.context;
        await writeAudit(transaction, toActContext(context), [event], at);
        return result;
      },
      observer,
    );
  };
}

function failureOf(end: RecognitionEnd): { readonly code: string; readonly text: string } | null {
  return end.status === "failed" ? { code: end.refusal.code, text: end.refusal.message } : null;
}

function toResult(run: RecognitionRunRecord): RunRecognitionResult {
  const { entries, lines, amount } = run.recognised;
  return {
    runId: run.publicId,
    periodId: run.periodId,
    through: run.through,
    entries,
    lines,
    amount: toMoneyJson(toMoney(amount, run.functionalCurrency)),
  };
}

/** A refusal is left with the operation by the workflow itself. */
async function endOperation(
  transaction: PartnerTransaction,
  ended: {
    readonly input: RunRecognitionInput;
    readonly end: RecognitionEnd;
    readonly result: RunRecognitionResult;
    readonly at: string;
  },
): Promise<void> {
  const { input, end, result, at } = ended;
  if (end.status === "failed") return;
  await updateOperation(transaction, input.operationId, {
    status: end.status,
    stage: end.status === "succeeded" ? "recognised" : "cancelled",
    ...(end.status === "succeeded" ? { result: { ...result } } : {}),
    at,
  });
}
