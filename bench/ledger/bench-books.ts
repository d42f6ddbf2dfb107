import { randomUUID } from "node:crypto";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../domain/actor";
import { createCustomer } from "../../services/customer/create-customer";
import { createPartner } from "../../services/partner/create-partner";
import type { BenchBooks } from "./contender";

export interface Bench {
  readonly name: string;
  readonly databaseUrl: string;
  readonly database: DatabaseHandle;
  readonly quick: boolean;
}

const day = "2026-06-15";
const context = { actor: systemActor };
const at = "2026-01-01 00:00:00.000000";

/** Opens books of 2026 with a customer and a supplier. */
export async function openBenchBooks({
  database,
}: Bench): Promise<{ readonly scope: PartnerDatabase; readonly books: BenchBooks }> {
  const scope = await createPartner(
    database,
    {
      code: randomUUID().slice(0, 12),
      name: "Bench Travel",
      environment: "test",
      countryCode: "BD",
      timeZone: "Asia/Dhaka",
      functionalCurrency: "BDT",
      booksFrom: "2026-01-01",
    },
    { context, at },
  );
  const customerId = await addCustomer(scope);
  const supplierId = await addSupplier(scope);
  const periods = await listPeriods(scope);
  const accounts = await scope.db
    .selectFrom("chart_of_accounts")
    .select(["account_code", "account_id"])
    .execute();
  const books = {
    partner: scope.partner,
    partnerId: scope.partnerId,
    customerId,
    supplierId,
    periodId: periods.get(day.slice(0, 7)) ?? 0,
    day,
    accountIds: Object.fromEntries(accounts.map((row) => [row.account_code, row.account_id])),
  };
  return { scope, books };
}

/** Ids by the month, `YYYY-MM`. */
export async function listPeriods({ db }: PartnerDatabase): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("accounting_periods")
    .select(["period_code", "accounting_period_id"])
    .execute();
  return new Map(rows.map((row) => [row.period_code, row.accounting_period_id]));
}

/** Customers beside the first one. */
export async function addCustomers(scope: PartnerDatabase, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await addCustomer(scope));
  return ids;
}

async function addCustomer(scope: PartnerDatabase): Promise<number> {
  const publicId = await inTransaction(scope, (transaction) =>
    createCustomer(
      transaction,
      {
        code: `BENCH-${randomUUID().slice(0, 12)}`,
        type: "retail",
        displayName: "Bench Customer",
        languageCode: "en",
        paymentTermsDays: 0,
      },
      { context, at },
    ),
  );
  const row = await scope.db
    .selectFrom("customers")
    .select("customer_id")
    .where("public_id", "=", publicId)
    .executeTakeFirstOrThrow();
  return row.customer_id;
}

async function addSupplier({ db }: PartnerDatabase): Promise<number> {
  const result = await db
    .insertInto("suppliers")
    .values({
      public_id: newId("supplier"),
      supplier_code: "BENCH",
      supplier_name: "Bench Airline",
      supplier_type: "airline",
      settlement_mode: "bsp",
    })
    .executeTakeFirstOrThrow();
  return Number(result.insertId);
}

export async function addBranches({ db }: PartnerDatabase, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 1; index <= count; index += 1) {
    const result = await db
      .insertInto("branches")
      .values({
        public_id: newId("branch"),
        branch_code: `B${index}`,
        branch_name: `Branch ${index}`,
      })
      .executeTakeFirstOrThrow();
    ids.push(Number(result.insertId));
  }
  return ids;
}
