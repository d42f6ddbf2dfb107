import type { PartnerTransaction } from "../../../db/partner-scope";
import { toMoney } from "../../../db/read/amounts";
import {
  countLinesOn,
  listOpenIntents,
  listUndecidedBookings,
  sumAccounts,
  sumDeferrals,
  undecidedStates,
} from "../../../db/read/period-figures";
import { listPeriods } from "../../../db/read/periods";
import { dayIn } from "../../../domain/calendar";
import { accounts } from "../../../domain/journal/accounts";
import { formatAmount, isZero, money, subtract } from "../../../domain/money";
import type { ChecklistItem } from "../../../domain/period/checklist";
import { Refusal } from "../../../domain/refusal";
import { getYear, readYearBalances } from "./close-fiscal-year";
import type { PeriodToCheck } from "./period-to-check";
import { planRevaluation } from "./revaluation-plan";
import { checkBank, checkBsp } from "./settlement-items";
import { checkSignOffs } from "./sign-off-item";

type Check = (snapshot: PartnerTransaction, subject: PeriodToCheck) => Promise<ChecklistItem>;

/** Those that read one moment of the books; the others walk through all of them (`run-checklist.ts`). */
export const bookItems: readonly Check[] = [
  checkEarlierPeriods,
  checkLaterPeriods,
  checkIntents,
  checkBookings,
  checkBsp,
  checkBank,
  checkRecognition,
  checkRevaluation,
  checkCreditLoss,
  checkYearEnd,
  checkSignOffs,
];

