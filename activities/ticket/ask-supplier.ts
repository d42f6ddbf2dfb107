import { createHash } from "node:crypto";

import { activityInfo, ApplicationFailure, cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { IntentOutcome, OpenIntent } from "../../db/write/supplier-requests";
import { insertIntent, readIntents, settleIntents } from "../../db/write/supplier-requests";
import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import type { Refusal } from "../../domain/refusal";
import type { Refused, SupplierOutcome } from "../../suppliers/outcome";
import type { CallOptions, SupplierOperation } from "../../suppliers/port";
import { faultTypes } from "../../temporal/contract/failures";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { settleWaitMs } from "./settle-wait";
import { toRefusal } from "./supplier-refusals";

/** An act at a supplier, which a repeated request finds done rather than does again. */
export interface SupplierAct<Value> {
  readonly scope: PartnerDatabase;
  readonly gdsProviderCode: string;
  readonly operation: SupplierOperation;
  /** The booking's row; null where there is none yet. */
  readonly bookingId: number | null;
  /** The business act, whichever attempt asks: `refund:{refund}`. */
  readonly idempotencyKey: string;
  /** What is asked, for the digest on record. */
  readonly request: JsonValue;
  readonly call: (options: CallOptions) => Promise<SupplierOutcome<Value>>;
  /** What is left on record of an answer; of a mixed one `refused`. */
  readonly record: (value: Value) => {
    readonly payload: JsonValue;
    readonly state?: "succeeded" | "refused";
  };
  /**
   * Done twice at the same moment it is done once: a lost answer is asked for at once, where others
   * wait until an earlier request can no longer be at work.
   */
  readonly isHarmlessTwice?: boolean;
}

/**
 * Asks a supplier to act: the intent in a commit of its own, the call outside any, then how it
 * ended. Throws the supplier's no as a `Refusal`; a call that was not heard of, or not heard, as a
 * failure that is tried again. An answer also settles earlier requests of the act, unless it is a no
 * to the question what came of them: that stays unknown.
 */
export async function askSupplier<Value>(
  dependencies: Pick<SupplierDependencies, "now" | "policy">,
  act: SupplierAct<Value>,
): Promise<Value> {
  const { open, nextTurn } = await readIntents(act.scope, act.idempotencyKey);
  if (act.isHarmlessTwice !== true) waitForEarlier(dependencies, open);
  const intent = await openIntent(act, nextTurn, toDateTime(dependencies.now()));
  if (intent === undefined) throw stillAtWork();
  const mayHaveActed = open.length > 0;
  const outcome = await keepHeartbeating(() =>
    act.call({ signal: cancellationSignal(), mayHaveActed }),
  );
  const at = toDateTime(dependencies.now());
  const settle = (ids: readonly number[], settlement: Settlement) =>
    settleIntents(act.scope, ids, { at, ...settlement });
  const earlier = open.map(({ supplierRequestId }) => supplierRequestId);
  switch (outcome.kind) {
    case "done": {
      const { payload, state = "succeeded" } = act.record(outcome.value);
      await settle([intent, ...earlier], { state, payload: canonicalJson(payload) });
      return outcome.value;
    }
    case "refused": {
      const { supplierCode: code, supplierText: text } = outcome;
      await settle([intent], { state: "refused", code, text });
      if (outcome.isAboutEarlier === true && earlier.length > 0) throw untold(outcome);
      await settle(earlier, { state: "not_done", text: "the supplier, asked again, refused" });
      throw toRefusal(outcome);
    }
    case "notDone":
      await settle([intent], { state: "not_done", text: outcome.message });
      throw retryable(faultTypes.supplierUnavailable, outcome.message, outcome.retryAfterMs);
    case "unknown":
      await settle([intent], { state: "unknown", text: outcome.message });
      throw retryable(
        act.isHarmlessTwice === true ? faultTypes.supplierUnavailable : faultTypes.outcomeUnknown,
        outcome.message,
        outcome.retryAfterMs,
      );
  }
}

/** Answers what is open of an act otherwise: by what the supplier has now, or by a person. */
export async function settleOpenIntents(
  { now }: Pick<SupplierDependencies, "now">,
  scope: PartnerDatabase,
  idempotencyKey: string,
  settlement: { readonly state: "succeeded" | "not_done"; readonly text: string },
): Promise<void> {
  const { open } = await readIntents(scope, idempotencyKey);
  await settleIntents(
    scope,
    open.map(({ supplierRequestId }) => supplierRequestId),
    { at: toDateTime(now()), ...settlement },
  );
}

interface Settlement {
  readonly state: IntentOutcome;
  readonly code?: string;
  readonly text?: string;
  readonly payload?: string;
}

function waitForEarlier(
  { now, policy }: Pick<SupplierDependencies, "now" | "policy">,
  open: readonly OpenIntent[],
): void {
  const waitMs = settleWaitMs(open, { now: now(), settleMs: policy.settleMs });
  if (waitMs === 0) return;
  throw stillAtWork(waitMs);
}

/** What a no to a look comes to: where an answer of the act was lost before it, nothing is known. */
export function ofRefusedLook(
  outcome: Refused,
  { mayHaveActed }: { readonly mayHaveActed: boolean },
): Refusal | ApplicationFailure {
  return mayHaveActed ? untold(outcome) : toRefusal(outcome);
}

/** An earlier answer was lost, and the supplier will not say what came of it: a person finds out. */
function untold({ supplierCode, supplierText }: Refused): ApplicationFailure {
  return ApplicationFailure.create({
    type: faultTypes.outcomeUntold,
    message: `The answer to an earlier request was lost, and the supplier refuses to say what came of it: ${supplierCode} ${supplierText}`,
    nonRetryable: true,
  });
}

/** Undefined where another attempt has taken the turn. */
export async function openIntent(
  act: Omit<SupplierAct<unknown>, "call" | "record">,
  turn: number,
  at: string,
): Promise<number | undefined> {
  const { workflowExecution, attempt, activityId } = activityInfo();
  invariant(workflowExecution !== undefined, "a supplier is asked by a workflow");
  return insertIntent(act.scope, {
    gds_provider_code: act.gdsProviderCode,
    operation: act.operation,
    booking_id: act.bookingId,
    workflow_id: workflowExecution.workflowId,
    workflow_run_id: workflowExecution.runId,
    step: `${act.operation}:${activityId}`,
    attempt,
    idempotency_key: act.idempotencyKey,
    turn,
    request_digest: createHash("sha256").update(canonicalJson(act.request)).digest("hex"),
    sent_at: at,
  });
}

/** Of an attempt that finds another one's request: the next attempt looks at what came of it. */
export function stillAtWork(retryAfterMs?: number): ApplicationFailure {
  return retryable(
    faultTypes.outcomeUnknown,
    "An earlier request may still be at work at the supplier; it is asked again shortly.",
    retryAfterMs,
  );
}

export function retryable(
  type: string,
  message: string,
  retryAfterMs?: number,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}
