import type { PartnerDatabase, PartnerTransaction } from "../../../db/partner-scope";
import { hasLaterEntries } from "../../../db/read/last-entry-number";
import type { PeriodRecord } from "../../../db/read/periods";
import { lockPeriods } from "../../../db/read/periods";
import { inSnapshot, inTransaction } from "../../../db/transaction";
import type { LedgerDependencies } from "../../dependencies";

const readsMax = 10;

interface Step<Plan extends { readonly lastEntryNumber: number }, Result> {
  /** Balances up to this day are what the plan is made of. */
  readonly through: string;
  /** What an earlier attempt of the same step has committed. */
  readonly find: (transaction: PartnerTransaction) => Promise<Result | undefined>;
  readonly plan: (snapshot: PartnerTransaction) => Promise<Plan>;
  readonly commit: (
    transaction: PartnerTransaction,
    plan: Plan,
    periods: readonly PeriodRecord[],
  ) => Promise<Result>;
}

/**
 * Posts what follows from balances: reads them in a snapshot, which holds nobody up, and commits
 * only where nothing has been posted to those days since; else it reads again.
 */
export async function postFromSnapshot<Plan extends { readonly lastEntryNumber: number }, Result>(
  scope: PartnerDatabase,
  { observer }: Pick<LedgerDependencies, "observer">,
  { through, find, plan: makePlan, commit }: Step<Plan, Result>,
): Promise<Result> {
  for (let reads = 1; reads <= readsMax; reads += 1) {
    const plan = await inSnapshot(scope, makePlan);
    const outcome = await inTransaction(
      scope,
      async (transaction) => {
        const found = await find(transaction);
        if (found !== undefined) return { result: found };
        const periods = await lockPeriods(transaction);
        const after = plan.lastEntryNumber;
        if (await hasLaterEntries(transaction, { after, through })) return undefined;
        return { result: await commit(transaction, plan, periods) };
      },
      observer,
    );
    if (outcome !== undefined) return outcome.result;
  }
  throw new Error(`Entries up to ${through} kept being posted while their balances were read.`);
}
