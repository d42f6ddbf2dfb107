import type { z } from "@hono/zod-openapi";

import type { PriceChangeRecord } from "../../db/read/price-changes";
import { toMoneyJson } from "../../domain/money";
import type { priceChangeSchema } from "../schemas/price-change";

export function presentPriceChange(
  change: PriceChangeRecord,
  bookingId: string,
  livemode: boolean,
): z.infer<typeof priceChangeSchema> {
  return {
    id: change.publicId,
    object: "price_change",
    livemode,
    booking_id: bookingId,
    status: change.status,
    old: {
      fare: toMoneyJson(change.oldFare),
      tax: toMoneyJson(change.oldTax),
      total: toMoneyJson(change.oldTotal),
    },
    new: {
      fare: toMoneyJson(change.newFare),
      tax: toMoneyJson(change.newTax),
      total: toMoneyJson(change.newTotal),
    },
    fares: change.fares.map((fare) => ({
      number: fare.fareNumber,
      base: toMoneyJson(fare.base),
      taxes: fare.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      total: toMoneyJson(fare.total),
      commission: toMoneyJson(fare.commission),
    })),
    found_at: change.foundAt,
    accepted_at: change.acceptedAt,
  };
}
