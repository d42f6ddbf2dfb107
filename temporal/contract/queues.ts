/** One queue a kind of work or a neighbour, so that a slow one holds up no other. */
export const taskQueues = {
  issuance: "issuance",
  messaging: "messaging",
  supplierAmadeus: "supplier-amadeus",
} as const;

export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];

/** The supplier's own queue, by the GDS provider code of the reservation. */
export const supplierQueues: Readonly<Record<string, TaskQueue>> = {
  "1A": taskQueues.supplierAmadeus,
};
