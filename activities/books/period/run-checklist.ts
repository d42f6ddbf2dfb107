import { createHash } from "node:crypto";

import { activityInfo, heartbeat } from "@temporalio/activity";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { findLastEntryNumber } from "../../../db/read/last-entry-number";
import { getPeriod, listPeriods } from "../../../db/read/periods";
import { inSnapshot } from "../../../db/transaction";
import { checkAuditChain } from "../../../db/verify/audit-check";
import { checkControls, checkTrialBalance } from "../../../db/verify/controls";
import { checkFoldedBalances } from "../../../db/verify/folded-balances";
import type { LedgerCheck } from "../../../db/verify/ledger-check";
import { insertPeriodChecklist } from "../../../db/write/period-checklists";
import { dayIn } from "../../../domain/calendar";
import { toPublicId } from "../../../domain/ids";
import type { ChecklistCode, ChecklistItem } from "../../../domain/period/checklist";
import { attest, failedItems } from "../../../domain/period/checklist";
import { assertPeriodStep } from "../../../domain/period/period-state";
import { assertSignedOff } from "../../../domain/period/sign-offs";
import type { ClosePeriodInput } from "../../../temporal/contract/period";
import type { LedgerDependencies } from "../../dependencies";
import { keepHeartbeating } from "../../heartbeat";
import { bookItems } from "./checklist-items";
import type { PeriodToCheck } from "./period-to-check";
import { listMissingSignOffs } from "./sign-off-item";

export interface ChecklistRun {
  readonly checklistId: string;
  readonly failed: readonly ChecklistCode[];
  readonly lastEntryNumber: number;
}

/**
 * Runs a period's checklist and keeps what it found; run again, it keeps it once. `round` tells the
 * runs of one workflow apart. To close refuses where nothing is in the way but somebody's word
 * (`PERIOD_SIGN_OFF_MISSING`).
 */
export function createRunChecklist({ openPartner, now }: LedgerDependencies) {
  return async function runPeriodChecklist(
    input: ClosePeriodInput,
    round: number,
  ): Promise<ChecklistRun> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    if (input.action === "close") {
      const all = await listPeriods(scope);
      assertPeriodStep("close", period, { all, today: dayIn(partner.timeZone, now()) });
    }
    const lastEntryNumber = await findLastEntryNumber(scope);
    const found = await keepHeartbeating(() => runItems(scope, { partner, period }));
    const items = attest(found, input.attestations);
    const failed = failedItems(items).map(({ item }) => item);
    const checklistId = checklistIdOf(round);
    await insertPeriodChecklist(scope, {
      publicId: checklistId,
      periodId: period.periodId,
      purpose: input.action === "reopen" ? "check" : input.action,
      items,
      lastEntryNumber,
      workflowId: activityInfo().workflowExecution?.workflowId ?? null,
      at: toDateTime(now()),
    });
    if (input.action === "close" && failed.every((item) => item === "signed_off")) {
      assertSignedOff(period.code, await listMissingSignOffs(scope, period.periodId));
    }
    return { checklistId, failed, lastEntryNumber };
  };
}

async function runItems(scope: PartnerDatabase, subject: PeriodToCheck): Promise<ChecklistItem[]> {
  const items = await inSnapshot(scope, async (snapshot) => {
    const done: ChecklistItem[] = [];
    for (const check of bookItems) {
      const item = await check(snapshot, subject);
      heartbeat(item.item);
      done.push(item);
    }
    return done;
  });
  const trialBalance = await inSnapshot(scope, checkTrialBalance);
  const controls = await inSnapshot(scope, checkControls);
  const balances = await inSnapshot(scope, checkFoldedBalances);
  const { functionalCurrency } = subject.partner;
  const debits = trialBalance.figures[`functional_debits_${functionalCurrency}`] ?? "0";
  const agree = controls.finding === null ? balances : controls;
  const audit = await checkAuditChain(scope);
  return [
    ...items,
    toItem("trial_balance_zero", trialBalance, {
      figure: String(debits),
      text: "All debits; all credits are as much.",
      link: `/v1/reports/trial-balance?to=${subject.period.endsOn}`,
    }),
    toItem("subledgers_agree", agree, {
      figure: String(balances.figures["folded_number"] ?? 0),
      text: "Control accounts are the sum of their parties, up to this entry.",
      link: "/v1/ledger/verification",
    }),
    toItem("audit_chain_intact", audit, {
      figure: String(audit.figures["sealed"] ?? 0),
      text: "Audit rows in the chain, each as it was written.",
      link: "/v1/audit/verification",
    }),
  ];
}

function toItem(
  item: ChecklistCode,
  { finding }: LedgerCheck,
  { figure, text, link }: Pick<ChecklistItem, "figure" | "text" | "link">,
): ChecklistItem {
  return finding === null
    ? { item, status: "passed", figure, text, link: null }
    : { item, status: "failed", figure, text: `${finding.text} ${finding.rows.join("; ")}`, link };
}

/** The same in every attempt of one run. */
function checklistIdOf(round: number): string {
  const { workflowExecution } = activityInfo();
  const digest = createHash("sha256")
    .update(JSON.stringify(["checklist", workflowExecution?.runId, round]))
    .digest();
  return toPublicId("periodChecklist", digest.subarray(0, 16));
}
