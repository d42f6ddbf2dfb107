import type { ApplicationFailure } from "@temporalio/activity";
import { cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import type { IntentsOfAct } from "../../db/write/supplier-requests";
import { readIntents, settleIntents } from "../../db/write/supplier-requests";
import type { BookingRecord } from "../../domain/booking-record";
import { canonicalJson } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import type { RepricedFare, ReservationMatch } from "../../domain/match-reservation";
import { matchPassengers, matchReservation } from "../../domain/match-reservation";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type { BeforeIssue, IssueValue } from "../../suppliers/air-operations";
import type { SupplierOutcome, Unknown } from "../../suppliers/outcome";
import { faultTypes } from "../../temporal/contract/failures";
import type { IssueAtSupplierResult, SupplierStepInput } from "../../temporal/contract/supplier";
import { releaseKey } from "../booking/release-at-supplier";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { ofRefusedLook, openIntent, retryable, stillAtWork } from "./ask-supplier";
import { assertPostable } from "./assert-postable";
import { describeFound, isOnRecord, numbersOf } from "./found-documents";
import { keepFoundPrice } from "./keep-found-price";
import { settleWaitMs } from "./settle-wait";
import { toStayOrder } from "./stay-order";
import { toRefusal } from "./supplier-refusals";

/**
 * Issues a booking's tickets, exactly once whatever is lost on the way. It asks before it acts:
 * the supplier's session begins with reading the reservation, and what it carries is adopted.
 * The intent is committed before the supplier is asked to issue; a lost answer leaves it open for
 * the next attempt.
 */
export function createIssueAtSupplier(dependencies: SupplierDependencies) {
  return async function issueAtSupplier(input: SupplierStepInput): Promise<IssueAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const [booking, intents] = await Promise.all([
      getBooking(scope, input.bookingId),
      readIntents(scope, intentKey(input)),
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
    const attempt = new IssueAttempt({ dependencies, scope, input, booking, intents, trial });
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const outcome = await keepHeartbeating(() =>
      supplier.issue(
        {
          recordLocator: reservation.recordLocator,
          fareReferences: fareReferencesOf(booking),
          idempotencyKey: intentKey(input),
          ...toStayOrder(booking),
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
  readonly intents: IntentsOfAct;
  /** The entry tried on the books, while the supplier is being asked what it holds. */
  readonly trial: Promise<void>;
}

/** One attempt: what it has learnt of the reservation, and the intent it has committed. */
class IssueAttempt {
  readonly #parts: AttemptInput;
  #stoppedBy: Refusal | ApplicationFailure | undefined;
  /** Fares that the supplier sells at another price by now: why it stopped. */
  #repriced: readonly RepricedFare[] | undefined;
  #intent: number | undefined;

  constructor(parts: AttemptInput) {
    this.#parts = parts;
  }

  /** Called with the reservation as the supplier has it, when it carries no documents. */
  beforeIssue: BeforeIssue = async (reservation) => {
    const { booking } = this.#parts;
    const waitMs = this.#waitMs();
    if (waitMs > 0) return this.#stopFor(stillAtWork(waitMs));
    await this.#settleEarlier();
    const match = matchReservation(booking, reservation);
    if (match.kind === "repriced") {
      this.#repriced = match.fares;
      return { proceed: false };
    }
    if (match.kind === "changed") {
      return this.#stopFor(toChangeRefusal(booking, reservation, match));
    }
    const [trial] = await Promise.allSettled([this.#parts.trial]);
    if (trial.status === "rejected") return this.#stop(trial.reason);
    this.#intent = await this.#insertIntent(this.#at());
    if (this.#intent === undefined) return this.#stopFor(stillAtWork());
    const reason = await this.#findReasonToWait();
    if (reason !== undefined) return this.#giveWay(reason);
    return { proceed: true, fareReferences: match.fareReferences };
  };

  /** The books would refuse what the supplier is about to sell. */
  #stop(error: unknown): { readonly proceed: false } {
    if (!(error instanceof Refusal)) throw error;
    return this.#stopFor(error);
  }

  #stopFor(reason: Refusal | ApplicationFailure): { readonly proceed: false } {
    this.#stoppedBy = reason;
    return { proceed: false };
  }

  /** Looked for after our intent was committed: who releases or reprices looks for that. */
  async #findReasonToWait(): Promise<string | undefined> {
    const { scope, input, booking } = this.#parts;
    const [released, version] = await Promise.all([
      readIntents(scope, releaseKey(input.bookingId)),
      readSettledVersion(scope, booking.bookingId),
    ]);
    if (released.open.length > 0) return "the reservation is being cancelled";
    return version === booking.version ? undefined : "the booking has just been changed";
  }

  async #giveWay(reason: string): Promise<{ readonly proceed: false }> {
    const text = `${reason}; it is asked for again shortly`;
    await this.#settle("not_done", { text });
    return this.#stopFor(retryable(faultTypes.supplierUnavailable, text, 1_000));
  }

  /** Until nothing that was asked for before can still be at work. */
  #waitMs(): number {
    const { dependencies, intents } = this.#parts;
    const { now, policy } = dependencies;
    return settleWaitMs(intents.open, { now: now(), settleMs: policy.settleMs });
  }

  /** By then, what carries no documents has none of earlier requests either. */
  async #settleEarlier(): Promise<void> {
    const { scope, intents } = this.#parts;
    await settleIntents(
      scope,
      intents.open.map(({ supplierRequestId }) => supplierRequestId),
      {
        state: "not_done",
        at: this.#at(),
        text: "the supplier, asked again, has issued nothing",
      },
    );
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
        if (outcome.isPending === true) return toPending(outcome);
        throw retryable(faultTypes.outcomeUnknown, outcome.message, outcome.retryAfterMs);
    }
  }

  /** "Already ticketed" is no answer to whether it was us: the next attempt reads what is there. */
  async #refused(
    outcome: Extract<SupplierOutcome<never>, { kind: "refused" }>,
  ): Promise<IssueAtSupplierResult> {
    const { supplierCode: code, supplierText: text } = outcome;
    // Nothing of this attempt was sent: it is a no to the look.
    const mayHaveActed = this.#intent === undefined && this.#parts.intents.open.length > 0;
    if (mayHaveActed) throw ofRefusedLook(outcome, { mayHaveActed });
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
        if (this.#repriced !== undefined) return this.#stoppedAtPrice(this.#repriced);
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
    const { scope, input, booking, intents } = this.#parts;
    const numbers = numbersOf(reservation.documents);
    const ours =
      !adopted || intents.open.length > 0 || (await isOnRecord(scope, intentKey(input), numbers));
    if (ours) {
      await this.#settle("succeeded", { payload: canonicalJson({ adopted, numbers }) });
    }
    return describeFound(booking, reservation, { ours, adopted });
  }

  async #stoppedAtPrice(repriced: readonly RepricedFare[]): Promise<IssueAtSupplierResult> {
    const { dependencies, scope, booking } = this.#parts;
    return refused(await keepFoundPrice(dependencies, scope, booking, repriced));
  }

  #insertIntent(at: string): Promise<number | undefined> {
    const { scope, input, booking, intents } = this.#parts;
    const act = {
      scope,
      gdsProviderCode: input.gdsProviderCode,
      operation: "issue",
      bookingId: booking.bookingId,
      idempotencyKey: intentKey(input),
      request: {
        recordLocator: booking.reservation?.recordLocator ?? null,
        fares: fareReferencesOf(booking),
      },
    } as const;
    return openIntent(act, intents.nextTurn, at);
  }

  /** An answer settles the attempt's own intent, and with it those it explains. */
  async #settle(
    state: "succeeded" | "refused" | "not_done" | "unknown",
    what: { readonly code?: string; readonly text?: string; readonly payload?: string },
  ): Promise<void> {
    const own = this.#intent === undefined ? [] : [this.#intent];
    const earlier =
      state === "succeeded"
        ? this.#parts.intents.open.map(({ supplierRequestId }) => supplierRequestId)
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

function toChangeRefusal(
  booking: BookingRecord,
  reservation: Reservation,
  { differences }: Extract<ReservationMatch, { kind: "changed" }>,
): Refusal {
  const { status, splitLocators = [] } = reservation;
  if (status === "cancelled") {
    return new Refusal("PNR_CANCELLED", "The reservation is cancelled at the supplier.");
  }
  if (splitLocators.length > 0 && matchPassengers(booking, reservation) === undefined) {
    return new Refusal(
      "PNR_SPLIT",
      "The supplier has moved passengers to another reservation: split the booking first.",
      { record_locators: splitLocators.join(", ") },
    );
  }
  const text = differences.join("; ");
  return new Refusal("PNR_CHANGED", `The reservation is no longer what was booked: ${text}.`, {
    differences: text,
  });
}

/** As whoever holds the booking's row has left it. */
async function readSettledVersion({ db }: PartnerDatabase, bookingId: number): Promise<number> {
  const { version } = await db
    .selectFrom("bookings")
    .select("version")
    .where("booking_id", "=", bookingId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return version;
}

function toPending({ message, retryAfterMs = 0 }: Unknown): IssueAtSupplierResult {
  return { kind: "pending", message, askAfterMs: retryAfterMs };
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
