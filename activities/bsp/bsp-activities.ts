import type { DocumentStore } from "../../suppliers/documents/port";
import type { LedgerDependencies } from "../dependencies";
import { createCheckAcceptance, createCommitAcceptance } from "./acceptance/accept-exceptions";
import { createConcludeBspFile } from "./conclude-bsp-file";
import { createEndBspFile } from "./end-bsp-file";
import { createMatchBspFile } from "./match-bsp-file";
import { createPostBspFile } from "./post-bsp-file";
import { createApplyRule, createApplyRulesToFile } from "./rules/apply-rules";
import { createSettleBspRefunds } from "./settle-bsp-refunds";
import { createStageBspFile } from "./stage-bsp-file";

export interface BspDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
}

export type BspActivities = ReturnType<typeof createBspActivities>;

/** Steps of importing what airlines say an agency sold. */
export function createBspActivities(dependencies: BspDependencies) {
  return {
    stageBspFile: createStageBspFile(dependencies),
    matchBspFile: createMatchBspFile(dependencies),
    concludeBspFile: createConcludeBspFile(dependencies),
    endBspFile: createEndBspFile(dependencies),
    settleBspRefunds: createSettleBspRefunds(dependencies),
    postBspFile: createPostBspFile(dependencies),
    applyRulesToFile: createApplyRulesToFile(dependencies),
    applyRuleToOpen: createApplyRule(dependencies),
    checkAcceptance: createCheckAcceptance(dependencies),
    commitAcceptance: createCommitAcceptance(dependencies),
  };
}
