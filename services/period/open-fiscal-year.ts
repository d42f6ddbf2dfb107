import type { PartnerTransaction } from "../../db/partner-scope";
import type { PeriodRecord } from "../../db/read/periods";
import { getFiscalYearStartMonth, listPeriods, lockPeriods } from "../../db/read/periods";
import { writeAudit } from "../../db/write/audit";
import { insertPeriods } from "../../db/write/periods";
import type { ActContext } from "../../domain/actor";
import { addDays } from "../../domain/calendar";
import { fiscalPeriods } from "../../domain/fiscal-periods";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";

/**
 * Opens the twelve periods of the fiscal year after the last one; those of a year that is there are
 * left as they are. Refuses any other year (PERIOD_ORDER_INVALID): the books have no gap.
 */
export async function openFiscalYear(
  transaction: PartnerTransaction,
  fiscalYear: number,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<PeriodRecord[]> {
  const known = await lockPeriods(transaction);
  if (!known.some((period) => period.fiscalYear === fiscalYear)) {
    const ids = await insertPeriods(
      transaction,
      await nextYear(transaction, known, fiscalYear),
      at,
    );
    const payload = { fiscal_year: fiscalYear, periods: ids.length };
    const target = { targetType: "fiscal_year", targetId: String(fiscalYear) };
    await writeAudit(
      transaction,
      context,
      [{ type: "fiscal_year.opened", ...target, payload }],
      at,
    );
  }
  return listPeriods(transaction, { fiscalYear });
}

async function nextYear(
  transaction: PartnerTransaction,
  known: readonly PeriodRecord[],
  fiscalYear: number,
) {
  const last = known.at(-1);
  invariant(last !== undefined, "a partner begins with periods");
  const next = last.fiscalYear + 1;
  if (fiscalYear !== next) {
    throw new Refusal(
      "PERIOD_ORDER_INVALID",
      `The books run to ${last.endsOn}. The next fiscal year is ${next}.`,
      { fiscal_year: fiscalYear, first: next },
    );
  }
  const from = addDays(last.endsOn, 1);
  const startMonth = await getFiscalYearStartMonth(transaction);
  const periods = fiscalPeriods({ from, startMonth, years: 1 });
  invariant(periods[0]?.startsOn === from, "a fiscal year begins where the one before has ended");
  return periods;
}
