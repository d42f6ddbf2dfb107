import { createHash } from "node:crypto";

import { activityInfo, ApplicationFailure, cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import type { OpenIntent } from "../../db/write/supplier-requests";
import { insertIntent, listOpenIntents, settleIntents } from "../../db/write/supplier-requests";
import type { BookingRecord } from "../../domain/booking-record";
import { canonicalJson } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import type { ReservationMatch } from "../../domain/match-reservation";
import { matchReservation } from "../../domain/match-reservation";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type { BeforeIssue, IssueValue } from "../../suppliers/air-operations";
import type { SupplierOutcome } from "../../suppliers/outcome";
import { faultTypes } from "../../temporal/contract/failures";
import type { IssueAtSupplierResult, SupplierStepInput } from "../../temporal/contract/supplier";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { assertPostable } from "./assert-postable";
import { describeFound, isOnRecord, numbersOf } from "./found-documents";
import { settleWaitMs } from "./settle-wait";
import { toRefusal } from "./supplier-refusals";

const step = "issue";

/**
 * Issues a booking's tickets, exactly once whatever is lost on the way. It asks before it acts:
 * the supplier's session begins with reading the reservation, and what it carries is adopted.
 * The intent is committed before the supplier is asked to issue; a lost answer leaves it open for
 * the next attempt.
 */
export function createIssueAtSupplier(dependencies: SupplierDependencies) {
  return async function issueAtSupplier(input: SupplierStepInput): Promise<IssueAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const [booking, open] = await Promise.all([
      getBooking(scope, input.bookingId),
      listOpenIntents(scope, intentKey(input)),
    ]);
    const { reservation } = booking;
    if (reservation === null) {
      return refused(
        new Refusal("BOOKING_NOT_ISSUABLE", "The booking has no reservation at a supplier."),
      );
    }
    dependencies.bookings.remember(scope, booking);
    const trial = assertPostable(scope, booking, dependencies.now());
    // Its refusal is looked at where it matters: not at all when the tickets are there already.
    trial.catch(() => undefined);
    const attempt = new IssueAttempt({ dependencies, scope, input, booking, open, trial });
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const outcome = await keepHeartbeating(() =>
      supplier.issue(
        {
          recordLocator: reservation.recordLocator,
          fareReferences: fareReferencesOf(booking),
          idempotencyKey: intentKey(input),
        },
        attempt.beforeIssue,
        { signal: cancellationSignal() },
      ),
    );
    return attempt.conclude(outcome);
  };
}

interface AttemptInput {
  readonly dependencies: SupplierDependencies;
  readonly scope: PartnerDatabase;
  readonly input: SupplierStepInput;
  readonly booking: BookingRecord;
  readonly open: readonly OpenIntent[];
  /** The entry tried on the books, while the supplier is being asked what it holds. */
  readonly trial: Promise<void>;
}

/** One attempt: what it has learnt of the reservation, and the intent it has committed. */
class IssueAttempt {
  readonly #parts: AttemptInput;
  #stoppedBy: Refusal | ApplicationFailure | undefined;
  #intent: number | undefined;

  constructor(parts: AttemptInput) {
    this.#parts = parts;
  }

