import { parseDatabaseUrl } from "../../../db/config";
import type { DatabaseHandle } from "../../../db/pool";
import { openDatabase } from "../../../db/pool";
import { permissions } from "../../../domain/permissions";
import { createToken } from "../../../services/token/create-token";
import { createTestPartner, nowAsDateTime, testContext } from "../../harness/database";
import { openFurnishedPartner } from "../../harness/furnished-partner";
import type { TestApp } from "../../harness/test-app";
import type { Caller } from "../support/caller";
import { createCaller } from "../support/caller";
import type { FaultStack } from "../support/fault-stack";

/** The stack that is harmed, and what makes books ready for it. */
export interface LedgerFaults extends FaultStack {
  readonly database: DatabaseHandle;
  readonly app: Pick<TestApp, "createPartner" | "createToken" | "request">;
  callerOf(token: string): Caller;
}

export function openLedgerFaults(faults: FaultStack): LedgerFaults {
  const { environment, addresses } = faults.stack;
  const api = addresses["api"] ?? "";
  const database = openDatabase(parseDatabaseUrl(environment["DATABASE_URL"]), {
    connectionLimit: 8,
  });
  const inTurn = oneAfterAnother();
  const newToken: TestApp["createToken"] = async (scope, allowed) => {
    const { token } = await createToken(
      scope,
      { name: "test", environment: "test", permissions: allowed },
      { context: testContext, at: nowAsDateTime() },
    );
    return token;
  };
  return {
    ...faults,
    database,
    callerOf: (token) => createCaller(api, token),
    app: {
      createPartner: (overrides) =>
        inTurn(async () => {
          const scope = await createTestPartner(database, overrides);
          // Whoever is held in a transaction holds the gap up to the next partner's rows: without
          // these, the next ones would wait for it and never come to where they are to be held.
          await openFurnishedPartner(database, { isSealed: false });
          return { scope, token: await newToken(scope, permissions) };
        }),
      createToken: newToken,
      request: (path, init) => {
        const headers = new Headers(init?.headers);
        // What makes the books ready is waited for.
        headers.set("Prefer", "wait=30");
        return fetch(api + path, { ...init, headers });
      },
    },
    stop: async () => {
      await database.close();
      await faults.stop();
    },
  };
}

function oneAfterAnother() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
