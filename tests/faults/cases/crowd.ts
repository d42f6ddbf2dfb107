import { randomUUID } from "node:crypto";

import type { Call } from "../support/caller";
import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import type { Sale } from "../support/sale";
import { book, issue } from "../support/sale";

const callerCount = 50;

/** Many callers for one booking at once, in peace and while the worker dies. */
export function describeCrowds(environment: () => FaultStack): void {
  const issueTogether = (sale: Sale, keys: readonly string[]) =>
    keys.map((key) => issue(environment(), sale, key));
  const crashWorkerInFlight = async (sale: Sale) => {
    await environment().supplier.untilIssued(sale.recordLocator);
    await environment().crash("worker");
  };

  test("50 requests with one key", async () => {
    const sale = await book(environment());
    const since = Date.now();
    const calls = issueTogether(sale, oneKey(sale));
    await expectAllAlike(sale, calls, since);
  });

  test("50 requests with one key, and the worker is killed", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 1_000 });
    const calls = issueTogether(sale, oneKey(sale));
    await crashWorkerInFlight(sale);
    await expectAllAlike(sale, calls, Date.now());
  });

  test("50 requests with a key each", async () => {
    const sale = await book(environment());
    const since = Date.now();
    const keys = manyKeys();
    await expectOneWinner(sale, keys, issueTogether(sale, keys), since);
  });

  test("50 requests with a key each, and the worker is killed", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 1_000 });
    const keys = manyKeys();
    const calls = issueTogether(sale, keys);
    await crashWorkerInFlight(sale);
    await expectOneWinner(sale, keys, calls, Date.now());
  });

  async function expectAllAlike(
    sale: Sale,
    calls: readonly Promise<Call>[],
    since: number,
  ): Promise<void> {
    const results = (await Promise.all(calls)).map(toResult);
    expect(results.filter((result) => result === undefined)).toEqual([]);
    for (const result of results) expect(result).toEqual(results[0]);
    const [call] = calls;
    if (call === undefined) throw new Error("somebody calls");
    await expectExactlyOnce(environment(), { sale, call, since });
  }

  async function expectOneWinner(
    sale: Sale,
    keys: readonly string[],
    calls: readonly Promise<Call>[],
    since: number,
  ): Promise<void> {
    const ended = await Promise.all(calls);
    const winners = ended.filter((call) => toResult(call) !== undefined);
    expect(winners).toHaveLength(1);
    for (const { final } of ended.filter((call) => toResult(call) === undefined)) {
      expect(["booking_already_issued", "operation_in_progress"]).toContain(codeOf(final.body));
    }
    const winner = ended.findIndex((call) => toResult(call) !== undefined);
    const [key, call] = [keys[winner], calls[winner]];
    if (key === undefined || call === undefined) throw new Error("nobody has won");
    await expectExactlyOnce(environment(), { sale: { ...sale, key }, call, since });
  }
}

function oneKey({ key }: Sale): string[] {
  return Array.from({ length: callerCount }, () => key);
}

function manyKeys(): string[] {
  return Array.from({ length: callerCount }, () => randomUUID());
}

/** The issuance, from a 201 or from the operation of a 202; undefined where it was refused. */
function toResult({ final }: Call): unknown {
  if (final.status === 201) return final.body;
  return final.status === 200 && final.body["status"] === "succeeded"
    ? final.body["result"]
    : undefined;
}

/** Of a problem, or of an operation that failed. */
function codeOf(body: Call["final"]["body"]): unknown {
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error ? error.code : body["code"];
}
