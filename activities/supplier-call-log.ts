import { asyncLocalStorage } from "@temporalio/activity";

import type { KeyRing } from "../db/encryption/key-ring";
import type { OpenPartner } from "../db/partner-scopes";
import { toDateTime } from "../db/read/amounts";
import type { NewSupplierCall } from "../db/write/supplier-calls";
import { insertSupplierCalls } from "../db/write/supplier-calls";
import { type KeptExchange, keptBodyMax, keptExchangeContext } from "../domain/supplier-call";
import type { SupplierExchange } from "../suppliers/http/supplier-exchange";

export interface SupplierCallLog {
  /** Takes up what is kept of a call and returns at once; never throws. */
  keep(of: CallOwner, exchange: SupplierExchange): void;
  /** Writes what is waiting, unless the database has gone. */
  close(): Promise<void>;
}

export interface CallOwner {
  /** Public id. */
  readonly partner: string;
  readonly gdsProviderCode: string;
}

export interface SupplierCallLogParts {
  readonly openPartner: OpenPartner;
  readonly keyRing: KeyRing;
  /** Of calls that are not kept, how many; with the fault where it was one. */
  readonly onDropped: (count: number, error?: unknown) => void;
  /** How many may wait. */
  readonly waitingMax?: number;
}

interface Waiting {
  readonly partner: string;
  readonly row: NewSupplierCall;
}

const waitingMaxByDefault = 500;
/** Each row has some tens of kilobytes. */
const batchMax = 20;
const attemptsMax = 3;
const pauseMs = 1_000;

/**
 * Keeps the calls to suppliers, behind the acts that make them: one batch at a time, from a bounded
 * queue, on a connection of the pool. What does not fit, or is refused by the database three times,
 * is dropped and counted: an act neither waits for it nor fails with it.
 */
export function createSupplierCallLog(parts: SupplierCallLogParts): SupplierCallLog {
  const { onDropped, waitingMax = waitingMaxByDefault } = parts;
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let isClosed = false;

  const drain = async (): Promise<void> => {
    for (let batch = takeBatch(waiting); batch.length > 0; batch = takeBatch(waiting)) {
      await writeBatch(parts, batch, () => isClosed);
    }
  };
  return {
    keep: (of, exchange) => {
      try {
        const row = toRow(parts.keyRing, of, exchange);
        if (row === undefined || waiting.length >= waitingMax) return onDropped(1);
        waiting.push({ partner: of.partner, row });
      } catch (error) {
        return onDropped(1, error);
      }
      writing ??= drain().finally(() => {
        writing = undefined;
      });
    },
    close: async () => {
      isClosed = true;
      await writing;
    },
  };
}

/** The oldest of one partner. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const end = waiting.findIndex(({ partner }) => partner !== first.partner);
  return waiting.splice(0, Math.min(batchMax, end === -1 ? waiting.length : end));
}

async function writeBatch(
  { openPartner, onDropped }: SupplierCallLogParts,
  batch: readonly Waiting[],
  isClosed: () => boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const scope = await openPartner(batch[0]?.partner ?? "");
      await insertSupplierCalls(
        scope,
        batch.map(({ row }) => row),
      );
      return;
    } catch (error) {
      if (attempt >= attemptsMax || isClosed()) return onDropped(batch.length, error);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Undefined outside an activity: nothing would lead to it. */
function toRow(
  keyRing: KeyRing,
  { partner, gdsProviderCode }: CallOwner,
  exchange: SupplierExchange,
): NewSupplierCall | undefined {
  const info = asyncLocalStorage.getStore()?.info;
  if (info?.workflowExecution === undefined) return undefined;
  const kept = Buffer.from(JSON.stringify(toKept(exchange)));
  return {
    gds_provider_code: gdsProviderCode,
    operation: exchange.operation,
    workflow_id: info.workflowExecution.workflowId,
    workflow_run_id: info.workflowExecution.runId,
    activity_id: info.activityId,
    attempt: info.attempt,
    outcome: exchange.outcome,
    http_status: exchange.status ?? null,
    request_digest: exchange.requestDigest,
    exchange_encrypted: keyRing.encrypt(kept, keptExchangeContext(partner)),
    sent_at: toDateTime(exchange.sentAt),
    duration_ms: Math.round(exchange.durationMs),
  };
}

/** Redacted as a whole, then cut: no number is cut in two before it is looked for. */
function toKept(exchange: SupplierExchange): KeptExchange {
  const { redactedRequest: asked, redactedResponse: answered, status } = exchange;
  return {
    request: {
      method: exchange.method,
      url: exchange.redactedUrl,
      headers: exchange.requestHeaders,
      body: asked.slice(0, keptBodyMax),
    },
    response:
      status === undefined
        ? null
        : {
            status,
            headers: exchange.responseHeaders ?? {},
            body: (answered ?? "").slice(0, keptBodyMax),
          },
    isTruncated: Math.max(asked.length, answered?.length ?? 0) > keptBodyMax,
  };
}
