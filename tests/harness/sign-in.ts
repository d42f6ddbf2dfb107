import { randomInt, randomUUID } from "node:crypto";

import { sessionCookie } from "../../api/session-cookie";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { hashPassword } from "../../services/auth/password-hash";
import { createUser } from "../../services/user/create-user";
import type { Answer } from "./api-client";
import { nowAsDateTime, testContext } from "./database";
import type { TestApp } from "./test-app";

export const testPassword = "seven grey herons at noon";
export const ownOrigin = "http://127.0.0.1";

export interface TestPerson {
  readonly scope: PartnerDatabase;
  readonly partnerCode: string;
  readonly userId: number;
  readonly id: string;
  readonly email: string;
}

/** Somebody of the partner who signs in with `testPassword`. */
export async function createPerson(
  scope: PartnerDatabase,
  roles: readonly string[] = [],
): Promise<TestPerson> {
  const email = `${randomUUID()}@nova.example`;
  const passwordHash = await hashPassword(testPassword);
  const ids = await inTransaction(scope, (transaction) =>
    createUser(
      transaction,
      { email, fullName: "Ayesha Rahman", status: "active", roles, passwordHash },
      { context: testContext, at: nowAsDateTime() },
    ),
  );
  const { partner_code } = await scope.db
    .selectFrom("partners")
    .select("partner_code")
    .executeTakeFirstOrThrow();
  return { scope, partnerCode: partner_code, email, ...ids };
}

/** A browser: keeps the cookie and the CSRF token, and says where its pages come from. */
export interface Browser {
  readonly cookie: string | undefined;
  csrfToken: string;
  send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

/** At an address of its own, where none is given: what others do does not slow it down. */
export function openBrowser(
  app: Pick<TestApp, "request">,
  address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    get cookie() {
      return cookies.get(sessionCookie);
    },
    csrfToken: "",
    send: async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) => {
      const response = await app.request(
        path,
        {
          method,
          headers: {
            ...(cookies.size === 0
              ? {}
              : { Cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
            ...(method === "GET" ? {} : { Origin: ownOrigin, "X-CSRF-Token": browser.csrfToken }),
            ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        address,
      );
      for (const set of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      const parsed = text === "" ? undefined : JSON.parse(text);
      browser.csrfToken =
        parsed?.csrf_token ?? response.headers.get("X-CSRF-Token") ?? browser.csrfToken;
      return { status: response.status, headers: response.headers, body: parsed };
    },
  };
  return browser;
}

export function logIn(
  browser: Browser,
  person: Pick<TestPerson, "partnerCode" | "email">,
  password = testPassword,
): Promise<Answer> {
  const body = { partner: person.partnerCode, email: person.email, password };
  return browser.send("POST", "/v1/auth/login", body);
}

/** A browser in which the person has signed in. */
export async function signIn(app: TestApp, person: TestPerson): Promise<Browser> {
  const browser = openBrowser(app);
  const { status, body } = await logIn(browser, person);
  if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
  return browser;
}

/** As if the person had proved who they are 16 minutes ago, in the only session they have. */
export async function ageProof({ redis }: TestApp, { scope, id }: TestPerson): Promise<void> {
  const keys = await redis.hgetall(`partner:${scope.partner}:user:${id}:sessions`);
  const key = `auth:session:${Object.values(keys)[0] ?? ""}`;
  const record = JSON.parse((await redis.get(key)) ?? "");
  const authenticatedAt = new Date(Date.now() - 16 * 60_000).toISOString();
  await redis.set(key, JSON.stringify({ ...record, authenticatedAt }), "KEEPTTL");
}

/** The types of what was audited, oldest first. */
export async function auditedTypes({ db }: PartnerDatabase, targetId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("audit_logs")
    .select("event_type")
    .where("target_entity_id", "=", targetId)
    .orderBy("audit_log_id")
    .execute();
  return rows.map(({ event_type }) => event_type);
}
