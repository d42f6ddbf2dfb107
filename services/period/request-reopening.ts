import type { PartnerTransaction } from "../../db/partner-scope";
import type { PeriodRecord } from "../../db/read/periods";
import { listPeriods } from "../../db/read/periods";
import type { ActContext } from "../../domain/actor";
import { assertPeriodStep } from "../../domain/period/period-state";
import { requestApproval } from "../approval/request-approval";

/**
 * Asks another person to reopen a closed period for adjustments, and says why; returns the
 * approval's public id. Refuses what could not be reopened now (PERIOD_STATE_INVALID,
 * PERIOD_ORDER_INVALID): locked periods never can.
 */
export async function requestReopening(
  transaction: PartnerTransaction,
  period: PeriodRecord,
  reason: string,
  act: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const all = await listPeriods(transaction);
  assertPeriodStep("reopen", period, { all, today: act.at.slice(0, 10) });
  const { id } = await requestApproval(
    transaction,
    {
      kind: "period_reopening",
      act: "period.reopen",
      subjectId: period.publicId,
      payload: { period: period.code, from: "closed", to: "soft_closed", reason },
      reason,
    },
    act,
  );
  return id;
}
