import { patched } from "@temporalio/workflow";

import { refusalFailure } from "../../temporal/contract/failures";
import type { VoidAtSupplierResult } from "../../temporal/contract/supplier";
import type { ActAttention, ActResolution } from "../../temporal/contract/ticket-act";
import type {
  CheckedVoid,
  VoidTicketsInput,
  VoidTicketsResult,
} from "../../temporal/contract/void-tickets";
import { voidUpdate } from "../../temporal/contract/void-tickets";
import { approvalsPatch } from "../approval/require-approval";
import { hearSupplier, type SilentSupplier } from "./hear-supplier";
import { books, supplier } from "./issuance-activities";
import { TicketAct } from "./ticket-act";

/**
 * Takes tickets back on the day of issue: tried on the books, voided at the supplier, then one
 * commit mirrors their issuance. A lost answer is asked for again: voiding twice voids once.
 */
export function voidTickets(input: VoidTicketsInput): Promise<VoidTicketsResult> {
  const { partner, bookingId, operationId, context } = input;
  const act = new TicketAct<VoidTicketsResult>(
    { act: "void", partner, bookingId, operationId, context },
    actionsFor,
  );
  return act.run(voidUpdate, async () => {
    act.enter("checking");
    const checked = await checkAndApprove(act, input);
    act.enter("voiding");
    const { left } = await voidAtSupplier(act, input, checked);
    act.enter("voided_at_supplier");
    const result = await act.commit(() => books.commitVoid(input, { ...checked, left }));
    act.enter("voided");
    return result;
  });
}

/** After a wait it is checked again: the window may have shut meanwhile. */
async function checkAndApprove(act: Act, input: VoidTicketsInput): Promise<CheckedVoid> {
  const checked = await books.checkVoid(input);
  if (!patched(approvalsPatch)) return checked;
  const { amount, documentNumbers } = checked;
  const { hasWaited } = await act.approve({
    act: "ticket.void",
    ...(amount === undefined ? {} : { amount }),
    reason: input.reason,
    shown: { ticket_numbers: documentNumbers },
  });
  return hasWaited ? books.checkVoid(input) : checked;
}

/** Retry: ask again. Adopt: they are void, somebody looked. Abandon: what stands is to stand. */
function actionsFor(reason: ActAttention["reason"]): readonly ActResolution["action"][] {
  return reason === "posting_refused" ? ["retry"] : ["retry", "adopt", "abandon"];
}

type Act = TicketAct<VoidTicketsResult>;

/** The documents that stay as they are, because the supplier or a person says so. */
async function voidAtSupplier(
  act: Act,
  input: VoidTicketsInput,
  { documentNumbers }: CheckedVoid,
): Promise<{ readonly left: readonly string[] }> {
  for (;;) {
    const answer = await askSupplier(input, documentNumbers);
    if (answer.kind === "answered" && answer.failed.length === 0) return { left: [] };
    const resolution = await act.attend(toAttention(answer));
    if (resolution?.action === "adopt") return { left: [] };
    if (resolution?.action === "abandon") return abandon(answer, resolution);
  }
}

type Answer = ({ readonly kind: "answered" } & VoidAtSupplierResult) | SilentSupplier;

function askSupplier(
  { partner, bookingId, gdsProviderCode, context }: VoidTicketsInput,
  ticketNumbers: readonly string[],
): Promise<Answer> {
  const step = { partner, bookingId, gdsProviderCode, context };
  return hearSupplier(async () => ({
    kind: "answered",
    ...(await supplier.voidTicketsAtSupplier({ ...step, ticketNumbers })),
  }));
}

function toAttention(answer: Answer): ActAttention {
  return answer.kind === "silent"
    ? { reason: "supplier_silent", text: answer.message }
    : {
        reason: "void_incomplete",
        text: `Void: ${answer.voided.join(", ")}. Not voided: ${answer.failed
          .map(({ number, text }) => `${number} (${text})`)
          .join(", ")}.`,
      };
}

/** Some were voided: those are booked. None was, as far as a person says: nothing is. */
function abandon(answer: Answer, { note }: ActResolution): { readonly left: readonly string[] } {
  if (answer.kind === "answered") return { left: answer.failed.map(({ number }) => number) };
  throw refusalFailure("OPERATION_ABANDONED", `Given up, the tickets stand: ${note}`);
}
