import { getBooking } from "../../db/read/get-booking";
import { getRefundQuote } from "../../db/read/refund-quotes";
import { readIntents } from "../../db/write/supplier-requests";
import { chooseTickets } from "../../domain/chosen-tickets";
import { invariant } from "../../domain/invariant";
import { parseMoney } from "../../domain/money";
import type { DocumentCoupon } from "../../domain/refund/given-up-coupons";
import type { GrantedQuote, QuotedDocument } from "../../domain/refund/stored-quote";
import { toGranted } from "../../domain/refund/stored-quote";
import { Refusal } from "../../domain/refusal";
import { partOfTickets } from "../../domain/split/booking-parts";
import type { RefundQuote } from "../../suppliers/air-operations";
import type { AirSupplier } from "../../suppliers/port";
import type {
  RefundAtSupplierResult,
  RefundTicketsInput,
} from "../../temporal/contract/refund-tickets";
import type { SupplierDependencies } from "../dependencies";
import { askSupplier } from "../ticket/ask-supplier";
import { readStanding } from "./quote-refund-at-supplier";

/**
 * Refunds at the supplier what was quoted, at that amount or not at all (`PRICE_CHANGED`). Asked
 * again after a lost answer, it finds what was done. Where some documents were refunded and another
 * was refused, it says which; refuses what somebody else has refunded (`TICKET_NOT_REFUNDABLE`).
 */
export function createRefundAtSupplier(dependencies: SupplierDependencies) {
  return async function refundAtSupplier(
    input: RefundTicketsInput,
  ): Promise<RefundAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const booking = await getBooking(scope, input.bookingId);
    const { quote } = await getRefundQuote(scope, input.quoteId);
    const asked = quote.granted.documents.map(({ number }) => number);
    const { reservation } = partOfTickets(booking, chooseTickets(booking, asked).documents);
    invariant(reservation !== null, "a ticket was issued from a reservation");
    const { gdsProviderCode, recordLocator } = reservation;
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const key = `refund:${input.refundId}`;
    const hasAsked = (await readIntents(scope, key)).nextTurn > 1;
    try {
      const { kind } = await askSupplier(dependencies, {
        scope,
        gdsProviderCode,
        operation: "refund",
        bookingId: booking.bookingId,
        idempotencyKey: key,
        request: { documents: asked, total: { ...quote.granted.total } },
        call: (options) =>
          supplier.refund(
            {
              recordLocator,
              quote: toRefundQuote(quote.granted),
              idempotencyKey: `${input.partner}:${key}`,
            },
            options,
          ),
        record: (value) => ({ payload: { kind: value.kind, documents: asked } }),
      });
      if (kind === "alreadyRefunded" && !hasAsked) throw refundedElsewhere(asked);
      return { refunded: asked, left: [] };
    } catch (error) {
      if (!(error instanceof Refusal) || !hasAsked) throw error;
      return afterRefusal(supplier, { recordLocator, documents: quote.documents }, error);
    }
  };
}

function refundedElsewhere(numbers: readonly string[]): Refusal {
  return new Refusal(
    "TICKET_NOT_REFUNDABLE",
    "Somebody has refunded the tickets at the supplier, not through us.",
    { ticket: numbers.join(", "), status: "refunded" },
  );
}

/** An earlier request may have refunded some of the documents before this one was refused. */
async function afterRefusal(
  supplier: AirSupplier,
  {
    recordLocator,
    documents,
  }: { readonly recordLocator: string; readonly documents: readonly QuotedDocument[] },
  refusal: Refusal,
): Promise<RefundAtSupplierResult> {
  const documentNumbers = documents.flatMap((document) => document.documentNumbers);
  const asked = { recordLocator, documentNumbers };
  const standing = await readStanding(supplier, asked, { mayHaveActed: true });
  const isRefunded = ({ ticketNumber, coupon }: DocumentCoupon): boolean =>
    standing
      .filter(({ number }) => number === ticketNumber)
      .some(({ coupons }) =>
        coupons.some((one) => one.coupon === coupon && one.status === "refunded"),
      );
  const numbers = documents.map(({ ticketNumber }) => ticketNumber);
  const refunded = documents
    .filter(({ coupons }) => coupons.some(isRefunded))
    .map(({ ticketNumber }) => ticketNumber);
  if (refunded.length === 0) throw refusal;
  const left = numbers.filter((number) => !refunded.includes(number));
  return { refunded, left: left.map((number) => ({ number, text: refusal.message })) };
}

function toRefundQuote({ documents, total, reference, expiresAt }: GrantedQuote): RefundQuote {
  return {
    documents: documents.map((document) => ({
      ...toGranted(document),
      ...(document.coupons === undefined ? {} : { coupons: document.coupons }),
    })),
    total: parseMoney(total),
    ...(reference === undefined ? {} : { reference }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
