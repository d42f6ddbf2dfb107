import type { SecretBox } from "../../../db/encryption/secret-box";
import type { DocumentStore } from "../../../suppliers/documents/port";
import type { OpenFileSource } from "../../../suppliers/files/port";
import type { LedgerDependencies } from "../../dependencies";
import { heartbeating } from "../../heartbeat";
import { createConcludeBspPoll } from "./conclude-bsp-poll";
import { createFetchBspSourceFile } from "./fetch-bsp-source-file";
import { createListBspSource } from "./list-bsp-source";

export interface BspSourceDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  readonly secrets: SecretBox;
  readonly openFileSource: OpenFileSource;
}

export type BspSourceActivities = ReturnType<typeof createBspSourceActivities>;

/** Steps of looking for files of the settlement plan where they lie for a partner. */
export function createBspSourceActivities(dependencies: BspSourceDependencies) {
  return {
    listBspSource: heartbeating(createListBspSource(dependencies)),
    fetchBspSourceFile: heartbeating(createFetchBspSourceFile(dependencies)),
    concludeBspPoll: heartbeating(createConcludeBspPoll(dependencies)),
  };
}
