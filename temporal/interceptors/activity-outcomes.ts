import type { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from "@temporalio/worker";

import { Refusal } from "../../domain/refusal";
import { refusalFailure } from "../contract/failures";

export interface ActivityObserver {
  onActivity(execution: {
    readonly activity: string;
    readonly result: "done" | "refused" | "fault";
    readonly attempt: number;
    readonly durationMs: number;
    readonly error?: unknown;
  }): void;
}

/** Where the business's no becomes a failure that is not retried, and each run is measured. */
export function activityOutcomes(observer: ActivityObserver) {
  return (context: Context): { readonly inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(
        input: ActivityExecuteInput,
        next: Next<ActivityInboundCallsInterceptor, "execute">,
      ): Promise<unknown> {
        const started = process.hrtime.bigint();
        const { activityType: activity, attempt } = context.info;
        const tell = (result: "done" | "refused" | "fault", error?: unknown) => {
          const durationMs = Number(process.hrtime.bigint() - started) / 1e6;
          observer.onActivity({ activity, attempt, result, durationMs, error });
        };
        try {
          const output = await next(input);
          tell("done");
          return output;
        } catch (error) {
          if (error instanceof Refusal) {
            tell("refused");
            throw refusalFailure(error.code, error.message, error.details);
          }
          const isRefusal = error instanceof ApplicationFailure && error.nonRetryable === true;
          tell(isRefusal ? "refused" : "fault", error);
          throw error;
        }
      },
    },
  });
}
