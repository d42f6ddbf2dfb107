import type { SearchAttributeUpdatePair } from "@temporalio/common";
import type { ApplicationFailure, TemporalFailure } from "@temporalio/workflow";
import { CancellationScope, setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";

import type { AttentionAction, AttentionReason } from "../../domain/attention";
import { refusalFailure } from "../../temporal/contract/failures";
import type {
  Attention,
  IssueBookingInput,
  IssueBookingProgress,
  IssueBookingResult,
  IssueBookingStage,
  Resolution,
} from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload, StageTime } from "../../temporal/contract/payloads";
import { searchAttributes, showTicketNumbers } from "../../temporal/contract/search-attributes";
import type { SupplierStepInput } from "../../temporal/contract/supplier";

export type CancelRequest = Pick<Resolution, "context" | "note">;

type Outcome =
  | { readonly kind: "issued"; readonly result: IssueBookingResult }
  | { readonly kind: "failed"; readonly failure: TemporalFailure };

/** What the handlers of an issuance share with its run. */
export class IssuanceState {
  readonly input: IssueBookingInput;
  readonly #stages: StageTime[] = [];
  #stage: IssueBookingStage = "requested";
  #attention: Attention | undefined;
  #attentionRecorded = false;
  #isPendingApproval = false;
  #documents: readonly IssuedDocumentPayload[] = [];
  #offered: readonly IssuedDocumentPayload[] = [];
  #resolution: Resolution | undefined;
  #cancelRequest: CancelRequest | undefined;
  #asking: CancellationScope | undefined;
  #hasMessage = false;
  #late: { readonly numbers: readonly string[]; readonly isAdoptable: boolean } | undefined;
  #outcome: Outcome | undefined;

  constructor(input: IssueBookingInput) {
    this.input = input;
    this.enter("requested");
  }

  get step(): SupplierStepInput {
    const { partner, bookingId, gdsProviderCode, context } = this.input;
    return { partner, bookingId, gdsProviderCode, context };
  }

