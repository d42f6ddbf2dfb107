import {
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";

import { planHold } from "../../domain/plan-hold";
import { findRefusal, type RefusalRecord } from "../../temporal/contract/failures";
import type { EndedHold, HoldExpiryInput } from "../../temporal/contract/hold";
import { cancelBookingUpdate, holdChanged } from "../../temporal/contract/hold";
import { systemContext } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { notices, tell } from "../notices";
import { books } from "../ticket/issuance-activities";
import { TicketAct } from "../ticket/ticket-act";
import { actionsOfRelease, releaseHold } from "./release-hold";

/** An issuance under way ends within this time, or a person is at it: then it is looked at again. */
const lookAgainAfter = "1 minute";
/** What a person must look at is looked at again this often, unless something is told before. */
const lookAgainAtTrouble = "1 hour";

/**
 * Stands beside a held booking until it is issued, cancelled, or its ticketing time limit is over:
 * reminds whoever made it, then cancels at the supplier and in the books. It waits on one timer and
 * asks nobody meanwhile; what the books say is read anew whenever something is told or due.
 */
export async function holdExpiry(input: HoldExpiryInput): Promise<EndedHold | null> {
  const { partner, bookingId } = input;
  let isChanged = false;
  setHandler(holdChanged, () => {
    isChanged = true;
  });
  let remindedAt = "";
  for (;;) {
    isChanged = false;
    const hold = await books.readHold(input);
    if (hold === null) return null;
    const { deadlineAt, heldAt } = hold;
    if (deadlineAt === null) {
      await condition(() => isChanged);
      continue;
    }
    const step = planHold({
      ...hold,
      deadlineAt,
      remindedAt: remindedAt === "" ? heldAt : remindedAt,
      now: new Date().toISOString(),
    });
    if (step.kind === "wait") {
      await condition(() => isChanged, step.waitMs);
    } else if (step.kind === "remind") {
      remindedAt = step.dueAt;
      await tell(notices.mailHoldReminder({ partner, bookingId, hours: step.hours }));
    } else if (hold.isBeingIssued) {
      await condition(() => isChanged, lookAgainAfter);
    } else {
      const outcome = await expire(input);
      if (outcome.kind === "ended" && outcome.hold.bookingState === "EXPIRED") return outcome.hold;
      if (outcome.kind === "refused") {
        const isTrouble = tellOperators(outcome.refusal);
        await condition(() => isChanged, isTrouble ? lookAgainAtTrouble : lookAgainAfter);
      }
    }
  }
}

type Expiry =
  | { readonly kind: "ended"; readonly hold: EndedHold }
  | { readonly kind: "refused"; readonly refusal: RefusalRecord };

/** One attempt to let the hold go, with an operation of its own: it shows, and takes decisions. */
async function expire(input: HoldExpiryInput): Promise<Expiry> {
  const { partner, bookingId, gdsProviderCode } = input;
  const operationId = await books.beginExpiry(input);
  const subject = { partner, bookingId, operationId, context: systemContext };
  const act = new TicketAct<EndedHold>({ act: "expire", ...subject }, actionsOfRelease);
  try {
    const hold = await act.run(cancelBookingUpdate, async () => {
      act.enter("expiring");
      const step = {
        partner,
        bookingId,
        gdsProviderCode,
        context: systemContext,
        purpose: "expire",
      } as const;
      const released = await releaseHold(act, step);
      if (released.kind === "postponed") return books.postponeHold(subject, released.deadlineAt);
      act.enter("cancelled_at_supplier");
      const reason = "the ticketing time limit is over";
      return books.endHold({ ...subject, to: "EXPIRED", reason });
    });
    return { kind: "ended", hold };
  } catch (error) {
    const refusal = findRefusal(error);
    if (refusal === undefined) throw error;
    return { kind: "refused", refusal };
  }
}

/** What has been issued or ended meanwhile, or is being issued, is no trouble. */
const harmless: readonly RefusalRecord["code"][] = [
  "BOOKING_ALREADY_ISSUED",
  "BOOKING_STATE_INVALID",
  "OPERATION_IN_PROGRESS",
];

function tellOperators({ code, message }: RefusalRecord): boolean {
  const isTrouble = !harmless.includes(code);
  if (isTrouble) setCurrentDetails(`**Not cancelled: ${code}**\n\n${message}`);
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: isTrouble }]);
  return isTrouble;
}
