import { invariant } from "../../domain/invariant";
import { type SupplierName, supplierNameOf } from "../../domain/supplier-names";

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
  supplierHotelbeds: "supplier-hotelbeds",
  supplierLcc: "supplier-lcc",
  supplierNdc: "supplier-ndc",
  supplierSabre: "supplier-sabre",
} as const;

export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];

export const supplierQueues: Readonly<Record<SupplierName, TaskQueue>> = {
  amadeus: taskQueues.supplierAmadeus,
  sabre: taskQueues.supplierSabre,
  ndc: taskQueues.supplierNdc,
  lcc: taskQueues.supplierLcc,
  hotelbeds: taskQueues.supplierHotelbeds,
};

/** The queue of a supplier, by the GDS provider code of the reservation. */
export function queueOfSupplier(gdsProviderCode: string): TaskQueue {
  const supplier = supplierNameOf(gdsProviderCode);
  invariant(supplier !== undefined, `${gdsProviderCode} has a queue`);
  return supplierQueues[supplier];
}
