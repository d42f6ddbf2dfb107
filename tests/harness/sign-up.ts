import { randomUUID } from "node:crypto";

import { createPartnerScopes } from "../../db/partner-scopes";
import { Refusal } from "../../domain/refusal";
import type { Answer } from "./api-client";
import { expectStatus } from "./bookkeepers";
import { openBrowser } from "./sign-in";
import type { TestApp } from "./test-app";

interface SignUpBody {
  readonly id: string;
  readonly status: string;
}

/** An agency that nobody has heard of. */
export function newAgency(overrides: Readonly<Record<string, string>> = {}) {
  const id = randomUUID();
  return {
    agency: {
      code: `A${id.slice(0, 12).toUpperCase()}`,
      name: "Nova Travel",
      country: "BD",
      functional_currency: "BDT",
      time_zone: "Asia/Dhaka",
      ...overrides,
    },
    administrator: { email: `${id}@nova.example`, full_name: "Ayesha Rahman" },
  };
}

export async function signUp(
  app: Pick<TestApp, "request">,
  body: ReturnType<typeof newAgency>,
  key: string = randomUUID(),
): Promise<SignUpBody> {
  const headers = { "Idempotency-Key": key };
  const path = "/v1/auth/register";
  return expectStatus(202, await openBrowser(app).send<SignUpBody>("POST", path, body, headers));
}

export function verify<Body = Record<string, unknown>>(
  app: Pick<TestApp, "request">,
  token: string,
  code?: string,
): Promise<Answer<Body>> {
  const body = { token, ...(code === undefined ? {} : { code }) };
  return openBrowser(app).send<Body>("POST", "/v1/auth/register/verify", body);
}

/** What there is of a partner; undefined where it does not exist. */
export async function rowsOf({ database }: Pick<TestApp, "database">, partner: string) {
  try {
    const { db } = await createPartnerScopes(database)(partner);
    const count = async (
      table:
        | "accounting_periods"
        | "bookings"
        | "chart_of_accounts"
        | "customers"
        | "roles"
        | "users",
    ) => {
      const row = await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return row.count;
    };
    const { status, environment } = await db
      .selectFrom("partners")
      .select(["status", "environment"])
      .executeTakeFirstOrThrow();
    return {
      status,
      environment,
      accounts: await count("chart_of_accounts"),
      periods: await count("accounting_periods"),
      roles: await count("roles"),
      people: await count("users"),
      customers: await count("customers"),
      bookings: await count("bookings"),
    };
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
