import { activityInfo } from "@temporalio/activity";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime, toMoney } from "../../../db/read/amounts";
import { listDueCuts, sumDue } from "../../../db/read/due-recognition";
import { getPartner } from "../../../db/read/get-partner";
import { listOpenIntents } from "../../../db/read/period-figures";
import type { PeriodRecord } from "../../../db/read/periods";
import { getPeriod } from "../../../db/read/periods";
import { findRecognitionRun, getRecognitionRun } from "../../../db/read/recognition-runs";
import { inSnapshot, inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { insertRecognitionRun } from "../../../db/write/recognition-runs";
import type { PartnerRecord } from "../../../domain/booking-record";
import { dayIn } from "../../../domain/calendar";
import type { Money } from "../../../domain/money";
import { formatAmount, toMoneyJson } from "../../../domain/money";
import { recognisedThrough } from "../../../domain/recognised-through";
import type { RecognitionEntries } from "../../../domain/recognition";
import { Refusal } from "../../../domain/refusal";
import type { RecognitionPlan, RunRecognitionInput } from "../../../temporal/contract/recognition";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { assertAdjustable } from "../period/assert-adjustable";

/** Bookings in one commit: it holds them, and the entry numbers, for about a second. */
const batchSizes: Readonly<Record<RecognitionEntries, number>> = {
  per_booking: 200,
  summed: 2_000,
};
/** However large the run, so many steps are in its history. */
const batchesMax = 1_500;

/**
 * Begins a run: finds what is due and keeps it as the run's. Refuses a period that takes no
 * adjustment (`PERIOD_CLOSED`), has not begun (`PERIOD_NOT_BEGUN`), or has ended while a supplier's
 * answer of it is still out (`SUPPLIER_ANSWERS_OUTSTANDING`).
 */
export function createPlanRecognition(dependencies: LedgerDependencies) {
  return async function planRecognition(input: RunRecognitionInput): Promise<RecognitionPlan> {
    const scope = await dependencies.openPartner(input.partner);
    const begun = await findRecognitionRun(scope, input.runId);
    const { through, entries, due, ...run } = begun ?? (await begin(dependencies, scope, input));
    const size = Math.max(batchSizes[entries], Math.ceil(due.bookings / batchesMax));
    const cuts = await listDueCuts(scope, { through, batchSize: size });
    const { functionalCurrency, periodCode } = run;
    const amount = toMoneyJson(toMoney(due.amount, functionalCurrency));
    return { through, periodCode, amount, bookings: due.bookings, lines: due.lines, cuts };
  };
}

async function begin(
  { now, observer }: LedgerDependencies,
  scope: PartnerDatabase,
  input: RunRecognitionInput,
) {
  const partner = await getPartner(scope);
  const period = await getPeriod(scope, input.periodId);
  const at = now();
  const today = dayIn(partner.timeZone, at);
  const through = recognisedThrough(period, today, input.through ?? undefined);
  assertAdjustable([period], period);
  await assertAnswered(scope, { partner, period, through });
  const { recognitionEntries: entries } = partner;
  const due = await inSnapshot(scope, (snapshot) => sumDue(snapshot, through));
  await inTransaction(
    scope,
    async (transaction) => {
      await insertRecognitionRun(transaction, {
        publicId: input.runId,
        accountingPeriodId: period.periodId,
        through,
        entries,
        due,
        functionalCurrency: partner.functionalCurrency,
        workflowId: activityInfo().workflowExecution?.workflowId ?? "",
      });
      const event = {
        type: "recognition.started",
        targetType: "recognition_run",
        targetId: input.runId,
        payload: { period: period.code, through, due_lines: due.lines, due_amount: due.amount },
      };
      await writeAudit(transaction, toActContext(input.context), [event], toDateTime(at));
    },
    observer,
  );
  return {
    through,
    entries,
    due,
    functionalCurrency: partner.functionalCurrency,
    periodCode: period.code,
  };
}

/**
 * After a wait for approval: refuses where more has fallen due than was approved
 * (`RECOGNITION_PREVIEW_CHANGED`), a late sale say, and what a run that begins now would be refused
 * for. Less is no matter: what was refunded meanwhile is not recognised.
 */
export function createCheckApproved({ openPartner }: LedgerDependencies) {
  return async function checkApprovedRecognition(input: RunRecognitionInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    const { through, due } = await getRecognitionRun(scope, input.runId);
    assertAdjustable([period], period);
    await assertAnswered(scope, { partner, period, through });
    const now = await inSnapshot(scope, (snapshot) => sumDue(snapshot, through));
    const approved = toMoney(due.amount, partner.functionalCurrency);
    const found = toMoney(now.amount, partner.functionalCurrency);
    const isMore = now.lines > due.lines || sizeOf(found) > sizeOf(approved);
    if (!isMore) return;
    throw new Refusal(
      "RECOGNITION_PREVIEW_CHANGED",
      `More is due than was approved: ${formatAmount(found)} in place of ${formatAmount(approved)}. Nothing was recognised; run it again, and what is due now is asked for.`,
      {
        period: period.code,
        approved: formatAmount(approved),
        approvedLines: due.lines,
        due: formatAmount(found),
        dueLines: now.lines,
      },
    );
  };
}

/** A run whose costs are more than its revenue is as large as one the other way. */
function sizeOf({ minor }: Money): bigint {
  return minor < 0n ? -minor : minor;
}

/** What a supplier has done in a period that is over belongs to it, and is not in the books yet. */
async function assertAnswered(
  scope: PartnerDatabase,
  subject: {
    readonly partner: PartnerRecord;
    readonly period: PeriodRecord;
    readonly through: string;
  },
): Promise<void> {
  const { partner, period, through } = subject;
  if (through < period.endsOn) return;
  const open = (await listOpenIntents(scope)).filter(
    ({ sentAt }) => dayIn(partner.timeZone, sentAt) <= period.endsOn,
  );
  if (open.length === 0) return;
  throw new Refusal(
    "SUPPLIER_ANSWERS_OUTSTANDING",
    `${open.length} requests to suppliers of period ${period.code} have no outcome yet: see /v1/operations?needs_attention=true.`,
    { period: period.code, requests: open.length },
  );
}
