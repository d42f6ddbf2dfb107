import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { listRefundedBefore } from "../../db/read/refunded-before";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { succeedOperation } from "../../db/write/operations";
import { formatAmount, toMoneyJson } from "../../domain/money";
import { chooseRefundedTickets } from "../../domain/refund/given-up-coupons";
import type { StoredQuote } from "../../domain/refund/stored-quote";
import { priceQuote, toQuotedDocument, toTerms } from "../../domain/refund/stored-quote";
import type {
  QuoteRefundInput,
  QuoteRefundResult,
  RefundAtSupplierQuote,
} from "../../temporal/contract/quote-refund";
import { toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import type { PlannedRefund } from "./plan-refund";
import { planRefund } from "./plan-refund";

/** Unless the supplier's own quote ends before: it is asked for the price again at the refund. */
const quoteLastsMs = 24 * 3_600_000;

/**
 * Prices what the supplier grants, tries it on the books and keeps it as it is shown, in one commit
 * with the operation's result. Safe to repeat.
 */
export function createStoreRefundQuote({ openPartner, now, observer }: LedgerDependencies) {
  return async function storeRefundQuote(
    input: QuoteRefundInput,
    answer: RefundAtSupplierQuote,
  ): Promise<QuoteRefundResult> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<QuoteRefundResult>(transaction, input.operationId)) ??
        store(transaction, input, answer, at),
      observer,
    );
  };
}

async function store(
  transaction: PartnerTransaction,
  input: QuoteRefundInput,
  answer: RefundAtSupplierQuote,
  at: string,
): Promise<QuoteRefundResult> {
  const booking = await getBooking(transaction, input.bookingId);
  chooseRefundedTickets(
    booking,
    answer.granted.documents.map(({ number }) => number),
  );
  const parts = { ...answer, terms: input.terms };
  const tickets = priceQuote(
    booking,
    { ...parts, coupons: input.coupons ?? [] },
    await listRefundedBefore(transaction, booking),
  );
  const refund = { id: input.quoteId, tickets, terms: toTerms(input.terms), at };
  const plan = await planRefund(transaction, booking, refund);
  await prepareEntry(transaction, plan.posting, { partner: plan.partner });
  const { customer } = plan;
  const quote: StoredQuote = {
    ...parts,
    documents: tickets.map(toQuotedDocument),
    entry: toPreview(plan),
  };
  await transaction.db
    .insertInto("refund_quotes")
    .values({
      public_id: input.quoteId,
      booking_id: booking.bookingId,
      refund_kind: input.terms.kind,
      currency: customer.currency,
      customer_amount: formatAmount(customer),
      quote_payload: JSON.stringify(quote),
      expires_at: toDateTime(expiryOf(answer, at)),
      created_at: toDateTime(at),
    })
    .execute();
  const result = { quoteId: input.quoteId, bookingId: input.bookingId };
  const facts = {
    quote_id: input.quoteId,
    kind: input.terms.kind,
    customer_amount: { ...toMoneyJson(customer) },
  };
  await writeAudit(
    transaction,
    toActContext(input.context),
    [
      {
        type: "refund.quoted",
        targetType: "booking",
        targetId: booking.publicId,
        payload: facts,
      },
    ],
    toDateTime(at),
  );
  await succeedOperation(transaction, input.operationId, {
    stage: "quoted",
    result,
    at: toDateTime(at),
  });
  return result;
}

function toPreview({ posting }: PlannedRefund): StoredQuote["entry"] {
  return posting.lines.map(({ account, side, amount }) => ({
    account,
    side,
    amount: toMoneyJson(amount),
  }));
}

function expiryOf({ granted }: RefundAtSupplierQuote, at: string): string {
  const ours = new Date(Date.parse(at) + quoteLastsMs).toISOString();
  const { expiresAt } = granted;
  if (expiresAt === undefined) return ours;
  const theirs = new Date(expiresAt).toISOString();
  return theirs < ours ? theirs : ours;
}
