import type { UpdateDefinition } from "@temporalio/common";
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  setHandler,
  TemporalFailure,
  upsertSearchAttributes,
} from "@temporalio/workflow";

import type { ApprovalQuestion } from "../../temporal/contract/ask-approval";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { progressQuery, resolveUpdate } from "../../temporal/contract/issue-booking";
import type { StageTime } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { ActAttention, ActInput, ActResolution } from "../../temporal/contract/ticket-act";
import { requireApproval } from "../approval/require-approval";
import { books } from "./issuance-activities";

type ResultUpdate<Result> = UpdateDefinition<Result | null, [{ readonly operationId: string }]>;
type ActionsFor = (reason: ActAttention["reason"]) => readonly ActResolution["action"][];

/** A silent supplier is asked again this often, whoever else is looking at it. */
const askAgainAfter = "2 minutes";

/**
 * An act on tickets that were issued, which an operation follows: its stages, what a person is
 * asked and decides, and the result for whoever waits. The act's own steps are its workflow's.
 */
export class TicketAct<Result> {
  readonly #input: ActInput;
  readonly #actionsFor: ActionsFor;
  readonly #stages: StageTime[] = [];
  #attention: (ActAttention & { readonly since: string }) | undefined;
  /** Waits for people, who may take days: the operation says so too by then. */
  #waitsForPeople = false;
  #resolution: ActResolution | undefined;
  #outcome: { readonly result: Result } | { readonly failure: TemporalFailure } | undefined;

  constructor(input: ActInput, actionsFor: ActionsFor) {
    this.#input = input;
    this.#actionsFor = actionsFor;
    this.enter("requested");
  }

  /**
   * Runs the steps to their end, which no cancellation interrupts: what the supplier has done is
   * never dropped. A refusal is left with the operation before it is answered.
   */
  async run(update: ResultUpdate<Result>, steps: () => Promise<Result>): Promise<Result> {
    this.#handleMessages(update);
    try {
      const result = await CancellationScope.nonCancellable(steps);
      this.#outcome = { result };
      return result;
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      const refusal = findRefusal(error);
      if (refusal !== undefined) {
        await CancellationScope.nonCancellable(() => books.recordActFailed(this.#input, refusal));
      }
      this.#settle("refused");
      this.#outcome = { failure: error };
      throw error;
    } finally {
      if (this.#outcome !== undefined) {
        await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
      }
    }
  }

  enter(stage: string): void {
    this.#stages.push({ stage, at: new Date().toISOString() });
    upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  }

  /**
   * Waits for what the policy of the act wants. Returns whether there was a wait: what was checked
   * before it is checked again. Fails where it was not approved.
   */
  async approve(
    question: Pick<ApprovalQuestion, "act" | "amount" | "reason" | "shown">,
  ): Promise<{ readonly hasWaited: boolean }> {
    const { partner, bookingId, operationId, context } = this.#input;
    const asked = await requireApproval(
      { ...question, partner, bookingId, operationId, context },
      {
        whilePending: () => {
          this.#waitsForPeople = true;
          this.enter("pending_approval");
        },
      },
    );
    const hasWaited = asked === "after_waiting";
    if (hasWaited) this.enter("approved");
    this.#waitsForPeople = false;
    return { hasWaited };
  }

  /** Tells whoever waits what the act came to, while it goes on by itself. */
  conclude(result: Result): void {
    this.#outcome = { result };
  }

  /**
   * Asks a person and waits for what they decide; undefined where a supplier that is silent is to
   * be asked again meanwhile.
   */
  async attend(attention: ActAttention): Promise<ActResolution | undefined> {
    await this.#raise(attention);
    const isDecided = () => this.#resolution !== undefined;
    if (attention.reason === "supplier_silent") await condition(isDecided, askAgainAfter);
    else await condition(isDecided);
    const resolution = this.#resolution;
    if (resolution === undefined) return undefined;
    await books.recordActResolution(this.#input, resolution);
    this.#settle("resolved");
    this.#resolution = undefined;
    return resolution;
  }

  /**
   * The one commit. Where the business refuses it, it waits for a person and is tried again: what
   * the supplier has done is not dropped.
   */
  async commit(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        const refusal = findRefusal(error);
        if (refusal === undefined) throw error;
        await this.attend({
          reason: "posting_refused",
          text: `${refusal.code}: ${refusal.message}`,
        });
      }
    }
  }

  async #raise(attention: ActAttention): Promise<void> {
    const { reason, text } = attention;
    if (this.#attention?.reason === reason) return;
    this.#attention = { ...attention, since: new Date().toISOString() };
    this.enter("needs_attention");
    setCurrentDetails(`**Needs attention: ${reason}**\n\n${text}`);
    upsertSearchAttributes([
      { key: searchAttributes.needsAttention, value: true },
      { key: searchAttributes.attentionReason, value: reason },
    ]);
    const actions = this.#actionsFor(reason);
    await books.recordActAttention(this.#input, { ...attention, actions });
    this.#waitsForPeople = true;
  }

  /** Enters a stage that needs nobody any more. */
  #settle(stage: string): void {
    this.enter(stage);
    if (this.#attention === undefined) return;
    this.#attention = undefined;
    this.#waitsForPeople = false;
    setCurrentDetails("");
    upsertSearchAttributes([
      { key: searchAttributes.needsAttention, value: false },
      { key: searchAttributes.attentionReason, value: null },
    ]);
  }

  #handleMessages(update: ResultUpdate<Result>): void {
    const progress = () => ({
      operationId: this.#input.operationId,
      stage: this.#stages.at(-1)?.stage ?? "requested",
      stages: [...this.#stages],
      attention: this.#attention ?? null,
      documents: [],
    });
    setHandler(progressQuery, progress);
    setHandler(update, () => this.#waitForResult(), {
      validator: ({ operationId }) => this.#assertSameOperation(operationId),
    });
    setHandler(
      resolveUpdate,
      async (resolution) => {
        this.#resolution = resolution;
        await condition(() => this.#resolution !== resolution);
        return progress();
      },
      { validator: (resolution) => this.#assertResolvable(resolution) },
    );
  }

  /** Nobody waits on a line for what people decide. */
  async #waitForResult(): Promise<Result | null> {
    await condition(() => this.#outcome !== undefined || this.#waitsForPeople);
    if (this.#outcome === undefined) return null;
    if ("result" in this.#outcome) return this.#outcome.result;
    throw this.#outcome.failure;
  }

  #assertSameOperation(operationId: string): void {
    if (operationId === this.#input.operationId) return;
    throw refusalFailure(
      "OPERATION_IN_PROGRESS",
      "Another operation is at work on these tickets. Follow that one.",
      { operationId: this.#input.operationId },
    );
  }

  #assertResolvable({ action, recordLocator }: ActResolution): void {
    const reason = this.#attention?.reason;
    if (reason === undefined || this.#resolution !== undefined) {
      throw refusalFailure("OPERATION_NOT_RESOLVABLE", "The operation needs no attention now.");
    }
    const actions = this.#actionsFor(reason);
    if (action === "adopt" && this.#input.act === "hold" && recordLocator === undefined) {
      throw refusalFailure(
        "OPERATION_NOT_RESOLVABLE",
        "To adopt an order, say its record_locator.",
      );
    }
    if (actions.includes(action)) return;
    throw refusalFailure(
      "OPERATION_NOT_RESOLVABLE",
      `An operation that waits for ${reason} takes: ${actions.join(", ")}.`,
      { reason },
    );
  }
}
