import { randomUUID } from "node:crypto";

import { Client, Connection, WithStartWorkflowOperation } from "@temporalio/client";

import type { Stack } from "../../scripts/stack/stack-types";
import { parseTemporalConfig } from "../../temporal/config";
import { bareTaskQueue } from "../bare/worker";
import type { bare, bareAlike, bareSleep } from "../bare/workflows";
import { bareUpdate } from "../bare/workflows";

/** Workflows that do nothing, in as many activities. */
export async function createBareWorkflows(stack: Stack) {
  const { address, namespace } = parseTemporalConfig(stack.environment);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    close: () => connection.close(),
    plain: (activities: number) => async () => {
      await client.workflow.execute<typeof bare>("bare", {
        workflowId: `bare-${randomUUID()}`,
        taskQueue: bareTaskQueue,
        args: [activities],
      });
    },
    /** Started, and waiting until the instant, in milliseconds; resolves to who waits for its end. */
    sleeping: async (until: number, activities: number) => {
      const handle = await client.workflow.start<typeof bareSleep>("bareSleep", {
        workflowId: `bare-${randomUUID()}`,
        taskQueue: bareTaskQueue,
        args: [until, activities],
      });
      return () => handle.result();
    },
    alike: async () => {
      await client.workflow.executeUpdateWithStart(bareUpdate, {
        startWorkflowOperation: new WithStartWorkflowOperation<typeof bareAlike>("bareAlike", {
          workflowId: `bare-${randomUUID()}`,
          taskQueue: bareTaskQueue,
          workflowIdConflictPolicy: "FAIL",
        }),
      });
    },
  };
}
