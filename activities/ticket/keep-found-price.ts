import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { recordPriceChange } from "../../db/write/price-changes";
import type { BookingRecord } from "../../domain/booking-record";
import type { RepricedFare } from "../../domain/match-reservation";
import { toChangedPrice, toPriceRefusal } from "../../domain/price-change";
import { Refusal } from "../../domain/refusal";
import type { LedgerDependencies } from "../dependencies";

/** Keeps a price that was found for somebody to accept, and says why nothing is issued at it. */
export async function keepFoundPrice(
  { observer }: Pick<LedgerDependencies, "observer">,
  scope: PartnerDatabase,
  booking: BookingRecord,
  repriced: readonly RepricedFare[],
): Promise<Refusal> {
  try {
    const price = toChangedPrice(booking, repriced);
    const priceChangeId =
      price === undefined
        ? undefined
        : await inTransaction(
            scope,
            (transaction) => recordPriceChange(transaction, booking, price),
            observer,
          );
    return toPriceRefusal(booking, repriced, priceChangeId);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
