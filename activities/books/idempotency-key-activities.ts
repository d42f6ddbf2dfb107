import type { DatabaseHandle } from "../../db/pool";
import { deleteEndedSignIns } from "../../db/write/delete-ended-sign-ins";
import type { PurgedKeys } from "../../db/write/delete-expired-keys";
import { deleteExpiredKeys, deleteExpiredSupplierCalls } from "../../db/write/delete-expired-keys";

export interface IdempotencyKeyDependencies {
  readonly database: Pick<DatabaseHandle, "system">;
}

export type IdempotencyKeyActivities = ReturnType<typeof createIdempotencyKeyActivities>;

/** Of all partners: what has expired answers nobody, whether its row is there or not. */
export function createIdempotencyKeyActivities({ database }: IdempotencyKeyDependencies) {
  return {
    /** Idempotency keys, sign-ins that are over, and what suppliers were asked long ago. */
    deleteExpiredKeys: async (): Promise<PurgedKeys> => {
      const purged = [
        await deleteExpiredKeys(database),
        await deleteEndedSignIns(database),
        await deleteExpiredSupplierCalls(database),
      ];
      return {
        count: purged.reduce((total, { count }) => total + count, 0),
        isLast: purged.every(({ isLast }) => isLast),
      };
    },
  };
}
