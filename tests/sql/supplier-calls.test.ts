import { asyncLocalStorage } from "@temporalio/activity";

import { createSupplierCallLog } from "../../activities/supplier-call-log";
import { parseKeyRing } from "../../db/encryption/key-ring";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { deleteExpiredSupplierCalls } from "../../db/write/delete-expired-keys";
import { keptBodyMax } from "../../domain/supplier-call";
import type { SupplierExchange } from "../../suppliers/http/supplier-exchange";
import { createTestPartner, openTestDatabase } from "../harness/database";
import { testEnvironment } from "../harness/environment";

let database: DatabaseHandle;
let scope: PartnerDatabase;
const keyRing = parseKeyRing(testEnvironment().encryptionKeys);
const gdsProviderCode = "1S";

beforeAll(() => {
  database = openTestDatabase();
});

beforeEach(async () => {
  scope = await createTestPartner(database);
});

afterAll(() => database.close());

const exchange: SupplierExchange = {
  operation: "getBooking",
  requestDigest: "0".repeat(64),
  method: "POST",
  redactedUrl: "https://api.example.com/v1/trip/orders/getBooking",
  requestHeaders: {},
  redactedRequest: "{}",
  status: 200,
  responseHeaders: {},
  redactedResponse: "x".repeat(keptBodyMax + 1),
  sentAt: "2026-11-21T10:00:00.000Z",
  durationMs: 12.4,
  outcome: "reply",
};

/** As an activity of a workflow has it about itself. */
function inActivity<T>(run: () => T): T {
  const workflowExecution = { workflowId: "issue:w", runId: "r" };
  const context = { info: { workflowExecution, activityId: "7", attempt: 2 } };
  return asyncLocalStorage.run(context as never, run);
}

async function keep(parts: Partial<Parameters<typeof createSupplierCallLog>[0]> = {}) {
  const dropped: number[] = [];
  const log = createSupplierCallLog({
    openPartner: () => Promise.resolve(scope),
    keyRing,
    onDropped: (count) => dropped.push(count),
    ...parts,
  });
  const owner = { partner: scope.partner, gdsProviderCode };
  return { log, dropped, keep: () => log.keep(owner, exchange) };
}

const rows = () => scope.db.selectFrom("supplier_calls").selectAll().execute();

describe("the log of calls to suppliers", () => {
  test("keeps a call under the attempt that made it, sealed and cut, for the partner's days", async () => {
    const kept = await keep();
    inActivity(kept.keep);
    await kept.log.close();
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      workflow_run_id: "r",
      activity_id: "7",
      attempt: 2,
      duration_ms: 12,
      expires_at: "2026-12-21 10:00:00.000000",
    });
    const sealed = row?.exchange_encrypted ?? Buffer.alloc(0);
    const context = `${scope.partner}:supplier_calls.exchange`;
    const opened = JSON.parse(keyRing.decrypt(sealed, context).toString());
    expect(opened).toMatchObject({ isTruncated: true, request: { body: "{}" } });
    expect(opened.response.body).toHaveLength(keptBodyMax);
    expect(kept.dropped).toEqual([]);
  });

  test("keeps none for a partner that wants none", async () => {
    await scope.db.updateTable("partners").set({ supplier_call_days: 0 }).execute();
    const kept = await keep();
    inActivity(kept.keep);
    await kept.log.close();
    expect(await rows()).toEqual([]);
  });

  test("drops and counts what finds no place, no activity, or no database, and never throws", async () => {
    const full = await keep({ waitingMax: 1 });
    inActivity(() => {
      full.keep();
      full.keep();
      full.keep();
    });
    const gone = await keep({ openPartner: () => Promise.reject(new Error("gone")) });
    inActivity(gone.keep);
    const lost = await keep();
    lost.keep();
    await Promise.all([full.log.close(), gone.log.close(), lost.log.close()]);
    expect([full.dropped, gone.dropped, lost.dropped]).toEqual([[1], [1], [1]]);
    expect(await rows()).toHaveLength(2);
  });
});

describe("deleteExpiredSupplierCalls", () => {
  test("deletes what is over its days, a batch at a time, and nothing else", async () => {
    const kept = await keep();
    for (let count = 0; count < 3; count += 1) inActivity(kept.keep);
    await kept.log.close();
    const [living] = await rows();
    await scope.db
      .updateTable("supplier_calls")
      .set({ expires_at: "2019-01-01 00:00:00" })
      .where("public_id", "!=", living?.public_id ?? "")
      .execute();
    while (!(await deleteExpiredSupplierCalls(database, 1)).isLast);
    expect((await rows()).map((row) => row.public_id)).toEqual([living?.public_id]);
  });
});
