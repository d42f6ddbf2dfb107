import { proxyActivities } from "@temporalio/workflow";

import type { RemittanceActivities } from "../../activities/bsp/remittance/remittance-activities";
import type {
  RejectRemittanceInput,
  RejectRemittanceResult,
} from "../../temporal/contract/reject-remittance";
import { rejectRemittanceUpdate } from "../../temporal/contract/reject-remittance";
import { runOperation } from "../books/run-operation";

/** An entry of a remittance may have a hundred thousand lines. */
const remittances = proxyActivities<RemittanceActivities>({
  startToCloseTimeout: "10 minutes",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
});

/** Takes a remittance back that the bank has not carried out: one commit, once. */
export function rejectRemittance(input: RejectRemittanceInput): Promise<RejectRemittanceResult> {
  return runOperation(rejectRemittanceUpdate, input, () => remittances.rejectRemittance(input));
}
