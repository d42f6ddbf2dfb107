export const purgeIdempotencyKeysType = "purgeIdempotencyKeys";

export interface PurgeIdempotencyKeysInput {
  readonly schemaVersion: 1;
  /** By the runs before this one, of which it goes on. */
  readonly deletedCount: number;
}
