import type { ExchangedJourney } from "../../domain/exchange/match-exchanged";
import type {
  ExchangeAtSupplierResult,
  ExchangeTicketsInput,
  ExchangeTicketsResult,
} from "../../temporal/contract/exchange";
import { exchangeUpdate } from "../../temporal/contract/exchange";
import { refusalFailure } from "../../temporal/contract/failures";
import type { ActAttention, ActResolution } from "../../temporal/contract/ticket-act";
import { hearSupplier, type SilentSupplier } from "../ticket/hear-supplier";
import { TicketAct } from "../ticket/ticket-act";
import { books, supplier } from "./exchange-activities";

/**
 * Exchanges tickets at the price that was quoted: tried on the books, exchanged at the supplier,
 * then one commit. A lost answer is asked for again: exchanging twice exchanges once.
 */
export function exchangeTickets(input: ExchangeTicketsInput): Promise<ExchangeTicketsResult> {
  const { partner, bookingId, operationId, context } = input;
  const act = new TicketAct<ExchangeTicketsResult>(
    { act: "exchange", partner, bookingId, operationId, context },
    actionsFor,
  );
  return act.run(exchangeUpdate, async () => {
    act.enter("checking");
    await checkAndApprove(act, input);
    act.enter("exchanging");
    const journey = await exchangeAtSupplier(act, input);
    act.enter("exchanged_at_supplier");
    const result = await act.commit(() => books.commitExchange(input, journey));
    act.enter("exchanged");
    return result;
  });
}

/** After a wait it is checked again: the tickets may have been refunded meanwhile. */
async function checkAndApprove(act: Act, input: ExchangeTicketsInput): Promise<void> {
  const { amount, ticketNumbers } = await books.checkExchange(input, { isApproved: false });
  const { hasWaited } = await act.approve({
    act: "ticket.exchange",
    amount,
    reason: input.reason,
    shown: { ticket_numbers: ticketNumbers, quote: input.quoteId },
  });
  if (hasWaited) await books.checkExchange(input, { isApproved: true });
}

/** Retry: ask again. Adopt: take the new tickets that are there. Abandon: leave the books as they are. */
function actionsFor(reason: ActAttention["reason"]): readonly ActResolution["action"][] {
  if (reason === "posting_refused") return ["retry"];
  return reason === "exchanged_elsewhere" ? ["retry", "adopt", "abandon"] : ["retry", "abandon"];
}

type Act = TicketAct<ExchangeTicketsResult>;

async function exchangeAtSupplier(
  act: Act,
  input: ExchangeTicketsInput,
): Promise<ExchangedJourney> {
  for (;;) {
    const answer = await hearSupplier(() => supplier.exchangeAtSupplier(input));
    if (answer.kind === "exchanged" && answer.isOurs) return answer.journey;
    const resolution = await act.attend(toAttention(answer));
    if (resolution?.action === "adopt" && answer.kind === "exchanged") return answer.journey;
    if (resolution?.action === "abandon") {
      throw refusalFailure(
        "OPERATION_ABANDONED",
        `Given up, the books keep the old tickets: ${resolution.note}`,
      );
    }
  }
}

type Answer = ExchangeAtSupplierResult | SilentSupplier;

function toAttention(answer: Answer): ActAttention {
  switch (answer.kind) {
    case "silent":
      return { reason: "supplier_silent", text: answer.message };
    case "unmatched":
      return {
        reason: "exchange_unmatched",
        text: `Exchanged at the supplier. New tickets that fit the old ones are not found among: ${answer.numbers.join(", ")}.`,
      };
    case "exchanged":
      return {
        reason: "exchanged_elsewhere",
        text: `Exchanged at the supplier, not by travoBooks: ${answer.journey.documents
          .map(({ oldNumber, numbers }) => `${oldNumber} for ${numbers.join(", ")}`)
          .join("; ")}.`,
      };
  }
}
