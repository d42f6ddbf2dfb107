import type { Connection } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { connectionOptions, openDatabase } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import { systemActor } from "../../domain/actor";
import { dayIn } from "../../domain/calendar";
import type { NewPartner } from "../../services/partner/create-partner";
import { createPartner } from "../../services/partner/create-partner";
import { settleForTests } from "./approvals";
import { testEnvironment } from "./environment";

export const testContext = { actor: systemActor };

export function now(): string {
  return new Date().toISOString().replace("Z", "000Z");
}

export function nowAsDateTime(): string {
  return toDateTime(now());
}

export function today(): string {
  return now().slice(0, 10);
}

const officeTimeZone = "Asia/Dhaka";

/** Today at the office of the tests' partners, which is tomorrow for six hours of each UTC day. */
export function todayAtTheOffice(): string {
  return dayIn(officeTimeZone, now());
}

export function openTestDatabase(): DatabaseHandle {
  return openDatabase(parseDatabaseUrl(testEnvironment().databaseUrl), { connectionLimit: 40 });
}

/** A connection of the migration user, which may do what the application may not. */
export function openMigrationConnection(): Promise<Connection> {
  return createConnection(connectionOptions(parseDatabaseUrl(testEnvironment().migrationUrl)));
}

/** The application's own user, without any code of ours in between. */
export function openApplicationConnection(): Promise<Connection> {
  return createConnection(connectionOptions(parseDatabaseUrl(testEnvironment().databaseUrl)));
}

/** Each suite sells as a partner of its own. */
export async function createTestPartner(
  database: DatabaseHandle,
  overrides: Partial<NewPartner> = {},
): Promise<PartnerDatabase> {
  const scope = await createPartner(
    database,
    {
      code: newId("partner").slice(-12),
      name: "Nova Travel",
      environment: "test",
      countryCode: "BD",
      timeZone: officeTimeZone,
      functionalCurrency: "BDT",
      iataNumber: "42300016",
      contactEmail: "desk@nova.example",
      booksFrom: today(),
      ...overrides,
    },
    { context: testContext, at: nowAsDateTime() },
  );
  await settleForTests(scope, overrides.functionalCurrency);
  return scope;
}
