import type { ActivityInterfaceFor, ActivityOptions } from "@temporalio/workflow";
import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
} from "@temporalio/workflow";

import { findRefusal } from "../temporal/contract/failures";

/**
 * Runs steps of our own database. They are safe to repeat, so each is a local activity first: no
 * hop through the server. A database that stays away is waited for by the remote one, which an
 * operator sees. A refusal says itself that it is not to be retried: naming every code with every
 * activity would double the size of the history.
 */
export function localFirst<Activities>() {
  const local = proxyLocalActivities<Activities>({
    startToCloseTimeout: "10 seconds",
    scheduleToCloseTimeout: "15 seconds",
    retry: {
      initialInterval: "100 milliseconds",
      maximumInterval: "1 second",
      maximumAttempts: 3,
    },
  });
  const remote = proxyActivities<Activities>({
    startToCloseTimeout: "30 seconds",
    retry: {
      initialInterval: "500 milliseconds",
      maximumInterval: "5 seconds",
    },
  });
  return async function persistently<Result>(
    step: (own: ActivityInterfaceFor<Activities>) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await step(local);
    } catch (error) {
      if (findRefusal(error) !== undefined) throw error;
      return step(remote);
    }
  };
}

/**
 * Of acts at a supplier. An attempt is over when it stops beating; all of them together end after
 * ten minutes, when a person is told and the supplier is asked on.
 */
export const supplierStep: ActivityOptions = {
  startToCloseTimeout: "2 minutes",
  scheduleToCloseTimeout: "10 minutes",
  heartbeatTimeout: "4 seconds",
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    initialInterval: "500 milliseconds",
    backoffCoefficient: 2,
    maximumInterval: "20 seconds",
  },
};