async function checkEarlierPeriods(
  snapshot: PartnerTransaction,
  { period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const open = (await listPeriods(snapshot)).filter(
    ({ startsOn, status }) =>
      startsOn < period.startsOn && status !== "closed" && status !== "locked",
  );
  return {
    item: "earlier_periods_closed",
    status: open.length === 0 ? "passed" : "failed",
    figure: String(open.length),
    text: `Earlier periods that are not closed: ${open.map(({ code }) => code).join(", ") || "none"}.`,
    link: "/v1/periods",
  };
}

/** So many are there beyond the one that closes: who closes every month is told in time. */
const laterPeriodsMin = 3;

/** Without a further one nothing could be posted any more, a revaluation's reversal least of all. */
async function checkLaterPeriods(
  snapshot: PartnerTransaction,
  { period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const periods = await listPeriods(snapshot);
  const later = periods.filter(({ startsOn }) => startsOn > period.endsOn);
  const isEnough = later.length >= laterPeriodsMin;
  return {
    item: "later_periods_open",
    status: isEnough ? "passed" : "failed",
    figure: String(later.length),
    text: `Periods after this one, the last of which ends on ${periods.at(-1)?.endsOn}; ${laterPeriodsMin} are wanted. Open the next fiscal year.`,
    link: isEnough ? null : "/v1/fiscal-years",
  };
}

async function checkIntents(
  snapshot: PartnerTransaction,
  { partner, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const open = (await listOpenIntents(snapshot)).filter(
    ({ sentAt }) => dayIn(partner.timeZone, sentAt) <= period.endsOn,
  );
  return {
    item: "supplier_intents_resolved",
    status: open.length === 0 ? "passed" : "failed",
    figure: String(open.length),
    text: `Requests to suppliers without an outcome, sent by ${period.endsOn}.`,
    link: "/v1/operations?status=needs_attention",
  };
}

/** A booking whose ticketing time limit lies beyond the period may still be decided after it. */
async function checkBookings(
  snapshot: PartnerTransaction,
  { partner: { timeZone }, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const left = (await listUndecidedBookings(snapshot)).filter(
    ({ createdAt, deadlineAt }) =>
      dayIn(timeZone, createdAt) <= period.endsOn &&
      (deadlineAt === null || dayIn(timeZone, deadlineAt) <= period.endsOn),
  );
  return {
    item: "bookings_decided",
    status: left.length === 0 ? "passed" : "failed",
    figure: String(left.length),
    text: `Bookings made by ${period.endsOn} that are neither issued nor let go.`,
    link: `/v1/bookings?state=${undecidedStates.join(",")}`,
  };
}

async function checkRecognition(
  snapshot: PartnerTransaction,
  { partner, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const { due, deferred, later } = await sumDeferrals(snapshot, period.endsOn);
  const { functionalCurrency: currency } = partner;
  const unrecognised = subtract(toMoney(deferred, currency), toMoney(later, currency));
  const isDone = due === 0 || isZero(unrecognised);
  return {
    item: "recognition_run",
    status: due === 0 ? "not_applicable" : isDone ? "passed" : "failed",
    figure: formatAmount(unrecognised),
    text:
      due === 0
        ? `Not applicable: no deferred revenue is due by ${period.endsOn}.`
        : `${currency} due by ${period.endsOn} and still deferred.`,
    link: isDone ? null : `/v1/reports/deferred-revenue?to=${period.endsOn}`,
  };
}

async function checkRevaluation(
  snapshot: PartnerTransaction,
  { partner, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const item = "revaluation_done";
  const link = `/v1/periods/${period.publicId}/revalue`;
  try {
    const { balances, lines, gain } = await planRevaluation(snapshot, partner, period);
    if (balances === 0) {
      const text = "Not applicable: there are no foreign monetary balances.";
      return { item, status: "not_applicable", figure: "0", text, link: null };
    }
    const text = `${partner.functionalCurrency} between ${balances} foreign balances and the closing rates.`;
    const isDone = lines.length === 0;
    const figure = formatAmount(gain);
    return { item, status: isDone ? "passed" : "failed", figure, text, link: isDone ? null : link };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { item, status: "failed", figure: "", text: error.message, link: "/v1/fx-rates" };
  }
}

async function checkCreditLoss(
  snapshot: PartnerTransaction,
  { partner, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const item = "credit_loss_updated";
  const { startsOn: from, endsOn: to } = period;
  const balance = await sumAccounts(snapshot, [accounts.receivable], to);
  const receivable = toMoney(balance, partner.functionalCurrency);
  const figure = formatAmount(receivable);
  if (isZero(receivable)) {
    const text = "Not applicable: nothing is receivable from customers.";
    return { item, status: "not_applicable", figure, text, link: null };
  }
  const codes = [accounts.creditLossAllowance, accounts.expectedCreditLoss];
  const isDone = (await countLinesOn(snapshot, codes, { from, to })) > 0;
  return {
    item,
    status: isDone ? "passed" : "failed",
    figure,
    text: `${receivable.currency} receivable; the allowance for expected credit loss ${isDone ? "was" : "was not"} updated.`,
    link: isDone ? null : `/v1/reports/receivables?as_of=${to}`,
  };
}

/** What is earned in a year is moved before its last period takes nothing more. */
async function checkYearEnd(
  snapshot: PartnerTransaction,
  { partner, period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const item = "year_end_posted";
  const year = getYear(await listPeriods(snapshot), period.fiscalYear);
  if (year.last.publicId !== period.publicId) {
    const text = "Not applicable: it is not the last period of its fiscal year.";
    return { item, status: "not_applicable", figure: "0", text, link: null };
  }
  const balances = (await readYearBalances(snapshot, year)).filter(
    (balance) => balance.class === "income" || balance.class === "expense",
  );
  const left = balances.filter(
    ({ functionalMinor, reportingMinor }) => functionalMinor !== 0n || reportingMinor !== 0n,
  );
  const profit = balances.reduce((total, { functionalMinor }) => total - functionalMinor, 0n);
  return {
    item,
    status: left.length === 0 ? "passed" : "failed",
    figure: formatAmount(money(partner.functionalCurrency, profit)),
    text: `${partner.functionalCurrency} of ${period.fiscalYear} not moved to retained earnings.`,
    link: left.length === 0 ? null : `/v1/fiscal-years/${period.fiscalYear}/close`,
  };
}
