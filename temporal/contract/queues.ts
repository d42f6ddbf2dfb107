import { invariant } from "../../domain/invariant";

/**
 * One queue for each neighbour, so that a slow one holds up no other. A booking's workflow runs on
 * its supplier's queue, beside the calls it makes: these then start without a hop through the
 * server, until a rate limit is set for the queue. What concerns the books alone (closes, proofs,
 * imports) has a queue of its own, where a long run holds up no sale.
 */
export const taskQueues = {
  books: "books",
  messaging: "messaging",
  supplierAmadeus: "supplier-amadeus",
} as const;

export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];

const queues: Readonly<Record<string, TaskQueue>> = { "1A": taskQueues.supplierAmadeus };

/** The queue of a supplier, by the GDS provider code of the reservation. */
export function queueOfSupplier(gdsProviderCode: string): TaskQueue {
  const queue = queues[gdsProviderCode];
  invariant(queue !== undefined, `${gdsProviderCode} has a queue`);
  return queue;
}
