import { setHandler } from "@temporalio/workflow";

import { supplierNameOf } from "../../domain/supplier-names";
import { supplierMessageSignal } from "../../temporal/contract/issue-booking";
import type { SettleStrayOrderInput, StrayOrderEnd } from "../../temporal/contract/stray-order";
import { settleStrayOrderUpdate } from "../../temporal/contract/stray-order";
import type { ActAttention } from "../../temporal/contract/ticket-act";
import { books, supplier } from "./issuance-activities";
import { answerOf } from "./settle-issuance";
import { TicketAct } from "./ticket-act";

/**
 * The supplier says that it has confirmed an order, and no booking has it: its money is spent, and
 * nothing of that is in the books. It is looked at, and what it carries is a person's to know of:
 * they settle it at the supplier and have it looked at again, or leave it there.
 */
export function settleStrayOrder(input: SettleStrayOrderInput): Promise<StrayOrderEnd> {
  const { partner, recordLocator, operationId, context } = input;
  let messages = 0;
  setHandler(supplierMessageSignal, () => {
    messages += 1;
  });
  const about = { type: "supplier_order", id: recordLocator } as const;
  const act = new TicketAct<StrayOrderEnd>(
    { act: "stray_order", partner, bookingId: null, about, operationId, context },
    () => ["retry", "dismiss"],
  );
  return act.run(settleStrayOrderUpdate, async () => {
    let isBegun = false;
    const end = async (result: StrayOrderEnd): Promise<StrayOrderEnd> => {
      if (isBegun) await books.endStrayOrder(input, result);
      act.enter(result.outcome);
      return result;
    };
    for (;;) {
      const heard = messages;
      const found = await answerOf(async () => ({
        kind: "read" as const,
        ticketNumbers: await supplier.readStrayOrder(input),
      }));
      const ticketNumbers = found.kind === "read" ? found.ticketNumbers : [];
      if (found.kind === "read" && ticketNumbers.length === 0) {
        // It may have been confirmed since it was looked at.
        if (messages !== heard) continue;
        return end({ outcome: "gone", ticketNumbers });
      }
      const begun = await books.beginStrayOrder(input, ticketNumbers);
      if (begun.kind !== "begun") return end({ outcome: begun.kind, ticketNumbers });
      isBegun = true;
      const resolution = await act.attend(toAttention(input, found, begun.bookingReference));
      if (resolution?.action === "dismiss") return end({ outcome: "dismissed", ticketNumbers });
    }
  });
}

type Found = Awaited<
  ReturnType<typeof answerOf<{ readonly kind: "read"; readonly ticketNumbers: readonly string[] }>>
>;

function toAttention(
  { gdsProviderCode, recordLocator }: SettleStrayOrderInput,
  found: Found,
  bookingReference: string | null,
): ActAttention {
  const order = `Order ${recordLocator} at ${supplierNameOf(gdsProviderCode) ?? gdsProviderCode}`;
  switch (found.kind) {
    case "silent":
      return { reason: "supplier_silent", text: `${order} is confirmed: ${found.message}` };
    case "refused":
      return { reason: "supplier_silent", text: `${order} is confirmed: ${found.refusal.message}` };
    case "read": {
      const booking =
        bookingReference === null
          ? "No booking has it"
          : `Booking ${bookingReference} has it, and is not issued`;
      const text = `${order} is confirmed. ${booking}. Its tickets: ${found.ticketNumbers.join(", ")}.`;
      return { reason: "order_unbooked", text };
    }
  }
}
