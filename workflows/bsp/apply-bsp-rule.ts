import { proxyActivities } from "@temporalio/workflow";

import type { BspActivities } from "../../activities/bsp/bsp-activities";
import type { ApplyBspRuleInput, ApplyBspRuleResult } from "../../temporal/contract/bsp-rule";
import { applyBspRuleUpdate } from "../../temporal/contract/bsp-rule";
import { runOperation } from "../books/run-operation";

/** A rule may hit a hundred thousand exceptions; a worker that dies is noticed by its silence. */
const { applyRuleToOpen } = proxyActivities<BspActivities>({
  startToCloseTimeout: "1 hour",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
});

/** Applies a rule to the exceptions that are open: each is hit once, whoever asks how often. */
export function applyBspRule(input: ApplyBspRuleInput): Promise<ApplyBspRuleResult> {
  return runOperation(applyBspRuleUpdate, input, () => applyRuleToOpen(input));
}
