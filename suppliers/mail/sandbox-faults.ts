import { z } from "zod";

/** `data`: the message was received, not yet stored. `reply`: stored, not yet answered. */
export const faultStages = ["connect", "mail", "recipient", "data", "reply"] as const;
export type FaultStage = (typeof faultStages)[number];

const common = {
  at: z.enum(faultStages),
  /** How many times it strikes before it is gone. */
  times: z.int().min(1).max(1_000_000).default(1),
  /** Only where this address is among the recipients known at that stage. */
  to: z.string().optional(),
};

export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("refuse"),
    ...common,
    code: z.int().min(400).max(599),
    text: z
      .string()
      .max(200)
      .regex(/^[\x20-\x7e]*$/)
      .default("refused by a fault of the sandbox"),
  }),
  z.strictObject({ kind: z.literal("drop"), ...common }),
  z.strictObject({ kind: z.literal("delay"), ...common, delayMs: z.int().min(0).max(600_000) }),
]);

export type SinkFault = z.infer<typeof faultSchema>;

export interface FaultList {
  list(): readonly SinkFault[];
  add(fault: SinkFault): void;
  clear(): void;
  /** The faults that strike now; each has one time less afterwards. */
  take(at: FaultStage, recipients: readonly string[]): SinkFault[];
}

export function createFaultList(): FaultList {
  let faults: SinkFault[] = [];
  return {
    list: () => faults,
    add(fault) {
      faults = [...faults, fault];
    },
    clear() {
      faults = [];
    },
    take(at, recipients) {
      const struck = faults.filter((fault) => strikes(fault, at, recipients));
      faults = faults
        .map((fault) => (struck.includes(fault) ? { ...fault, times: fault.times - 1 } : fault))
        .filter(({ times }) => times > 0);
      return struck;
    },
  };
}

function strikes(fault: SinkFault, at: FaultStage, recipients: readonly string[]): boolean {
  if (fault.at !== at) return false;
  const { to } = fault;
  return to === undefined || recipients.some((one) => one.toLowerCase() === to.toLowerCase());
}
