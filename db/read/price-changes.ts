import type { Selectable } from "kysely";

import type { Money, MoneyJson } from "../../domain/money";
import { add, parseMoney } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import type { ChangedFare, ChangedPrice } from "../../domain/price-change";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface PriceChangeRecord extends ChangedPrice {
  readonly priceChangeRowId: number;
  readonly publicId: string;
  readonly status: "FOUND" | "ACCEPTED" | "SUPERSEDED";
  readonly oldTotal: Money;
  readonly newTotal: Money;
  readonly foundAt: string;
  readonly acceptedAt: string | null;
}

/** How `terms` is kept: money as decimal strings. */
export type StoredFares = readonly (Omit<ChangedFare, "base" | "taxes" | "total" | "commission"> & {
  readonly base: MoneyJson;
  readonly taxes: readonly { readonly code: string; readonly amount: MoneyJson }[];
  readonly total: MoneyJson;
  readonly commission: MoneyJson;
})[];

/** Of this booking, by public ids. */
export async function getPriceChange(
  { db }: PartnerDatabase,
  { bookingId, priceChangeId }: { readonly bookingId: string; readonly priceChangeId: string },
): Promise<PriceChangeRecord> {
  const row = await db
    .selectFrom("price_changes")
    .innerJoin("bookings", "bookings.booking_id", "price_changes.booking_id")
    .selectAll("price_changes")
    .where("price_changes.public_id", "=", priceChangeId)
    .where("bookings.public_id", "=", bookingId)
    .executeTakeFirst();
  if (row !== undefined) return toPriceChange(row);
  throw new Refusal("NOT_FOUND", "No such change of the booking's price.", { id: priceChangeId });
}

/** Of a booking by its public id, newest first. */
export async function listPriceChanges(
  { db }: PartnerDatabase,
  bookingId: string,
  page: PageRequest,
): Promise<Page<PriceChangeRecord>> {
  let query = db
    .selectFrom("price_changes")
    .innerJoin("bookings", "bookings.booking_id", "price_changes.booking_id")
    .selectAll("price_changes")
    .where("bookings.public_id", "=", bookingId);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("price_changes.created_at", "price_changes.price_change_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("price_changes.created_at", "desc")
    .orderBy("price_changes.price_change_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toPriceChange,
    key: (row) => ({ createdAt: row.created_at, id: row.price_change_id }),
  });
}

function toPriceChange(row: Selectable<Database["price_changes"]>): PriceChangeRecord {
  const amount = (text: string) => toMoney(text, row.currency);
  const prices = {
    oldFare: amount(row.old_fare_amount),
    oldTax: amount(row.old_tax_amount),
    newFare: amount(row.new_fare_amount),
    newTax: amount(row.new_tax_amount),
  };
  return {
    priceChangeRowId: row.price_change_id,
    publicId: row.public_id,
    status: row.status,
    ...prices,
    oldTotal: add(prices.oldFare, prices.oldTax),
    newTotal: add(prices.newFare, prices.newTax),
    fares: readOwnJson<StoredFares>(row.terms).map((fare) => ({
      ...fare,
      base: parseMoney(fare.base),
      taxes: fare.taxes.map(({ code, amount: tax }) => ({ code, amount: parseMoney(tax) })),
      total: parseMoney(fare.total),
      commission: parseMoney(fare.commission),
    })),
    foundAt: toInstant(row.created_at),
    acceptedAt: row.accepted_at && toInstant(row.accepted_at),
  };
}
