import { setTimeout as delay } from "node:timers/promises";

import type { PartnerDatabase, PartnerTransaction } from "./partner-scope";

const attemptsMax = 6;
const backOffMs = 15;

/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read". */
const contentionErrors: ReadonlySet<number> = new Set([1213, 1205, 1020]);
const duplicateKeyErrors: ReadonlySet<number> = new Set([1062]);

export interface TransactionObserver {
  onContention(errno: number): void;
}

/**
 * Runs short, serializable work of one partner; no network inside. Contention is retried in
 * place a bounded number of times. A COMMIT whose reply is lost surfaces as an error: the caller
 * runs again and finds its own unique key.
 */
export async function inTransaction<T>(
  scope: PartnerDatabase,
  work: (transaction: PartnerTransaction) => Promise<T>,
  observer?: TransactionObserver,
): Promise<T> {
  const attempt = () => scope.db.transaction().execute((db) => work({ ...scope, db }));
  return retryContention(attempt, observer);
}

/** The same at READ COMMITTED, where reading locks nothing: for what reads only rows that never change. */
export async function inReadCommittedTransaction<T>(
  scope: PartnerDatabase,
  work: (transaction: PartnerTransaction) => Promise<T>,
  observer?: TransactionObserver,
): Promise<T> {
  const attempt = () =>
    scope.db
      .transaction()
      .setIsolationLevel("read committed")
      .execute((db) => work({ ...scope, db }));
  return retryContention(attempt, observer);
}

/** Reads by several statements what stood at one moment. Locks nothing and writes nothing. */
export async function inSnapshot<T>(
  scope: PartnerDatabase,
  read: (snapshot: PartnerTransaction) => Promise<T>,
): Promise<T> {
  return scope.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((db) => read({ ...scope, db }));
}

async function retryContention<T>(
  attemptOnce: () => Promise<T>,
  observer?: TransactionObserver,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined || !contentionErrors.has(errno)) throw error;
      observer?.onContention(errno);
      if (attempt >= attemptsMax) throw error;
    }
    await delay(backOffMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

export function isDuplicateKey(error: unknown, key?: string): boolean {
  const errno = errnoOf(error);
  if (errno === undefined || !duplicateKeyErrors.has(errno)) return false;
  return key === undefined || (error instanceof Error && error.message.includes(key));
}

const foreignKeyErrors: ReadonlySet<number> = new Set([1452, 1216]);

/** The name of the foreign key that refused a row, where that is what went wrong. */
export function findBrokenForeignKey(error: unknown): string | undefined {
  const errno = errnoOf(error);
  if (errno === undefined || !foreignKeyErrors.has(errno) || !(error instanceof Error))
    return undefined;
  return /CONSTRAINT `(\w+)`/.exec(error.message)?.[1] ?? "unknown";
}

function errnoOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errno" in error)) return undefined;
  return typeof error.errno === "number" ? error.errno : undefined;
}
