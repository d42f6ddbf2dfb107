import { previousDay } from "../../../domain/calendar";
import { Refusal } from "../../../domain/refusal";
import type { DateRange } from "../../../domain/statements/cover-range";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { StatementCurrency, Turnovers } from "../../../domain/statements/turnovers";
import { turnoversIn } from "../../../domain/statements/turnovers";
import type { BalanceFilter, Balances, BookedPeriod } from "../../balances/read-balances";
import { openBalances } from "../../balances/read-balances";
import type { PartnerDatabase, PartnerTransaction } from "../../partner-scope";
import { inSnapshot } from "../../transaction";
import { getPartner } from "../get-partner";

export interface StatementRequest extends DateRange {
  /** Public id. */
  readonly branchId?: string | undefined;
  readonly currency: StatementCurrency;
}

/** What statements are built from, all of one moment and in one currency. */
export interface StatementBooks {
  readonly snapshot: PartnerTransaction;
  readonly balances: Balances;
  readonly currency: { readonly kind: StatementCurrency; readonly currency: string };
  readonly accounts: readonly StatementAccount[];
  readonly filter: BalanceFilter;
  readonly range: DateRange;
  /** What moved in a range; of entries of one kind, where it is named. */
  turnovers(range: DateRange, sourceType?: string): Promise<Turnovers>;
  /** What moved before the request's range. */
  opening(): Promise<Turnovers>;
}

/**
 * Opens the books for one statement. Refuses a branch that the partner has not (`NOT_FOUND`), a day
 * that lies in none of its periods (`PERIOD_UNKNOWN`), and a reporting currency that it has not.
 */
export async function readStatement<T>(
  scope: PartnerDatabase,
  request: StatementRequest,
  build: (books: StatementBooks) => Promise<T>,
): Promise<T> {
  return inSnapshot(scope, async (snapshot) => {
    const { from, to } = request;
    const filter = { branchId: await findBranchId(snapshot, request.branchId) };
    const balances = await openBalances(snapshot, filter);
    assertDaysKnown(from === undefined ? [to] : [from, to], balances.periods);
    const currency = await findCurrency(snapshot, request.currency);
    const turnovers = async (range: DateRange, sourceType?: string) =>
      turnoversIn(
        sourceType === undefined
          ? await balances.movements(range)
          : await balances.movementsOfSource(range, sourceType),
        currency,
      );
    return build({
      snapshot,
      balances,
      currency,
      accounts: await listStatementAccounts(snapshot),
      filter,
      range: { from, to },
      turnovers,
      opening: () =>
        from === undefined
          ? Promise.resolve(turnoversIn([], currency))
          : turnovers({ to: previousDay(from) }),
    });
  });
}

function assertDaysKnown(days: readonly string[], periods: readonly BookedPeriod[]): void {
  const startsOn = periods[0]?.startsOn ?? null;
  const endsOn = periods.at(-1)?.endsOn ?? null;
  const unknown = days.find((day) => day < (startsOn ?? day) || day > (endsOn ?? ""));
  if (unknown === undefined) return;
  throw new Refusal(
    "PERIOD_UNKNOWN",
    `${unknown} lies in no accounting period. The books run from ${startsOn} to ${endsOn}.`,
    { day: unknown, startsOn, endsOn },
  );
}

async function findCurrency(
  snapshot: PartnerDatabase,
  kind: StatementCurrency,
): Promise<StatementBooks["currency"]> {
  const { functionalCurrency, reportingCurrency } = await getPartner(snapshot);
  const currency = kind === "functional" ? functionalCurrency : reportingCurrency;
  if (currency !== null) return { kind, currency };
  throw new Refusal(
    "REPORTING_CURRENCY_MISSING",
    "The books have no reporting currency. Ask for the functional currency.",
  );
}

async function findBranchId(
  { db }: PartnerDatabase,
  publicId: string | undefined,
): Promise<number | undefined> {
  if (publicId === undefined) return undefined;
  const branch = await db
    .selectFrom("branches")
    .select("branch_id")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (branch === undefined)
    throw new Refusal("NOT_FOUND", "No such branch.", { branchId: publicId });
  return branch.branch_id;
}

async function listStatementAccounts({ db }: PartnerDatabase): Promise<StatementAccount[]> {
  return db
    .selectFrom("chart_of_accounts")
    .select([
      "account_id as accountId",
      "account_code as code",
      "account_name as name",
      "account_class as class",
      "control_dimension as control",
    ])
    .orderBy("account_code")
    .execute();
}
