import { getBooking } from "../../db/read/get-booking";
import { invariant } from "../../domain/invariant";
import { toMoneyJson } from "../../domain/money";
import {
  chooseRefundedTickets,
  giveUpCoupons,
  isPart,
  listGivenUp,
} from "../../domain/refund/given-up-coupons";
import type { DocumentStanding, GrantedQuote } from "../../domain/refund/stored-quote";
import type { Refusal } from "../../domain/refusal";
import { partOfTickets } from "../../domain/split/booking-parts";
import type { RefundQuote } from "../../suppliers/air-operations";
import type { AirSupplier } from "../../suppliers/port";
import type { QuoteRefundInput, RefundAtSupplierQuote } from "../../temporal/contract/quote-refund";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";
import { toRefusal } from "../ticket/supplier-refusals";

/**
 * Asks what a supplier would refund, and how the coupons stand, where it says so. Changes nothing
 * there. Refuses tickets that cannot be refunded before it asks (`TICKET_NOT_REFUNDABLE`).
 */
export function createQuoteRefundAtSupplier(dependencies: SupplierDependencies) {
  return async function quoteRefundAtSupplier(
    input: QuoteRefundInput,
  ): Promise<RefundAtSupplierQuote> {
    const scope = await dependencies.openPartner(input.partner);
    const booking = await getBooking(scope, input.bookingId);
    const asked = input.ticketNumbers.length === 0 ? "all" : input.ticketNumbers;
    const chosen = chooseRefundedTickets(booking, asked);
    const { reservation } = partOfTickets(booking, chosen.documents);
    invariant(reservation !== null, "a ticket was issued from a reservation");
    const { gdsProviderCode, recordLocator } = reservation;
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const numbers = chosen.documents.map(({ number }) => number);
    const standing = await readStanding(supplier, { recordLocator, documentNumbers: numbers });
    const given = giveUpCoupons(
      chosen,
      new Map(standing.map(({ number, coupons }) => [number, coupons])),
      input.coupons,
    );
    const coupons = given
      .filter(isPart)
      .flatMap(({ documents }) => listGivenUp(documents))
      .map(({ ticketNumber, coupon }) => ({ number: ticketNumber, coupon }));
    if (coupons.length > 0 && !supplier.capabilities.refundsCoupons) throw wholeTicketsOnly();
    const documentNumbers = chosen.tickets.map(({ number }) => number);
    const quote = await readSupplier((options) =>
      supplier.quoteRefund(
        { recordLocator, documentNumbers, ...(coupons.length === 0 ? {} : { coupons }) },
        options,
      ),
    );
    return { granted: toGrantedQuote(quote), standing };
  };
}

function wholeTicketsOnly(): Refusal {
  return toRefusal({
    kind: "refused",
    reason: "not_supported",
    supplierCode: "",
    supplierText: "it refunds all open coupons of a ticket at once",
  });
}

/** Coupons as the supplier has them; none from one that cannot say. */
export async function readStanding(
  supplier: AirSupplier,
  documents: { readonly recordLocator: string; readonly documentNumbers: readonly string[] },
  earlier: { readonly mayHaveActed?: boolean } = {},
): Promise<DocumentStanding[]> {
  if (!supplier.capabilities.operations.has("getDocumentStatus")) return [];
  const statuses = await readSupplier(
    (options) => supplier.getDocumentStatus(documents, options),
    earlier,
  );
  return statuses.map(({ number, coupons }) => ({
    number,
    coupons: coupons.map(({ coupon, status }) => ({ coupon, status })),
  }));
}

function toGrantedQuote({ documents, total, reference, expiresAt }: RefundQuote): GrantedQuote {
  return {
    documents: documents.map((document) => ({
      number: document.number,
      fare: toMoneyJson(document.fare),
      taxes: document.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      penalty: toMoneyJson(document.penalty),
      total: toMoneyJson(document.total),
      ...(document.coupons === undefined ? {} : { coupons: document.coupons }),
    })),
    total: toMoneyJson(total),
    ...(reference === undefined ? {} : { reference }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
