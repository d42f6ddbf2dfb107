import type { Samples } from "../lib/measure";

export const statementNames = [
  "trial balance",
  "balance sheet",
  "account ledger",
  "receivables aging",
  "payables aging",
  "customer statement",
  "supplier statement",
  "deferred revenue",
  "tax summary",
] as const;
export type StatementName = (typeof statementNames)[number];

export type ContenderName =
  | StatementName
  | "writer"
  | "bare transaction"
  | "batch writer"
  | "bare multi-row insert"
  | "naive group by";

/** The books that a contender works on; ids are the database's own. */
export interface BenchBooks {
  readonly partner: string;
  readonly partnerId: number;
  readonly customerId: number;
  readonly supplierId: number;
  readonly periodId: number;
  /** A day of that period. */
  readonly day: string;
  readonly accountIds: Readonly<Record<string, number>>;
}

/** One step, done over and over: a posting, a batch, a statement. */
export interface Contender {
  step(index: number): Promise<void>;
  close(): Promise<void>;
}

export interface ContenderOptions {
  readonly name: ContenderName;
  readonly databaseUrl: string;
  readonly books: readonly BenchBooks[];
  /** Entries in one step of a batch. */
  readonly batchSize: number;
}

export type ToContender =
  | { readonly kind: "begin"; readonly options: ContenderOptions }
  | { readonly kind: "round"; readonly count: number; readonly concurrency: number }
  | { readonly kind: "end" };

export type FromContender =
  | { readonly kind: "ready" }
  | { readonly kind: "samples"; readonly samples: Samples }
  | { readonly kind: "ended"; readonly peakMemoryMb: number };
