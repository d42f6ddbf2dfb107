import type { PartnerDatabase } from "../../db/partner-scope";
import { findCreditLimit, readCreditUse } from "../../db/read/credit-use";
import { inSnapshot } from "../../db/transaction";
import type { PartnerRecord } from "../../domain/booking-record";
import type { Money } from "../../domain/money";
import { formatAmount, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { toFunctional } from "../fx-rate/to-functional";

/**
 * Whether a customer's credit limit covers what they owe, what else is held for them and this, at
 * the rates in force today. Without a limit nothing is asked. Nothing is locked: of two bookings at
 * the same moment each may find the room that is there for one. Refuses with
 * `CREDIT_LIMIT_EXCEEDED`, and with `FX_RATE_MISSING` what cannot be compared.
 */
export async function assertWithinCredit(
  scope: PartnerDatabase,
  {
    customerId,
    amount,
    exceptBookingId,
  }: {
    readonly customerId: number;
    /** What the customer is to owe. */
    readonly amount: Money;
    /** The booking that this is about, where it stands already. */
    readonly exceptBookingId?: number;
  },
  { partner, now }: { readonly partner: PartnerRecord; readonly now: string },
): Promise<void> {
  const limit = await findCreditLimit(scope, customerId);
  if (limit === null || amount.minor <= 0n) return;
  const { functionalCurrency } = partner;
  const { owed, held } = await inSnapshot(scope, (snapshot) =>
    readCreditUse(snapshot, { customerId, exceptBookingId, functionalCurrency }),
  );
  const inFunctional = async (each: Money): Promise<Money> => {
    const converted = await toFunctional(scope, each, { partner, at: now });
    if (converted !== null) return converted;
    throw new Refusal(
      "FX_RATE_MISSING",
      `A credit limit is asked for in ${functionalCurrency}: enter today's rate from ${each.currency}, then retry.`,
      { from: each.currency, to: functionalCurrency },
    );
  };
  const inUse = [owed];
  for (const each of held) inUse.push(await inFunctional(each));
  const used = sum(functionalCurrency, inUse);
  const left = subtract(await inFunctional(limit), used);
  if ((await inFunctional(amount)).minor <= left.minor) return;
  throw new Refusal(
    "CREDIT_LIMIT_EXCEEDED",
    `The customer's credit limit is ${money(limit)}; ${money(used)} of it is used, and this comes to ${money(amount)}. Take a payment, or raise the limit.`,
    { limit: money(limit), used: money(used), amount: money(amount) },
  );
}

function money(amount: Money): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}