  /** Called with the reservation as the supplier has it, when it carries no documents. */
  beforeIssue: BeforeIssue = async (reservation) => {
    const { booking, open } = this.#parts;
    const match = matchReservation(booking, reservation);
    this.#stoppedBy = this.#reasonToStop(reservation, match);
    if (match.kind === "changed" || this.#stoppedBy !== undefined) return { proceed: false };
    const [trial] = await Promise.allSettled([this.#parts.trial]);
    if (trial.status === "rejected") return this.#stop(trial.reason);
    const at = this.#at();
    await settleIntents(
      this.#parts.scope,
      open.map(({ supplierRequestId }) => supplierRequestId),
      { state: "not_done", at, text: "the supplier, asked again, has issued nothing" },
    );
    this.#intent = await this.#insertIntent(at);
    return { proceed: true, fareReferences: match.fareReferences };
  };

  /** The books would refuse what the supplier is about to sell. */
  #stop(error: unknown): { readonly proceed: false } {
    if (!(error instanceof Refusal)) throw error;
    this.#stoppedBy = error;
    return { proceed: false };
  }

  async conclude(outcome: SupplierOutcome<IssueValue>): Promise<IssueAtSupplierResult> {
    switch (outcome.kind) {
      case "done":
        return this.#done(outcome.value);
      case "refused":
        return this.#refused(outcome);
      case "notDone":
        await this.#settle("not_done", { text: outcome.message });
        throw retryable(faultTypes.supplierUnavailable, outcome.message, outcome.retryAfterMs);
      case "unknown":
        await this.#settle("unknown", { text: outcome.message });
        throw retryable(faultTypes.outcomeUnknown, outcome.message, outcome.retryAfterMs);
    }
  }

  /** "Already ticketed" is no answer to whether it was us: the next attempt reads what is there. */
  async #refused(
    outcome: Extract<SupplierOutcome<never>, { kind: "refused" }>,
  ): Promise<IssueAtSupplierResult> {
    const { supplierCode: code, supplierText: text } = outcome;
    if (outcome.reason === "already_ticketed") {
      await this.#settle("unknown", { code, text });
      throw retryable(faultTypes.outcomeUnknown, toRefusal(outcome).message);
    }
    await this.#settle("refused", { code, text });
    return refused(toRefusal(outcome));
  }

  async #done(value: IssueValue): Promise<IssueAtSupplierResult> {
    switch (value.kind) {
      case "stopped":
        invariant(this.#stoppedBy !== undefined, "only our own check stops an issuance");
        if (this.#stoppedBy instanceof Refusal) return refused(this.#stoppedBy);
        throw this.#stoppedBy;
      case "issued":
        return this.#issued(value.reservation, { adopted: false });
      case "alreadyTicketed":
        return this.#issued(value.reservation, { adopted: true });
    }
  }

  async #issued(
    reservation: Reservation,
    { adopted }: { readonly adopted: boolean },
  ): Promise<IssueAtSupplierResult> {
    const { scope, input, booking, open } = this.#parts;
    const numbers = numbersOf(reservation.documents);
    const ours =
      !adopted || open.length > 0 || (await isOnRecord(scope, intentKey(input), numbers));
    if (ours) {
      await this.#settle("succeeded", { payload: canonicalJson({ adopted, numbers }) });
    }
    return describeFound(booking, reservation, { ours, adopted });
  }

  #reasonToStop(
    reservation: Reservation,
    match: ReservationMatch,
  ): Refusal | ApplicationFailure | undefined {
    if (reservation.status === "cancelled") {
      return new Refusal("PNR_CANCELLED", "The reservation is cancelled at the supplier.");
    }
    if (match.kind === "changed") {
      return new Refusal(
        "PNR_CHANGED",
        `The reservation is no longer what was booked: ${match.differences.join("; ")}.`,
        { differences: match.differences.join("; ") },
      );
    }
    const { now, policy } = this.#parts.dependencies;
    const waitMs = settleWaitMs(this.#parts.open, { now: now(), settleMs: policy.settleMs });
    return waitMs > 0
      ? retryable(
          faultTypes.outcomeUnknown,
          "An earlier request may still be at work at the supplier; it is asked again shortly.",
          waitMs,
        )
      : undefined;
  }

  async #insertIntent(at: string): Promise<number> {
    const { scope, input, booking } = this.#parts;
    const { workflowExecution, attempt, activityId } = activityInfo();
    invariant(workflowExecution !== undefined, "a supplier is asked by a workflow");
    const request = {
      recordLocator: booking.reservation?.recordLocator ?? null,
      fares: fareReferencesOf(booking),
    };
    return insertIntent(scope, {
      gds_provider_code: input.gdsProviderCode,
      operation: "DocIssuance_IssueTicket",
      booking_id: booking.bookingId,
      workflow_id: workflowExecution.workflowId,
      workflow_run_id: workflowExecution.runId,
      step: `${step}:${activityId}`,
      attempt,
      idempotency_key: intentKey(input),
      request_digest: createHash("sha256").update(canonicalJson(request)).digest("hex"),
      sent_at: at,
    });
  }

  /** An answer settles the attempt's own intent, and with it those it explains. */
  async #settle(
    state: "succeeded" | "refused" | "not_done" | "unknown",
    what: { readonly code?: string; readonly text?: string; readonly payload?: string },
  ): Promise<void> {
    const own = this.#intent === undefined ? [] : [this.#intent];
    const earlier =
      state === "succeeded"
        ? this.#parts.open.map(({ supplierRequestId }) => supplierRequestId)
        : [];
    await settleIntents(this.#parts.scope, [...own, ...earlier], {
      state,
      at: this.#at(),
      ...what,
    });
  }

  #at(): string {
    return toDateTime(this.#parts.dependencies.now());
  }
}

function intentKey({ bookingId }: SupplierStepInput): string {
  return `issue:${bookingId}`;
}

function fareReferencesOf(booking: BookingRecord): string[] {
  const references = booking.fares
    .map(({ supplierFareReference }) => supplierFareReference)
    .filter((reference) => reference !== null);
  return [...new Set(references)];
}

function refused({ code, message, details }: Refusal): IssueAtSupplierResult {
  return { kind: "refused", refusal: { code, message, details } };
}

function retryable(type: string, message: string, retryAfterMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}