  get progress(): IssueBookingProgress {
    return {
      operationId: this.input.operationId,
      stage: this.#stage,
      stages: [...this.#stages],
      attention: this.#attention ?? null,
      documents: this.isIssued ? this.#documents : this.#offered,
    };
  }

  /** Documents that are at the supplier and that somebody may adopt. */
  get offered(): readonly IssuedDocumentPayload[] {
    return this.#offered;
  }

  get isIssued(): boolean {
    return this.#documents.length > 0;
  }

  get resolution(): Resolution | undefined {
    return this.#resolution;
  }

  get cancelRequest(): CancelRequest | undefined {
    return this.#cancelRequest;
  }

  /** Waits for people, who may take days: the operation says so too by then. */
  get waitsForPeople(): boolean {
    return this.#attentionRecorded || this.#isPendingApproval;
  }

  get hasEnded(): boolean {
    return this.#outcome !== undefined;
  }

  isCancelRequested(): boolean {
    return this.#cancelRequest !== undefined;
  }

  enter(stage: IssueBookingStage): void {
    this.#stage = stage;
    this.#stages.push({ stage, at: new Date().toISOString() });
  }

  /** Other people are asked, by the policy of the act. */
  askForApproval(): void {
    this.#isPendingApproval = true;
    this.#show("pending_approval");
  }

  /** They have approved; where nobody was asked, nothing is shown. */
  goOn(): void {
    if (!this.#isPendingApproval) return;
    this.#isPendingApproval = false;
    this.#show("approved");
  }

  #show(stage: IssueBookingStage): void {
    this.enter(stage);
    upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  }

  offer(documents: readonly IssuedDocumentPayload[]): void {
    this.#offered = documents;
  }

  /** What a confirmation that came late has brought, and whether the books would take it. */
  findLate(late: { readonly numbers: readonly string[]; readonly isAdoptable: boolean }): void {
    this.#late = late;
  }

  get lateNumbers(): readonly string[] {
    return this.#late?.numbers ?? [];
  }

  /** The booking's own documents: kept here until they stand in the books. */
  hold(documents: readonly IssuedDocumentPayload[]): void {
    this.#documents = documents;
  }

  /** Tells operators; undefined where they have been told. */
  raise(reason: AttentionReason, text: string): Attention | undefined {
    if (this.#attention?.reason === reason) return undefined;
    const actions = this.#actionsFor(reason);
    this.#attention = { reason, text, since: new Date().toISOString(), actions };
    this.enter("needs_attention");
    setCurrentDetails(`**Needs attention: ${reason}**\n\n${text}`);
    upsertSearchAttributes([
      { key: searchAttributes.needsAttention, value: true },
      { key: searchAttributes.attentionReason, value: reason },
      { key: searchAttributes.stage, value: this.#stage },
    ]);
    return this.#attention;
  }

  attentionWasRecorded(): void {
    this.#attentionRecorded = true;
  }

  /** What a person decided, if one has; the work goes on at `next`. */
  takeResolution(next: IssueBookingStage): Resolution | undefined {
    const resolution = this.#resolution;
    if (resolution !== undefined) this.#settle(resolution.action === "abandon" ? "voiding" : next);
    this.#resolution = undefined;
    return resolution;
  }

  /** Runs a question to the supplier that a cancellation may interrupt. */
  async asking<T>(ask: () => Promise<T>): Promise<T> {
    this.#asking = new CancellationScope({ cancellable: true });
    try {
      return await this.#asking.run(ask);
    } finally {
      this.#asking = undefined;
    }
  }

  /** Enters the wait for the supplier's confirmation; how long it lasts already, in milliseconds. */
  awaitConfirmation(): number {
    const known = this.#stages.find(({ stage }) => stage === "awaiting_confirmation");
    if (known !== undefined) return new Date().getTime() - Date.parse(known.at);
    this.enter("awaiting_confirmation");
    return 0;
  }

  /** The supplier has told us that there is something to ask for. */
  takeMessage(): void {
    this.#hasMessage = true;
  }

  get hasMessage(): boolean {
    return this.#hasMessage;
  }

  /** What is asked from now on answers the messages so far. */
  forgetMessages(): void {
    this.#hasMessage = false;
  }

  requestCancel(request: CancelRequest): void {
    this.#cancelRequest ??= request;
    this.#asking?.cancel();
  }

  resolve(resolution: Resolution): void {
    this.#resolution = resolution;
  }

  succeed(result: IssueBookingResult): void {
    this.#settle("issued", [showTicketNumbers(result.ticketNumbers)]);
    this.#outcome = { kind: "issued", result };
  }

  fail(
    stage: Extract<IssueBookingStage, "refused" | "cancelled" | "abandoned" | "dismissed">,
  ): void {
    this.#settle(stage);
  }

  end(failure: TemporalFailure): void {
    this.#outcome = { kind: "failed", failure };
  }

  resultOrThrow(): IssueBookingResult {
    if (this.#outcome?.kind === "issued") return this.#outcome.result;
    throw (
      this.#outcome?.failure ??
      refusalFailure("OPERATION_IN_PROGRESS", "The issuance has not ended.")
    );
  }

  assertSameOperation(operationId: string): void {
    if (operationId !== this.input.operationId) {
      throw refusalFailure(
        "OPERATION_IN_PROGRESS",
        "The booking is being issued by another operation. Follow that one.",
        { operationId: this.input.operationId },
      );
    }
  }

  assertResolvable(resolution: Resolution): void {
    const reason = this.#attention?.reason;
    if (reason === undefined || this.#resolution !== undefined) {
      throw refusalFailure("OPERATION_NOT_RESOLVABLE", "The operation needs no attention now.");
    }
    const actions = this.#actionsFor(reason);
    if (!actions.includes(resolution.action)) {
      throw refusalFailure(
        "OPERATION_NOT_RESOLVABLE",
        reason === "posting_refused" && resolution.action === "adopt"
          ? "The ticket numbers are known; what is refused is their posting. Mend that and retry."
          : `An operation that waits for ${reason} takes: ${actions.join(", ")}.`,
      );
    }
    if (resolution.action !== "adopt") return;
    if (resolution.documents.length === 0 && this.#offered.length === 0) {
      throw refusalFailure(
        "OPERATION_NOT_RESOLVABLE",
        "Say which ticket numbers to adopt: none were found at the supplier.",
      );
    }
  }

  assertCancellable(): void {
    const isOver = this.hasEnded || this.isIssued || this.#stage === "voiding";
    if (isOver || "isConfirmedLate" in this.input) {
      throw this.#tooLate();
    }
  }

  /** After a cancellation was asked for: refuses if the supplier had issued by then. */
  assertCancelled(): void {
    if (this.#stage !== "cancelled") throw this.#tooLate();
  }

  /** What came late may also be left as it is, and is not adopted for a booking that has ended. */
  #actionsFor(reason: AttentionReason): readonly AttentionAction[] {
    const actions = actionsFor(reason);
    if (!("isConfirmedLate" in this.input)) return actions;
    const takes = actions.filter(
      (action) => action !== "adopt" || this.#late?.isAdoptable === true,
    );
    return [...takes, "dismiss"];
  }

  #tooLate(): ApplicationFailure {
    return refusalFailure(
      "OPERATION_NOT_CANCELLABLE",
      "It is too late to cancel. Tickets that were issued are voided or refunded instead.",
      { stage: this.#stage },
    );
  }

  /** Enters a stage that needs nobody any more. */
  #settle(stage: IssueBookingStage, facts: SearchAttributeUpdatePair[] = []): void {
    this.enter(stage);
    const attended = this.#attention !== undefined;
    this.#attention = undefined;
    this.#attentionRecorded = false;
    upsertSearchAttributes([
      { key: searchAttributes.stage, value: stage },
      ...facts,
      ...(attended
        ? [
            { key: searchAttributes.needsAttention, value: false },
            { key: searchAttributes.attentionReason, value: null },
          ]
        : []),
    ]);
    if (attended) setCurrentDetails("");
  }
}

/** Adopt: take numbers that are not known yet. */
function actionsFor(reason: AttentionReason): readonly AttentionAction[] {
  return reason === "posting_refused" || reason === "void_incomplete"
    ? ["retry", "abandon"]
    : ["retry", "adopt", "abandon"];
}
