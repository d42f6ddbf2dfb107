import { condition, patched, setHandler, upsertSearchAttributes } from "@temporalio/workflow";

import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { Resolution } from "../../temporal/contract/issue-booking";
import { resolveUpdate } from "../../temporal/contract/issue-booking";
import type { OperationProgress } from "../../temporal/contract/payloads";
import type { RefundSettlement, RefundTicketsInput } from "../../temporal/contract/refund-tickets";
import {
  refundChanged,
  refundSettled,
  settleRefundUpdate,
} from "../../temporal/contract/refund-tickets";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { refunds } from "./refund-activities";

/** Where the clocks of two workers differ, nothing is asked faster than this. */
const pauseMs = 1_000;

/**
 * A refund that was booked, until it is over: what the books say counts, and is read anew whenever
 * something is told or due.
 */
export class RefundFollowing {
  readonly #input: RefundTicketsInput;
  readonly #settlements: RefundSettlement[] = [];
  #isBooked = false;
  #isTold = false;
  #isLate = false;

  constructor(input: RefundTicketsInput) {
    this.#input = input;
    setHandler(refundChanged, () => {
      this.#isTold = true;
    });
    setHandler(refundSettled, (settlement) => {
      this.#settlements.push(settlement);
    });
    setHandler(
      settleRefundUpdate,
      async (settlement) => {
        const standing = await refunds.settleRefund(input, settlement);
        this.#endLateness();
        this.#isTold = true;
        return standing;
      },
      { validator: (_settlement: RefundSettlement) => this.#assertBooked() },
    );
  }

  /** From now on it can be settled, and a person decides on nothing but the wait for that. */
  begin(): void {
    this.#isBooked = true;
    setHandler(resolveUpdate, (resolution) => this.#postpone(resolution), {
      validator: (resolution) => this.#assertPostponable(resolution),
    });
  }

  async untilCompleted(): Promise<void> {
    for (;;) {
      this.#isTold = false;
      await this.#settleWhatWasTold();
      const { isCompleted, remindInMs } = await refunds.readRefund(this.#input);
      if (isCompleted) break;
      if (await this.#isToldWithin(remindInMs)) continue;
      await refunds.remindOfRefund(this.#input);
      this.#isLate = true;
      this.#show();
    }
    this.#isLate = false;
    this.#show();
  }

  #show(): void {
    const reason = this.#isLate ? "refund_not_settled" : null;
    upsertSearchAttributes([
      { key: searchAttributes.needsAttention, value: this.#isLate },
      { key: searchAttributes.attentionReason, value: reason },
    ]);
  }

  #endLateness(): void {
    if (!this.#isLate || !patched("late-until-settled")) return;
    this.#isLate = false;
    this.#show();
  }

  async #postpone(resolution: Resolution): Promise<OperationProgress> {
    this.#isLate = false;
    await refunds.postponeReminder(this.#input, resolution);
    this.#show();
    this.#isTold = true;
    const { operationId } = this.#input;
    return { operationId, stage: "postponed", stages: [], attention: null, documents: [] };
  }

  #assertPostponable({ action }: Resolution): void {
    if (this.#isLate && action === "retry") return;
    throw refusalFailure(
      "OPERATION_NOT_RESOLVABLE",
      this.#isLate
        ? "A refund that waits for the airline takes: retry. Else settle it."
        : "The operation needs no attention now.",
    );
  }

  /** What nobody waits for is dropped where it is refused: nothing is left to settle. */
  async #settleWhatWasTold(): Promise<void> {
    for (
      let settlement = this.#settlements.shift();
      settlement !== undefined;
      settlement = this.#settlements.shift()
    ) {
      try {
        await refunds.settleRefund(this.#input, settlement);
        this.#endLateness();
      } catch (error) {
        if (findRefusal(error) === undefined) throw error;
      }
    }
  }

  async #isToldWithin(remindInMs: number | null): Promise<boolean> {
    const isTold = () => this.#isTold || this.#settlements.length > 0;
    if (remindInMs !== null) return condition(isTold, Math.max(pauseMs, remindInMs));
    await condition(isTold);
    return true;
  }

  #assertBooked(): void {
    if (this.#isBooked) return;
    throw refusalFailure(
      "REFUND_STATE_INVALID",
      "The refund is not in the books yet: nothing of it can be settled.",
    );
  }
}
