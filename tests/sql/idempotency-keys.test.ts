import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { deleteExpiredKeys } from "../../db/write/delete-expired-keys";
import type { HeldKey, IdempotentRequest } from "../../services/idempotency/idempotency-keys";
import {
  findKeyHolder,
  finishKey,
  releaseKey,
  reserveKey,
} from "../../services/idempotency/idempotency-keys";
import { createTestPartner, openTestDatabase } from "../harness/database";

let database: DatabaseHandle;
let scope: PartnerDatabase;

beforeAll(async () => {
  database = openTestDatabase();
  scope = await createTestPartner(database);
});

afterAll(() => database.close());

const response = { status: 201, headers: { Location: "/v1/x" }, body: '{"id":"x"}' };

function newRequest(): IdempotentRequest {
  return { scope: "POST /v1/test", key: randomUUID(), fingerprint: "0".repeat(64) };
}

async function reserve(request: IdempotentRequest): Promise<HeldKey> {
  const reservation = await reserveKey(scope, request);
  if (reservation.kind !== "reserved") throw new Error(`the key is ${reservation.kind}`);
  return { request, leaseToken: reservation.leaseToken };
}

async function endLease({ key }: IdempotentRequest): Promise<void> {
  await scope.db
    .updateTable("idempotency_keys")
    .set({ lease_expires_at: "2020-01-01 00:00:00" })
    .where("idempotency_key", "=", key)
    .execute();
}

describe("reserveKey", () => {
  test("gives a key to one of two hundred that ask at once, without a deadlock", async () => {
    const request = newRequest();
    const kinds = await Promise.all(
      Array.from({ length: 200 }, async () => (await reserveKey(scope, request)).kind),
    );
    expect(kinds.filter((kind) => kind === "reserved")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "running")).toHaveLength(199);
  });

  test("gives a key whose lease has ended to one of twenty that ask at once", async () => {
    const request = newRequest();
    await reserve(request);
    await endLease(request);
    const kinds = await Promise.all(
      Array.from({ length: 20 }, async () => (await reserveKey(scope, request)).kind),
    );
    expect(kinds.filter((kind) => kind === "reserved")).toHaveLength(1);
  });

  test("gives a key that was given back", async () => {
    const held = await reserve(newRequest());
    await releaseKey(scope, held);
    expect((await reserveKey(scope, held.request)).kind).toBe("reserved");
  });
});

describe("whoever has lost its key to another", () => {
  test("cannot finish it, so that what it did is undone", async () => {
    const slow = await reserve(newRequest());
    await endLease(slow.request);
    const quick = await reserve(slow.request);
    expect(await finishKey(scope, slow, response)).toBe(false);
    expect(await finishKey(scope, quick, response)).toBe(true);
    expect(await findKeyHolder(scope, slow.request)).toEqual({ kind: "finished", response });
  });

  test("cannot give it back", async () => {
    const slow = await reserve(newRequest());
    await endLease(slow.request);
    await reserve(slow.request);
    await releaseKey(scope, slow);
    expect(await findKeyHolder(scope, slow.request)).toEqual({ kind: "running" });
  });

  test("cannot change what has been answered", async () => {
    const slow = await reserve(newRequest());
    await endLease(slow.request);
    const quick = await reserve(slow.request);
    await finishKey(scope, quick, response);
    expect(await finishKey(scope, slow, { ...response, body: "{}" })).toBe(false);
    expect(await findKeyHolder(scope, slow.request)).toEqual({ kind: "finished", response });
  });
});

describe("findKeyHolder", () => {
  test("knows another body under the same key, and forgets what has expired", async () => {
    const { request } = await reserve(newRequest());
    expect(await findKeyHolder(scope, { ...request, fingerprint: "1".repeat(64) })).toEqual({
      kind: "mismatch",
    });
    await scope.db
      .updateTable("idempotency_keys")
      .set({ expires_at: "2020-01-01 00:00:00" })
      .where("idempotency_key", "=", request.key)
      .execute();
    expect(await findKeyHolder(scope, request)).toBeUndefined();
    expect(await findKeyHolder(scope, request)).toBeUndefined();
  });
});

describe("deleteExpiredKeys", () => {
  test("deletes what has expired, a batch at a time, and nothing else", async () => {
    const other = await createTestPartner(database);
    const expired = [newRequest(), newRequest(), newRequest()];
    for (const request of expired) await reserveKey(other, request);
    await other.db
      .updateTable("idempotency_keys")
      .set({ expires_at: "2019-01-01 00:00:00" })
      .execute();
    const living = newRequest();
    await reserveKey(other, living);
    const keysOf = async () => {
      const rows = await other.db
        .selectFrom("idempotency_keys")
        .select("idempotency_key")
        .execute();
      return rows.map((row) => row.idempotency_key);
    };
    expect(await deleteExpiredKeys(database, 2)).toEqual({ count: 2, isLast: false });
    expect(await keysOf()).toHaveLength(2);
    while (!(await deleteExpiredKeys(database, 2)).isLast);
    expect(await keysOf()).toEqual([living.key]);
    expect(await findKeyHolder(other, living)).toEqual({ kind: "running" });
  });
});
