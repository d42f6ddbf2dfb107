import { getStoredEntry } from "../../db/journal/get-stored-entry";
import { loadRates } from "../../db/journal/load-rates";
import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toMoney } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import type { RefundRow } from "../../db/write/refunds";
import { invariant } from "../../domain/invariant";
import { accounts } from "../../domain/journal/accounts";
import type { EntryLine } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { OpenItem } from "../../domain/posting/open-item";
import { openItemOf, restOf } from "../../domain/posting/open-item";
import type { PaybackMeans } from "../../domain/posting/payback";
import { postPayback } from "../../domain/posting/payback";
import { Refusal } from "../../domain/refusal";
import type { PayBackRefundInput } from "../../temporal/contract/refund-tickets";

export interface PlannedPayback {
  readonly posting: Posting;
  readonly creditExpiresOn: string | null;
}

/**
 * The entry of a payback: what stands in 2022 of the refund goes out, or is set off against what
 * the customer owes (accounting.md 5.5, 5.8). Tried on the books. The refund is held.
 */
export async function planPayback(
  transaction: PartnerTransaction,
  refund: RefundRow,
  input: PayBackRefundInput,
  paidOn: string,
): Promise<PlannedPayback> {
  const partner = await getPartner(transaction);
  const amount = parseMoney(input.amount);
  const rateOf = await loadRates(transaction, [{ amount }], partner, paidOn);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const { lines, creditExpiresOn } = postPayback(
    {
      payable: await getPayable(transaction, refund, functional),
      amount,
      paidOn,
      means: await toMeans(transaction, refund, input.means, functional),
    },
    { functional, ...(reporting === null ? {} : { reporting }), rateOf },
  );
  const posting = {
    postingKey: `payback:${input.paybackId}`,
    sourceType: "booking",
    sourceId: input.bookingId,
    eventDate: paidOn,
    description: `Refund paid back: ${input.means.kind.replace("_", " ")}`,
    lines,
  };
  await prepareEntry(transaction, posting, { partner });
  return { posting, creditExpiresOn };
}

/** What is left in 2022 of the refund's entry, at its carried amount. */
async function getPayable(
  transaction: PartnerTransaction,
  refund: RefundRow,
  functional: string,
): Promise<OpenItem> {
  const { db } = transaction;
  const entry = await db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("posting_key", "=", refund.posting_key)
    .executeTakeFirst();
  invariant(entry !== undefined, "a refund that is to be paid back was booked");
  const { lines } = await getStoredEntry(transaction, entry.journal_entry_id);
  const booked = openItemOf(
    lines.filter(({ account }) => account === accounts.customerRefundsPayable),
    "credit",
    functional,
  );
  const paid = await db
    .selectFrom("refund_paybacks")
    .select(["payback_amount", "currency"])
    .where("refund_id", "=", refund.refund_id)
    .orderBy("refund_payback_id")
    .execute();
  const left = paid.reduce<OpenItem | undefined>(
    (item, row) => item && restOf(item, toMoney(row.payback_amount, row.currency)),
    booked,
  );
  if (left !== undefined) return left;
  throw new Refusal("OVER_APPLIED", "Nothing of this refund stands for the customer.");
}

async function toMeans(
  transaction: PartnerTransaction,
  refund: RefundRow,
  means: PayBackRefundInput["means"],
  functional: string,
): Promise<PaybackMeans> {
  if (means.kind !== "receivable") return means;
  const applications = [];
  for (const { bookingId, amount } of means.applications) {
    const item = await getReceivable(transaction, refund, bookingId, functional);
    applications.push({ item, amount: parseMoney(amount) });
  }
  return { kind: "receivable", applications };
}

/** What the refund's customer still owes for a booking of theirs, which is held. */
async function getReceivable(
  transaction: PartnerTransaction,
  refund: RefundRow,
  bookingId: string,
  functional: string,
): Promise<OpenItem> {
  const { db } = transaction;
  const booking = await db
    .selectFrom("bookings")
    .select("booking_id")
    .where("public_id", "=", bookingId)
    .where("customer_id", "=", refund.customer_id)
    .forUpdate()
    .executeTakeFirst();
  if (booking === undefined) {
    throw new Refusal("NOT_FOUND", "No such booking of this customer.", { id: bookingId });
  }
  const entries = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select("line.journal_entry_id")
    .distinct()
    .where("line.booking_id", "=", booking.booking_id)
    .where("account.account_code", "=", accounts.receivable)
    .execute();
  const lines: EntryLine[] = [];
  for (const { journal_entry_id: id } of entries) {
    const entry = await getStoredEntry(transaction, id);
    lines.push(
      ...entry.lines.filter(
        ({ account, dimensions, transaction: { currency } }) =>
          account === accounts.receivable &&
          dimensions.bookingId === booking.booking_id &&
          currency === refund.currency,
      ),
    );
  }
  const item = openItemOf(lines, "debit", functional);
  if (item !== undefined) return item;
  throw new Refusal("OVER_APPLIED", "Nothing is owed for this booking.", { id: bookingId });
}
