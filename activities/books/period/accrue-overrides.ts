import { postJournalEntry } from "../../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { countEntriesOfSource } from "../../../db/read/count-entries-of-source";
import { getPartner } from "../../../db/read/get-partner";
import type { PeriodRecord } from "../../../db/read/periods";
import { getPeriod, lockPeriods } from "../../../db/read/periods";
import { inReadCommittedTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { insertRows } from "../../../db/write/insert-rows";
import { succeedOperation } from "../../../db/write/operations";
import type { PartnerRecord } from "../../../domain/booking-record";
import { sourceTypes } from "../../../domain/journal/source-types";
import { formatAmount, isZero, toMoneyJson } from "../../../domain/money";
import type { AccruePeriodInput, AccruePeriodResult } from "../../../temporal/contract/period";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { findOperationResult } from "../find-operation-result";
import { assertAdjustable } from "./assert-adjustable";
import { assertEnded } from "./assert-ended";
import type { OverridePlan } from "./plan-overrides";
import { planOverrides } from "./plan-overrides";

/**
 * The one commit of a period's overrides: the entry on its last day, what was accrued of each
 * agreement, and the operation's result. Run again, it finds that result; asked for again, it posts
 * only what has changed since. Accruals go one after another: they hold the partner's periods.
 */
export function createAccrueOverrides({ openPartner, observer, now }: LedgerDependencies) {
  return async function accrueOverrides(input: AccruePeriodInput): Promise<AccruePeriodResult> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    const at = now();
    assertEnded(period, partner, at);
    return inReadCommittedTransaction(
      scope,
      async (transaction) => {
        const periods = await lockPeriods(transaction);
        const { operationId } = input;
        const kept = await findOperationResult<AccruePeriodResult>(transaction, operationId);
        if (kept !== undefined) return kept;
        assertAdjustable(periods, period);
        const plan = await planOverrides(transaction, partner, period);
        const accrual = { input, partner, period, at: toDateTime(at) };
        const result = await post(transaction, accrual, plan);
        await tell(transaction, accrual, result);
        await succeedOperation(transaction, operationId, {
          stage: "posted",
          result: { ...result },
          at: toDateTime(at),
        });
        return result;
      },
      observer,
    );
  };
}

interface Accrual {
  readonly input: AccruePeriodInput;
  readonly partner: PartnerRecord;
  readonly period: PeriodRecord;
  readonly at: string;
}

async function post(
  transaction: PartnerTransaction,
  { input, partner, period, at }: Accrual,
  { agreements, lines }: OverridePlan,
): Promise<AccruePeriodResult> {
  const outcome = {
    periodId: period.publicId,
    agreements: agreements.map(({ agreement, ...figures }) => ({
      agreementId: agreement.publicId,
      volume: { ...toMoneyJson(figures.volume) },
      expected: { ...toMoneyJson(figures.expected) },
      probable: { ...toMoneyJson(figures.probable) },
      accruedBefore: { ...toMoneyJson(figures.accruedBefore) },
      accrued: { ...toMoneyJson(figures.accrued) },
    })),
  };
  if (lines.length === 0) return { ...outcome, journalEntryId: null };
  const source = { sourceType: sourceTypes.overrideAccrual, sourceId: period.publicId };
  const before = await countEntriesOfSource(transaction, source);
  const postingKey = `override-accrual:${period.code}${before === 0 ? "" : `:${before + 1}`}`;
  const entry = await postJournalEntry(
    transaction,
    {
      ...source,
      postingKey,
      eventDate: period.endsOn,
      description: `Overrides accrued by the end of ${period.code}`,
      lines,
    },
    { partner, context: toActContext(input.context), at, maySoftClosed: true },
  );
  await insertRows(
    transaction,
    "override_accruals",
    agreements
      .filter(({ accrued }) => !isZero(accrued))
      .map(({ agreement, volume, expected, probable, accrued }) => ({
        override_agreement_id: agreement.agreementId,
        accounting_period_id: period.periodId,
        currency: agreement.currency,
        volume_amount: formatAmount(volume),
        expected_amount: formatAmount(expected),
        probable_amount: formatAmount(probable),
        accrued_amount: formatAmount(accrued),
        posting_key: postingKey,
      })),
  );
  return { ...outcome, journalEntryId: entry.publicId };
}

/** Also where nothing was left to post. */
async function tell(
  transaction: PartnerTransaction,
  { input, period, at }: Accrual,
  { agreements, journalEntryId }: AccruePeriodResult,
): Promise<void> {
  const event = {
    type: "period.accrued",
    targetType: "accounting_period",
    targetId: period.publicId,
    payload: {
      period: period.code,
      journal_entry_id: journalEntryId,
      agreements: agreements.map(({ agreementId, accrued }) => `${agreementId} ${accrued.amount}`),
    },
  };
  await writeAudit(transaction, toActContext(input.context), [event], at);
}
