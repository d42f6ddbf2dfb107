import type { DatabaseHandle } from "../../db/pool";
import type { PurgedKeys } from "../../db/write/delete-expired-keys";
import { deleteExpiredKeys } from "../../db/write/delete-expired-keys";

export interface IdempotencyKeyDependencies {
  readonly database: Pick<DatabaseHandle, "system">;
}

export type IdempotencyKeyActivities = ReturnType<typeof createIdempotencyKeyActivities>;

/** Of all partners: an expired key answers nobody, whether its row is there or not. */
export function createIdempotencyKeyActivities({ database }: IdempotencyKeyDependencies) {
  return {
    deleteExpiredKeys: (): Promise<PurgedKeys> => deleteExpiredKeys(database),
  };
}
