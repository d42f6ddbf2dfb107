import { z } from "zod";

/** How often it strikes before it is gone. */
const times = z.int().min(1).max(1_000_000).default(1);

export const sftpFaultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("refuse_login"), times }),
  /** A key that is not the one it is known by, as whoever sits in between would have. */
  z.strictObject({ kind: z.literal("other_host_key"), times }),
  /** Nothing comes any more: of a connection, of a listing, of a file. */
  z.strictObject({ kind: z.literal("hang"), times, at: z.enum(["connect", "list", "read"]) }),
  /** The connection is closed after so many bytes of a file. */
  z.strictObject({ kind: z.literal("cut"), times, afterBytes: z.int().min(0) }),
  /** What a listing has besides, which is not there. */
  z.strictObject({
    kind: z.literal("listing"),
    times,
    names: z.array(z.string().max(5_000)).default([]),
    links: z.array(z.string().max(5_000)).default([]),
    /** So many names more. */
    fill: z.int().min(0).max(1_000_000).default(0),
  }),
  /** Each listing shows each file a byte longer, as if it were being written. */
  z.strictObject({ kind: z.literal("growing"), times }),
]);

export type SftpFault = z.infer<typeof sftpFaultSchema>;
type FaultOf<Kind extends SftpFault["kind"]> = Extract<SftpFault, { kind: Kind }>;

export interface SftpFaults {
  list(): readonly SftpFault[];
  add(fault: SftpFault): void;
  clear(): void;
  /** The first of the kind that is meant; it has one time less afterwards. */
  take<Kind extends SftpFault["kind"]>(
    kind: Kind,
    isMeant?: (fault: FaultOf<Kind>) => boolean,
  ): FaultOf<Kind> | undefined;
}

export function createSftpFaults(): SftpFaults {
  let faults: SftpFault[] = [];
  return {
    list: () => faults,
    add(fault) {
      faults = [...faults, fault];
    },
    clear() {
      faults = [];
    },
    take(kind, isMeant = () => true) {
      const isOfKind = (fault: SftpFault): fault is FaultOf<typeof kind> => fault.kind === kind;
      const struck = faults.filter(isOfKind).find(isMeant);
      if (struck !== undefined) {
        struck.times -= 1;
        faults = faults.filter((fault) => fault.times > 0);
      }
      return struck;
    },
  };
}
