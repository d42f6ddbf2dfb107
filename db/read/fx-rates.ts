import type { Selectable } from "kysely";

import { invertRate } from "../../domain/fx/fx-rate";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface FxRateRecord {
  readonly publicId: string;
  readonly from: string;
  readonly to: string;
  readonly effectiveOn: string;
  readonly rate: string;
  readonly source: string;
  readonly recordedAt: string;
}

export interface CurrencyPair {
  readonly from: string;
  readonly to: string;
}

/** The rate in force for a pair and day, and the row that it comes from. */
export interface RateInForce {
  readonly rate: string;
  readonly derivation: "explicit" | "inverse";
  readonly row: FxRateRecord;
}

/**
 * The one rule for which rate counts: the pair's own newest rate of the day or before it, however
 * old; where it has none, the inverse of the opposite pair's, rounded to eight decimals. Never a
 * cross through a third currency. Of several rows for a day the last one entered counts.
 */
export async function findRateInForce(
  scope: PartnerDatabase,
  pair: CurrencyPair,
  on: string,
): Promise<RateInForce | undefined> {
  const explicit = await findNewestRow(scope, pair, on);
  if (explicit !== undefined) {
    return { rate: explicit.rate, derivation: "explicit", row: explicit };
  }
  const opposite = await findNewestRow(scope, { from: pair.to, to: pair.from }, on);
  const rate = opposite && invertRate(opposite.rate);
  return opposite === undefined || rate === undefined
    ? undefined
    : { rate, derivation: "inverse", row: opposite };
}

async function findNewestRow(
  { db }: PartnerDatabase,
  { from, to }: CurrencyPair,
  on: string,
): Promise<FxRateRecord | undefined> {
  const row = await db
    .selectFrom("fx_rates")
    .selectAll()
    .where("from_currency", "=", from)
    .where("to_currency", "=", to)
    .where("effective_on", "<=", on)
    .orderBy("effective_on", "desc")
    .orderBy("fx_rate_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toFxRate(row);
}

export interface FxRateFilter {
  readonly from?: string;
  readonly to?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly source?: string;
}

/** Newest first, with rows that a later one has corrected. */
export async function listFxRates(
  { db }: PartnerDatabase,
  filter: FxRateFilter,
  page: PageRequest,
): Promise<Page<FxRateRecord>> {
  let query = db.selectFrom("fx_rates").selectAll();
  if (filter.from) query = query.where("from_currency", "=", filter.from);
  if (filter.to) query = query.where("to_currency", "=", filter.to);
  if (filter.effectiveFrom) query = query.where("effective_on", ">=", filter.effectiveFrom);
  if (filter.effectiveTo) query = query.where("effective_on", "<=", filter.effectiveTo);
  if (filter.source) query = query.where("rate_source", "=", filter.source);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "fx_rate_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("fx_rate_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toFxRate,
    key: (row) => ({ createdAt: row.created_at, id: row.fx_rate_id }),
  });
}

export function toFxRate(row: Selectable<Database["fx_rates"]>): FxRateRecord {
  return {
    publicId: row.public_id,
    from: row.from_currency,
    to: row.to_currency,
    effectiveOn: row.effective_on,
    rate: row.rate,
    source: row.rate_source,
    recordedAt: toInstant(row.created_at),
  };
}
