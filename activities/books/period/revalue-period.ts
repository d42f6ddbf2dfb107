import { postJournalEntry } from "../../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { countEntriesOfSource } from "../../../db/read/count-entries-of-source";
import { getNextPeriodStart } from "../../../db/read/get-next-period-start";
import { getPartner } from "../../../db/read/get-partner";
import type { PeriodRecord } from "../../../db/read/periods";
import { getPeriod } from "../../../db/read/periods";
import { inSnapshot } from "../../../db/transaction";
import { succeedOperation } from "../../../db/write/operations";
import type { PartnerRecord } from "../../../domain/booking-record";
import { reverseEntry } from "../../../domain/journal/reverse-entry";
import { sourceTypes } from "../../../domain/journal/source-types";
import { toMoneyJson } from "../../../domain/money";
import type { RevaluePeriodInput, RevaluePeriodResult } from "../../../temporal/contract/period";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { findOperationResult } from "../find-operation-result";
import { assertAdjustable } from "./assert-adjustable";
import { assertEnded } from "./assert-ended";
import { postFromSnapshot } from "./post-from-snapshot";
import type { RevaluationPlan } from "./revaluation-plan";
import { planRevaluation } from "./revaluation-plan";

/** Tries a period's revaluation on the books, and says how much there is of it. */
export function createMeasureRevaluation({ openPartner }: LedgerDependencies) {
  return async function measureRevaluation(
    input: Pick<RevaluePeriodInput, "partner" | "periodId">,
  ): Promise<{ readonly balances: number; readonly lines: number }> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    const plan = await inSnapshot(scope, (snapshot) => planRevaluation(snapshot, partner, period));
    return { balances: plan.balances, lines: plan.lines.length };
  };
}

/**
 * The one commit of a revaluation (IAS 21): the entry on the period's last day, its reversal on the
 * first day of the next, and the operation's result. Run again, it finds that result; asked for
 * again, it posts only what has changed since.
 */
export function createRevaluePeriod(dependencies: LedgerDependencies) {
  return async function revaluePeriod(input: RevaluePeriodInput): Promise<RevaluePeriodResult> {
    const scope = await dependencies.openPartner(input.partner);
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    const at = dependencies.now();
    assertEnded(period, partner, at);
    return postFromSnapshot(scope, dependencies, {
      through: period.endsOn,
      find: (transaction) => findOperationResult(transaction, input.operationId),
      plan: (snapshot) => planRevaluation(snapshot, partner, period),
      commit: async (transaction, plan, periods) => {
        assertAdjustable(periods, period);
        const revaluation = { input, partner, period, at: toDateTime(at) };
        const result = await post(transaction, revaluation, plan);
        await succeedOperation(transaction, input.operationId, {
          stage: "posted",
          result: { ...result },
          at: toDateTime(at),
        });
        return result;
      },
    });
  };
}

interface Revaluation {
  readonly input: RevaluePeriodInput;
  readonly partner: PartnerRecord;
  readonly period: PeriodRecord;
  readonly at: string;
}

async function post(
  transaction: PartnerTransaction,
  { input, partner, period, at }: Revaluation,
  { balances, lines, gain }: RevaluationPlan,
): Promise<RevaluePeriodResult> {
  const outcome = { periodId: period.publicId, balances, gain: { ...toMoneyJson(gain) } };
  if (lines.length === 0) return { ...outcome, journalEntryId: null, reversalId: null };
  const source = { sourceType: sourceTypes.revaluation, sourceId: period.publicId };
  const before = await countEntriesOfSource(transaction, source);
  const key = before === 0 ? period.code : `${period.code}:${before + 1}`;
  const options = { partner, context: toActContext(input.context), at, maySoftClosed: true };
  const entry = await postJournalEntry(
    transaction,
    {
      ...source,
      postingKey: `revaluation:${key}`,
      eventDate: period.endsOn,
      description: `Revaluation of foreign balances, ${period.code}`,
      lines,
    },
    options,
  );
  const { journalEntryId } = entry;
  const reversal = await postJournalEntry(
    transaction,
    {
      ...reverseEntry({ journalEntryId, isReversed: false, lines: entry.lines }),
      ...source,
      postingKey: `revaluation-reversal:${key}`,
      eventDate: await getNextPeriodStart(transaction, period.endsOn),
      description: `Reversal of the revaluation of ${period.code}`,
    },
    options,
  );
  return { ...outcome, journalEntryId: entry.publicId, reversalId: reversal.publicId };
}
