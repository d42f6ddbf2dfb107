import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";

import type { SupplierDependencies } from "../../activities/dependencies";
import { askSupplier } from "../../activities/ticket/ask-supplier";
import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import { insertIntent, readIntents } from "../../db/write/supplier-requests";
import { faultTypes } from "../../temporal/contract/failures";
import { now, nowAsDateTime, openTestDatabase } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { openLedger } from "../harness/ledger";

let database: DatabaseHandle;
let ledger: Ledger;

beforeAll(async () => {
  database = openTestDatabase();
  ledger = await openLedger(database);
});

afterAll(() => database.close());

function add(key: string, turn: number): Promise<number | undefined> {
  return insertIntent(ledger.scope, {
    gds_provider_code: "1A",
    operation: "refund",
    workflow_id: "w",
    workflow_run_id: newId("event"),
    step: "refund:1",
    attempt: 1,
    idempotency_key: key,
    turn,
    request_digest: "0".repeat(64),
    sent_at: nowAsDateTime(),
  });
}

test("of two attempts that have read the same requests one adds the next", async () => {
  const key = `refund:${newId("event")}`;
  const first = await readIntents(ledger.scope, key);
  expect(first).toEqual({ open: [], nextTurn: 1 });
  const added = await Promise.all([add(key, first.nextTurn), add(key, first.nextTurn)]);
  expect(added.filter((id) => id !== undefined)).toHaveLength(1);
  const second = await readIntents(ledger.scope, key);
  expect([second.open.length, second.nextTurn]).toEqual([1, 2]);
});

test("the same turn of another act is free", async () => {
  const [one, other] = [newId("event"), newId("event")];
  expect(await add(one, 1)).toBeDefined();
  expect(await add(other, 1)).toBeDefined();
});

test("eight attempts at the same moment ask the supplier once", async () => {
  const idempotencyKey = `refund:${newId("event")}`;
  let calls = 0;
  const attempts = Array.from({ length: 8 }, (_, index) =>
    attempt(async () => {
      await askSupplier(dependencies(), {
        scope: ledger.scope,
        gdsProviderCode: "1A",
        operation: "refund",
        bookingId: null,
        idempotencyKey,
        request: [index],
        call: () => {
          calls += 1;
          return Promise.resolve({ kind: "unknown", message: "no answer" });
        },
        record: () => ({ payload: null }),
      });
    }),
  );
  const ends = await Promise.allSettled(attempts);
  expect(calls).toBe(1);
  expect(ends).toEqual(
    ends.map(() =>
      expect.objectContaining({
        status: "rejected",
        reason: expect.objectContaining({ type: faultTypes.outcomeUnknown }),
      }),
    ),
  );
  expect((await readIntents(ledger.scope, idempotencyKey)).open).toHaveLength(1);
});

function attempt(work: () => Promise<void>): Promise<void> {
  const runId = newId("event");
  return new MockActivityEnvironment(
    { workflowExecution: { workflowId: "refund", runId } },
    // That attempts fail is what this is about.
    { logger: new DefaultLogger("ERROR") },
  ).run(work);
}

function dependencies(): Pick<SupplierDependencies, "now" | "policy"> {
  return { now, policy: { settleMs: 60_000 } };
}
