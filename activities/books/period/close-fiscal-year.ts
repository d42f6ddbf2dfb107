import { readMovements } from "../../../db/balances/read-balances";
import { postJournalEntry } from "../../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { listAccountClasses } from "../../../db/read/account-classes";
import { toDateTime } from "../../../db/read/amounts";
import { countEntriesOfSource } from "../../../db/read/count-entries-of-source";
import { getPartner } from "../../../db/read/get-partner";
import { findLastEntryNumber } from "../../../db/read/last-entry-number";
import type { PeriodRecord } from "../../../db/read/periods";
import { listPeriods } from "../../../db/read/periods";
import { succeedOperation } from "../../../db/write/operations";
import type { PartnerRecord } from "../../../domain/booking-record";
import { invariant } from "../../../domain/invariant";
import { sourceTypes } from "../../../domain/journal/source-types";
import { money, toMoneyJson } from "../../../domain/money";
import type { YearBalance } from "../../../domain/posting/year-end";
import { postYearEnd } from "../../../domain/posting/year-end";
import { Refusal } from "../../../domain/refusal";
import type {
  CloseFiscalYearInput,
  CloseFiscalYearResult,
} from "../../../temporal/contract/period";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { findOperationResult } from "../find-operation-result";
import { postFromSnapshot } from "./post-from-snapshot";

/**
 * The year-end entry (accounting.md 3), on the year's last day, with the operation's result. Run
 * again, it finds that result; asked for again, it moves only what was posted since.
 */
export function createCloseFiscalYear(dependencies: LedgerDependencies) {
  return async function closeFiscalYear(
    input: CloseFiscalYearInput,
  ): Promise<CloseFiscalYearResult> {
    const scope = await dependencies.openPartner(input.partner);
    const partner = await getPartner(scope);
    const year = getYear(await listPeriods(scope), input.fiscalYear);
    const at = toDateTime(dependencies.now());
    return postFromSnapshot(scope, dependencies, {
      through: year.last.endsOn,
      find: (transaction) => findOperationResult(transaction, input.operationId),
      plan: async (snapshot) => ({
        lastEntryNumber: await findLastEntryNumber(snapshot),
        balances: await readYearBalances(snapshot, year),
      }),
      commit: async (transaction, { balances }, periods) => {
        assertClosable(periods, input.fiscalYear);
        const result = await post(transaction, { input, partner, year, at }, balances);
        await succeedOperation(transaction, input.operationId, {
          stage: "posted",
          result: { ...result },
          at,
        });
        return result;
      },
    });
  };
}

export interface Year {
  readonly startsOn: string;
  readonly last: PeriodRecord;
}

export function getYear(periods: readonly PeriodRecord[], fiscalYear: number): Year {
  const ofYear = periods.filter((period) => period.fiscalYear === fiscalYear);
  const [first, last] = [ofYear[0], ofYear.at(-1)];
  if (first === undefined || last === undefined) {
    throw new Refusal("NOT_FOUND", `There are no periods of the fiscal year ${fiscalYear}.`);
  }
  return { startsOn: first.startsOn, last };
}

/** Every account's movement over the year in each branch, earlier year-end entries with it. */
export async function readYearBalances(
  snapshot: PartnerTransaction,
  year: Year,
): Promise<YearBalance[]> {
  const known = await listAccountClasses(snapshot);
  const balances: YearBalance[] = [];
  for (const branchId of [null, ...(await listBranchIds(snapshot))]) {
    balances.push(...(await readBranchBalances(snapshot, { year, known, branchId })));
  }
  return balances;
}

async function listBranchIds({ db }: PartnerTransaction): Promise<number[]> {
  const rows = await db.selectFrom("branches").select("branch_id").orderBy("branch_id").execute();
  return rows.map((row) => row.branch_id);
}

async function readBranchBalances(
  snapshot: PartnerTransaction,
  {
    year,
    known,
    branchId,
  }: {
    readonly year: Year;
    readonly known: Awaited<ReturnType<typeof listAccountClasses>>;
    readonly branchId: number | null;
  },
): Promise<YearBalance[]> {
  const range = { from: year.startsOn, to: year.last.endsOn };
  const balances = new Map<string, YearBalance>();
  for (const movement of await readMovements(snapshot, range, { branchId })) {
    const { accountId, functional, reporting } = movement;
    const account = known.get(accountId);
    invariant(account !== undefined, "an account that moved is in the chart");
    const before = balances.get(account.code);
    balances.set(account.code, {
      account: account.code,
      branchId,
      class: account.class,
      functionalMinor:
        (before?.functionalMinor ?? 0n) + functional.debits.minor - functional.credits.minor,
      reportingMinor:
        (before?.reportingMinor ?? 0n) +
        (reporting === null ? 0n : reporting.debits.minor - reporting.credits.minor),
    });
  }
  return [...balances.values()].toSorted((left, right) =>
    left.account.localeCompare(right.account),
  );
}

/** All but the last period are closed, and the last one takes adjustments only. */
function assertClosable(periods: readonly PeriodRecord[], fiscalYear: number): void {
  const ofYear = periods.filter((period) => period.fiscalYear === fiscalYear);
  const inTheWay = ofYear.find(({ status }, index) =>
    index === ofYear.length - 1
      ? status !== "soft_closed"
      : status !== "closed" && status !== "locked",
  );
  if (inTheWay === undefined) return;
  throw new Refusal(
    "FISCAL_YEAR_NOT_CLOSABLE",
    `Period ${inTheWay.code} is ${inTheWay.status}. A year closes when its last period is soft-closed and those before it are closed.`,
    { period: inTheWay.code, periodStatus: inTheWay.status },
  );
}

interface YearEnd {
  readonly input: CloseFiscalYearInput;
  readonly partner: PartnerRecord;
  readonly year: Year;
  readonly at: string;
}

async function post(
  transaction: PartnerTransaction,
  { input, partner, year, at }: YearEnd,
  balances: readonly YearBalance[],
): Promise<CloseFiscalYearResult> {
  const { fiscalYear } = input;
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const lines = postYearEnd(balances, { functional, ...(reporting === null ? {} : { reporting }) });
  const profit = balances
    .filter((balance) => balance.class === "income" || balance.class === "expense")
    .reduce((total, { functionalMinor }) => total - functionalMinor, 0n);
  const outcome = { fiscalYear, profit: { ...toMoneyJson(money(functional, profit)) } };
  if (lines.length === 0) return { ...outcome, journalEntryId: null };
  const source = { sourceType: sourceTypes.yearEnd, sourceId: year.last.publicId };
  const before = await countEntriesOfSource(transaction, source);
  const entry = await postJournalEntry(
    transaction,
    {
      ...source,
      postingKey: `year-end:${fiscalYear}${before === 0 ? "" : `:${before + 1}`}`,
      eventDate: year.last.endsOn,
      description: `Year end ${fiscalYear}: profit or loss to retained earnings`,
      lines,
    },
    { partner, context: toActContext(input.context), at, maySoftClosed: true },
  );
  return { ...outcome, journalEntryId: entry.publicId };
}
