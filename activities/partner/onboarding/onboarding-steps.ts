import type { Database } from "../../../db/generated/database";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { inTransaction } from "../../../db/transaction";
import { updateOperation } from "../../../db/write/operations";
import {
  insertAccounts,
  insertRoles,
  openFirstPeriods,
} from "../../../services/partner/furnish-partner";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import type { LedgerDependencies } from "../../dependencies";

type Step = (
  transaction: PartnerTransaction,
  input: OnboardPartnerInput,
  at: string,
) => Promise<void>;

/** Writes what a partner begins with, each kind in one commit; what is there stays as it is. */
export function createOnboardingSteps(dependencies: LedgerDependencies) {
  const step =
    (stage: string, table: "accounting_periods" | "chart_of_accounts" | "roles", write: Step) =>
    async (input: OnboardPartnerInput): Promise<void> => {
      const scope = await dependencies.openPartner(input.partner);
      const at = toDateTime(dependencies.now());
      const work = async (transaction: PartnerTransaction) => {
        if (await isEmpty(transaction, table)) await write(transaction, input, at);
        const { operationId } = input;
        await updateOperation(transaction, operationId, { status: "running", stage, at });
      };
      await inTransaction(scope, work, dependencies.observer);
    };
  return {
    openChart: step("chart_of_accounts", "chart_of_accounts", insertAccounts),
    openPeriods: step("periods", "accounting_periods", (transaction, { agency }, at) =>
      openFirstPeriods(transaction, agency, at),
    ),
    createRoles: step("roles", "roles", insertRoles),
  };
}

async function isEmpty(
  { db }: PartnerTransaction,
  table: keyof Pick<Database, "accounting_periods" | "chart_of_accounts" | "roles">,
): Promise<boolean> {
  const row = await db.selectFrom(table).select("partner_id").limit(1).executeTakeFirst();
  return row === undefined;
}
