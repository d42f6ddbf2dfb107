import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "./client";
import type { Operation } from "./generated/types.gen";
import { ProblemError } from "./problem-error";
import { readEvents } from "./server-sent-events";

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Each state that it is seen in, the last one too. */
  readonly onChange?: (operation: Operation) => void;
}

/** How long after a stream broke off it is asked for anew. */
const reopenMs = 500;

/**
 * Follows an operation until it is done, or needs a person's decision: `status` says which. A
 * stream of events that breaks off goes on where it was.
 */
export async function waitForOperation(
  client: Client,
  operationId: string,
  { signal, onChange }: WaitOptions = {},
): Promise<Operation> {
  let lastEventId: string | undefined;
  for (;;) {
    try {
      const response = await client.open("GET /v1/operations/{operation_id}/events", {
        path: { operation_id: operationId },
        ...(signal === undefined ? {} : { signal }),
        headers: {
          Accept: "text/event-stream",
          ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
        },
      });
      for await (const { id, data } of readEvents(response)) {
        lastEventId = id ?? lastEventId;
        const operation: Operation = JSON.parse(data);
        onChange?.(operation);
        if (operation.done || operation.status === "needs_attention") return operation;
      }
    } catch (error) {
      if (error instanceof ProblemError && !error.retryable) throw error;
      signal?.throwIfAborted();
    }
    await delay(reopenMs, undefined, { signal });
  }
}

/** Whether an act that was asked for goes on: the answer is then its operation. */
export function isOperation(answer: unknown): answer is Operation {
  return typeof answer === "object" && answer !== null && Object(answer)["object"] === "operation";
}
