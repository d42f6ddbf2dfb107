import { createHash } from "node:crypto";

import { activityInfo, heartbeat } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { checkAuditChain } from "../../db/verify/audit-check";
import type { LedgerCheck } from "../../db/verify/ledger-check";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { updateOperation } from "../../db/write/operations";
import type { NewVerification } from "../../db/write/verifications";
import { insertVerification } from "../../db/write/verifications";
import { toPublicId } from "../../domain/ids";
import type { VerifyBooksInput, VerifyBooksResult } from "../../temporal/contract/verify-books";
import type { LedgerDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { findOperationResult } from "./find-operation-result";

export interface VerificationToRun extends Pick<VerifyBooksInput, "partner" | "kind"> {
  /** Whose result it is; null where nobody waits for it. */
  readonly operationId: string | null;
}

/** Verifies one partner's books and keeps what came of it; run again, it keeps it once. */
export function createVerifyPartner(dependencies: LedgerDependencies) {
  return async function verifyPartner(input: VerificationToRun): Promise<VerifyBooksResult> {
    const scope = await dependencies.openPartner(input.partner);
    const earlier = await findEarlier(scope, input);
    if (earlier !== undefined) return earlier;
    const startedAt = toDateTime(dependencies.now());
    const checks = await keepHeartbeating(() => runChecks(scope, input.kind));
    const [finding] = checks.flatMap((check) => check.finding ?? []);
    const result: VerifyBooksResult = {
      verificationId: verificationIdOf(input),
      kind: input.kind,
      isClean: finding === undefined,
      finding: finding === undefined ? null : `${finding.code}: ${finding.text} ${finding.rows[0]}`,
    };
    await keep(scope, result, {
      operationId: input.operationId,
      checks,
      startedAt,
      finishedAt: toDateTime(dependencies.now()),
    });
    return result;
  };
}

/** What was kept is what is answered, also where the books have changed since. */
async function findEarlier(scope: PartnerDatabase, { operationId }: VerificationToRun) {
  return operationId === null
    ? undefined
    : findOperationResult<VerifyBooksResult>(scope, operationId);
}

async function runChecks(
  scope: PartnerDatabase,
  kind: VerifyBooksInput["kind"],
): Promise<LedgerCheck[]> {
  return kind === "audit"
    ? [await checkAuditChain(scope)]
    : verifyLedger(scope, { onCheck: ({ name }) => heartbeat(name) });
}

/** The same in every attempt of one step. */
function verificationIdOf({ partner, kind }: VerificationToRun): string {
  const { workflowExecution } = activityInfo();
  const digest = createHash("sha256")
    .update(JSON.stringify([workflowExecution?.runId, partner, kind]))
    .digest();
  return toPublicId("verification", digest.subarray(0, 16));
}

async function keep(
  scope: PartnerDatabase,
  result: VerifyBooksResult,
  run: Pick<NewVerification, "checks" | "startedAt" | "finishedAt"> & {
    readonly operationId: string | null;
  },
): Promise<void> {
  const { operationId, ...verification } = run;
  try {
    await inTransaction(scope, async (transaction) => {
      await insertVerification(transaction, {
        ...verification,
        publicId: result.verificationId,
        kind: result.kind,
        isClean: result.isClean,
        workflowId: activityInfo().workflowExecution?.workflowId ?? null,
      });
      if (operationId === null) return;
      await updateOperation(transaction, operationId, {
        status: "succeeded",
        stage: result.isClean ? "clean" : "not_clean",
        result: { ...result },
        resource: { type: "verification", id: result.verificationId },
        at: run.finishedAt,
      });
    });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_verifications_public_id")) throw error;
  }
}
