import {
  allHandlersFinished,
  CancellationScope,
  condition,
  patched,
  setHandler,
  TemporalFailure,
} from "@temporalio/workflow";

import { invariant } from "../../domain/invariant";
import type { RefusalRecord } from "../../temporal/contract/failures";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { IssueBookingInput, IssueBookingResult } from "../../temporal/contract/issue-booking";
import {
  cancelUpdate,
  issueUpdate,
  progressQuery,
  resolveUpdate,
  supplierMessageSignal,
} from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import { systemContext } from "../../temporal/contract/payloads";
import type { FindAtSupplierResult, IssueAtSupplierResult } from "../../temporal/contract/supplier";
import { approvalsPatch, requireApproval } from "../approval/require-approval";
import type { SilentSupplier } from "./hear-supplier";
import { books, supplier } from "./issuance-activities";
import { IssuanceState } from "./issuance-state";
import { settleLateConfirmation } from "./late-confirmation";
import { abandon, adopted, answerOf, attend, commit } from "./settle-issuance";

const confirmationWaitMsMin = 1_000;
const confirmationAttentionMs = 600_000;

/**
 * Sells a booking: the supplier issues, then one commit writes the tickets and their journal
 * entry. What is lost on the way is asked for, never guessed; what cannot be decided waits for a
 * person, for days if need be.
 */
export async function issueBooking(input: IssueBookingInput): Promise<IssueBookingResult> {
  const state = new IssuanceState(input);
  handleMessages(state);
  try {
    // A cancellation is a request, not an interruption: nothing issued is ever dropped.
    const result = await CancellationScope.nonCancellable(() => run(state));
    state.succeed(result);
    return result;
  } catch (error) {
    if (error instanceof TemporalFailure) state.end(error);
    throw error;
  } finally {
    if (state.hasEnded)
      await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

async function run(state: IssuanceState): Promise<IssueBookingResult> {
  const { input } = state;
  if ("isConfirmedLate" in input) return settleLateConfirmation(state, input);
  if (patched(approvalsPatch)) await approve(state);
  state.enter("issuing");
  const documents = await issue(state);
  state.hold(documents);
  state.enter("issued_at_supplier");
  return commit(state, documents);
}

/** Waits for what the partner's policy wants: the booking is PENDING_APPROVAL meanwhile. */
async function approve(state: IssuanceState): Promise<void> {
  const { partner, bookingId, operationId, context } = state.input;
  try {
    const ended = await requireApproval(
      { act: "booking.issue", partner, bookingId, operationId, context },
      { whilePending: () => state.askForApproval(), findCallOff: () => state.cancelRequest },
    );
    if (ended === "called_off") await endInCancellation(state);
    state.goOn();
  } catch (error) {
    const refusal = findRefusal(error);
    if (refusal === undefined || refusal.code === "OPERATION_CANCELLED") throw error;
    await endInRefusal(state, refusal);
  }
}

/** Asks the supplier until it has issued, has refused, or a person has decided. */
async function issue(state: IssuanceState): Promise<readonly IssuedDocumentPayload[]> {
  for (;;) {
    state.forgetMessages();
    const answer = await askSupplier(state);
    switch (answer.kind) {
      case "issued":
        return answer.documents;
      case "refused":
        return endInRefusal(state, answer.refusal);
      case "nothing":
        return endInCancellation(state);
      case "silent":
        await attend(state, "supplier_silent", answer.message);
        break;
      case "pending":
        await awaitConfirmation(state, answer);
        break;
      case "ticketedElsewhere":
        state.offer(answer.documents);
        await attend(state, "ticketed_elsewhere", "It carries tickets we did not ask for.");
        break;
      case "unmatched":
        await attend(
          state,
          "documents_unmatched",
          `Issued, but not as it was booked: ${answer.numbers.join(", ")}.`,
        );
        break;
    }
    const resolution = state.takeResolution("issuing");
    if (resolution?.action === "adopt") return adopted(state, resolution);
    if (resolution?.action === "abandon") return abandon(state, resolution);
  }
}

/**
 * Waits for the supplier's message or for the time to look again, whichever is first. An order that
 * is not confirmed after ten minutes is a person's to know of, and is looked at all the same.
 */
async function awaitConfirmation(
  state: IssuanceState,
  { message, askAfterMs }: Extract<IssueAtSupplierResult, { kind: "pending" }>,
): Promise<void> {
  const waitedMs = state.awaitConfirmation();
  if (waitedMs > confirmationAttentionMs) return attend(state, "supplier_silent", message);
  // As long again as it has been waited for: few looks, and none much too late.
  const waitMs = Math.max(askAfterMs, waitedMs, confirmationWaitMsMin);
  await condition(
    () => state.hasMessage || state.isCancelRequested(),
    Math.min(waitMs, confirmationAttentionMs),
  );
}

type Answer = IssueAtSupplierResult | FindAtSupplierResult | SilentSupplier;

/** Has the supplier issue; once somebody wants to cancel, only asks what it has issued. */
async function askSupplier(state: IssuanceState): Promise<Answer> {
  if (!state.isCancelRequested()) {
    const issuing = () => state.asking(() => supplier.issueAtSupplier(state.step));
    const answer = await answerOf<IssueAtSupplierResult>(issuing);
    if (answer.kind !== "silent" || !state.isCancelRequested()) return answer;
  }
  return answerOf<FindAtSupplierResult>(() => supplier.findAtSupplier(state.step));
}

async function endInRefusal(state: IssuanceState, refusal: RefusalRecord): Promise<never> {
  await books.recordFailed(state.input, { stage: "refused", refusal });
  state.fail("refused");
  throw refusalFailure(refusal.code, refusal.message, refusal.details);
}

async function endInCancellation(state: IssuanceState): Promise<never> {
  const { cancelRequest } = state;
  invariant(cancelRequest !== undefined, "only a cancelled issuance asks without issuing");
  await books.recordCancelled(state.input, cancelRequest);
  state.fail("cancelled");
  throw refusalFailure("OPERATION_CANCELLED", "The issuance was cancelled; nothing was issued.");
}

function handleMessages(state: IssuanceState): void {
  setHandler(progressQuery, () => state.progress);
  setHandler(supplierMessageSignal, () => state.takeMessage());
  setHandler(issueUpdate, () => waitForResult(state), {
    validator: ({ operationId }) => state.assertSameOperation(operationId),
  });
  setHandler(
    resolveUpdate,
    async (resolution) => {
      state.resolve(resolution);
      await condition(() => state.resolution !== resolution);
      return state.progress;
    },
    { validator: (resolution) => state.assertResolvable(resolution) },
  );
  setHandler(
    cancelUpdate,
    async (request) => {
      state.requestCancel(request);
      await condition(() => state.hasEnded || state.isIssued);
      state.assertCancelled();
      return state.progress;
    },
    { validator: (_request) => state.assertCancellable() },
  );
  const ofWorkflow = CancellationScope.current().cancelRequested;
  ofWorkflow.catch(() => state.requestCancel(cancelledInTheUi));
}

/** Nobody waits on a line for what people decide. */
async function waitForResult(state: IssuanceState): Promise<IssueBookingResult | null> {
  await condition(() => state.hasEnded || state.waitsForPeople);
  return state.hasEnded ? state.resultOrThrow() : null;
}

const cancelledInTheUi = {
  note: "cancelled in Temporal",
  context: systemContext,
} as const;
