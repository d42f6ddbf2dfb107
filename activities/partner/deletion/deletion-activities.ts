import type { DatabaseHandle } from "../../../db/pool";
import type { DocumentStore } from "../../../suppliers/documents/port";
import type { LedgerDependencies } from "../../dependencies";
import { heartbeating } from "../../heartbeat";
import { createCloseForGood } from "./close-for-good";
import { createEraseRows } from "./erase-rows";
import { createRemoveObjects } from "./remove-objects";

export interface DeletionDependencies extends LedgerDependencies {
  readonly database: Pick<DatabaseHandle, "system">;
  readonly documents: DocumentStore;
}

export type DeletionActivities = ReturnType<typeof createDeletionActivities>;

/** The end of a partner: nobody is let in, its objects go, its rows say nothing of people. */
export function createDeletionActivities(dependencies: DeletionDependencies) {
  return {
    closeForGood: heartbeating(createCloseForGood(dependencies)),
    removeObjects: heartbeating(createRemoveObjects(dependencies)),
    eraseRows: heartbeating(createEraseRows(dependencies)),
  };
}
