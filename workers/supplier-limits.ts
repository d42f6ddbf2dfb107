import { supplierNames } from "../domain/supplier-names";
import { supplierQueues, type TaskQueue } from "../temporal/contract/queues";

/** What one supplier's queue may do: it holds back the rest. */
export interface QueueLimits {
  /** Activities at once, of one worker. */
  readonly activitiesMax: number;
  /** Activities a second, of all workers of the queue; without it as fast as they come. */
  readonly activitiesPerSecondMax?: number;
}

/** Supplier calls wait more than they work. */
const activitiesMaxDefault = 50;
const pattern = /^(\w+)=([1-9]\d{0,3})(?:\/(\d{1,4}(?:\.\d+)?))?$/;

export type SupplierLimits = ReadonlyMap<TaskQueue, QueueLimits>;

/** Reads `sabre=50/20,lcc=10`: at most 50 at once and 20 a second at Sabre, 10 at once at the other. */
export function readSupplierLimits(text: string): SupplierLimits {
  const limits = new Map<TaskQueue, QueueLimits>();
  for (const part of text.split(",").filter((item) => item.trim() !== "")) {
    const [, name, atOnce, perSecond] = pattern.exec(part.trim()) ?? [];
    const supplier = supplierNames.find((one) => one === name);
    if (supplier === undefined || Number(perSecond ?? "1") <= 0) {
      throw new Error(
        `SUPPLIER_LIMITS has the form sabre=50/20,lcc=10, of ${supplierNames.join(", ")}: ${part}`,
      );
    }
    limits.set(supplierQueues[supplier], {
      activitiesMax: Number(atOnce),
      ...(perSecond === undefined ? {} : { activitiesPerSecondMax: Number(perSecond) }),
    });
  }
  return limits;
}

/** A limit a second makes each activity go through the server: without one it starts at once. */
export function toWorkerLimits(limits: SupplierLimits, queue: TaskQueue) {
  const { activitiesMax = activitiesMaxDefault, activitiesPerSecondMax } = limits.get(queue) ?? {};
  return {
    maxConcurrentActivityTaskExecutions: activitiesMax,
    ...(activitiesPerSecondMax === undefined
      ? {}
      : { maxTaskQueueActivitiesPerSecond: activitiesPerSecondMax }),
  };
}
