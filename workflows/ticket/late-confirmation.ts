import type { RefusalRecord } from "../../temporal/contract/failures";
import { refusalFailure } from "../../temporal/contract/failures";
import type {
  IssueBookingResult,
  LateConfirmationInput,
} from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import type { FindAtSupplierResult } from "../../temporal/contract/supplier";
import type { SilentSupplier } from "./hear-supplier";
import { books, supplier } from "./issuance-activities";
import type { IssuanceState } from "./issuance-state";
import { abandon, adopted, answerOf, attend, commit, dismiss } from "./settle-issuance";

/**
 * The supplier says that it has confirmed an order which no issuance waits for any more: it was
 * cancelled, refused or ended by an operator before. The order is looked at, never asked for; what
 * it carries is a person's to decide, also where it is ours. Nothing is sold by a message.
 */
export async function settleLateConfirmation(
  state: IssuanceState,
  input: LateConfirmationInput,
): Promise<IssueBookingResult> {
  let isBegun = false;
  for (;;) {
    state.forgetMessages();
    const found = await answerOf(() => supplier.findAtSupplier(state.step));
    if (found.kind === "nothing" || isUnknownThere(found)) return endWithNothing(state, isBegun);
    const numbers = numbersOf(found);
    const begun = await books.beginLateConfirmation(input, numbers);
    if (begun.kind === "known") throw nothingToDo(begun.text);
    isBegun = true;
    state.findLate({ numbers, isAdoptable: begun.isAdoptable });
    switch (found.kind) {
      case "silent":
        await attend(state, "supplier_silent", found.message);
        break;
      case "issued":
      case "ticketedElsewhere":
        state.offer(found.documents);
        await attend(state, "confirmed_late", describe(numbers, begun.bookingState));
        break;
      case "refused":
        await attend(state, "supplier_silent", found.refusal.message);
        break;
      case "unmatched":
        await attend(
          state,
          "documents_unmatched",
          `Confirmed late, and not as it was booked: ${numbers.join(", ")}.`,
        );
        break;
    }
    const resolution = state.takeResolution("issuing");
    if (resolution?.action === "adopt") return adopt(state, adopted(state, resolution));
    if (resolution?.action === "abandon") return abandon(state, resolution);
    if (resolution?.action === "dismiss") return dismiss(state, resolution);
  }
}

async function adopt(
  state: IssuanceState,
  documents: readonly IssuedDocumentPayload[],
): Promise<IssueBookingResult> {
  state.hold(documents);
  state.enter("issued_at_supplier");
  return commit(state, documents);
}

type Found =
  | FindAtSupplierResult
  | SilentSupplier
  | { readonly kind: "refused"; readonly refusal: RefusalRecord };

function numbersOf(found: Found): readonly string[] {
  if ("documents" in found) return found.documents.flatMap(({ numbers }) => numbers);
  return "numbers" in found ? found.numbers : [];
}

/** The supplier has no such order any more. */
function isUnknownThere(found: Found): boolean {
  return found.kind === "refused" && found.refusal.code === "PNR_NOT_FOUND";
}

/** Nobody has asked for anything: it leaves no operation. */
function nothingToDo(text: string) {
  return refusalFailure("BOOKING_NOT_ISSUABLE", text);
}

function describe(numbers: readonly string[], bookingState: string): string {
  return `The supplier has confirmed an order that nobody waits for: ${numbers.join(", ")}. The booking is ${bookingState}.`;
}

/** What was confirmed is gone by now, or never was: an operation that was begun ends by that. */
async function endWithNothing(state: IssuanceState, isBegun: boolean): Promise<never> {
  const text = "The order carries no tickets: there is nothing to adopt or to cancel.";
  if (!isBegun) throw nothingToDo(text);
  const refusal: RefusalRecord = { code: "OPERATION_ABANDONED", message: text, details: {} };
  await books.recordFailed(state.input, { stage: "abandoned", refusal });
  state.fail("abandoned");
  throw refusalFailure(refusal.code, refusal.message);
}
