import type { Transaction } from "kysely";

import type { Database } from "../../db/generated/database";
import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { insertPeriods } from "../../db/write/periods";
import type { ActContext } from "../../domain/actor";
import { fiscalPeriods } from "../../domain/fiscal-periods";
import { defaultChartOfAccounts } from "../../domain/journal/accounts";
import type { Plan } from "../../domain/plans";
import { Refusal } from "../../domain/refusal";
import { builtInRoles } from "../../domain/roles";
import { builtInRoleRow } from "../role/built-in-role-row";

export interface NewPartner {
  readonly code: string;
  readonly name: string;
  readonly environment: "live" | "test";
  readonly countryCode: string;
  readonly timeZone: string;
  readonly functionalCurrency: string;
  readonly reportingCurrency?: string;
  readonly fiscalYearStartMonth?: number;
  /** Without limits, where absent. */
  readonly plan?: Plan;
  readonly iataNumber?: string;
  readonly contactEmail?: string;
  readonly contactPhone?: string;
  readonly postalAddress?: string;
  /** First day of the first fiscal year whose periods are opened, `YYYY-MM-DD`. */
  readonly booksFrom: string;
}

const fiscalYearsOpened = 2;

/** The partner's own row. Whatever else it begins with follows; until then it is not active. */
export async function insertPartner(
  system: Transaction<Database>,
  partner: NewPartner,
  { publicId, status }: { readonly publicId: string; readonly status: "onboarding" | "active" },
): Promise<number> {
  try {
    const result = await system
      .insertInto("partners")
      .values({
        public_id: publicId,
        partner_code: partner.code,
        partner_name: partner.name,
        environment: partner.environment,
        status,
        country_code: partner.countryCode,
        time_zone: partner.timeZone,
        functional_currency: partner.functionalCurrency,
        reporting_currency: partner.reportingCurrency ?? null,
        fiscal_year_start_month: partner.fiscalYearStartMonth ?? 1,
        subscription_plan: partner.plan ?? "unlimited",
        iata_number: partner.iataNumber ?? null,
        contact_email: partner.contactEmail ?? null,
        contact_phone: partner.contactPhone ?? null,
        postal_address: partner.postalAddress ?? null,
      })
      .executeTakeFirstOrThrow();
    return Number(result.insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_partners_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A partner with code ${partner.code} exists already.`);
  }
}

/** What makes the row a partner: the number series that its books are locked by, history, audit. */
export async function beginPartner(
  transaction: PartnerTransaction,
  partner: Pick<NewPartner, "code" | "environment">,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  // First: a change of the chart or the periods changes the version that stands in it.
  await transaction.db
    .insertInto("sequences")
    .values({ sequence_name: "journal_entry", current_value: 0 })
    .execute();
  await writeHistory(transaction, {
    table: "partners",
    ids: [transaction.partnerId],
    type: "INSERT",
    at,
  });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "partner.created",
        targetType: "partner",
        targetId: transaction.partner,
        payload: { partner_code: partner.code, environment: partner.environment },
      },
    ],
    at,
  );
}

/** The periods of the fiscal years that a partner begins with. */
export async function openFirstPeriods(
  transaction: PartnerTransaction,
  {
    booksFrom: from,
    fiscalYearStartMonth: startMonth = 1,
  }: Pick<NewPartner, "booksFrom" | "fiscalYearStartMonth">,
  at: string,
): Promise<void> {
  const years = fiscalYearsOpened;
  await insertPeriods(transaction, fiscalPeriods({ from, startMonth, years }), at);
}

export async function insertAccounts({ db }: PartnerTransaction): Promise<void> {
  await db
    .insertInto("chart_of_accounts")
    .values(
      defaultChartOfAccounts.map((account) => ({
        public_id: newId("account"),
        account_code: account.code,
        account_name: account.name,
        account_class: account.class,
        control_dimension: account.control ?? null,
        is_monetary: account.monetary ? 1 : 0,
      })),
    )
    .execute();
}

export async function insertRoles({ db }: PartnerTransaction): Promise<void> {
  await db.insertInto("roles").values(builtInRoles.map(builtInRoleRow)).execute();
}
