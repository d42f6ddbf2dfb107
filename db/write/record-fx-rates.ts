import type { ActContext } from "../../domain/actor";
import type { FxRate } from "../../domain/fx/fx-rate";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { FxRateRecord } from "../read/fx-rates";
import { toFxRate } from "../read/fx-rates";
import { writeAudit } from "./audit";
import { chunksOf } from "./chunks-of";

export interface SourcedRate extends FxRate {
  readonly source: string;
}

export interface RecordedRates {
  /** Rows that were written: for a pair and day without a rate, or another than it had. */
  readonly recorded: readonly FxRateRecord[];
  /** Those of them that correct an earlier row. */
  readonly corrected: number;
  /** Said before, by the row in force. */
  readonly unchanged: number;
  /** Left to what a person entered. */
  readonly kept: number;
}

/**
 * Writes rates, each as a row of its own: nothing that was posted at a rate changes with it. What
 * the row in force says already is not written again, so that the same file or feed twice is once.
 * A feed (`yields`) leaves alone what another source has entered for the day.
 */
export async function recordFxRates(
  transaction: PartnerTransaction,
  rates: readonly SourcedRate[],
  {
    context,
    at,
    yields = false,
  }: { readonly context: ActContext; readonly at: string; readonly yields?: boolean },
): Promise<RecordedRates> {
  const { changed, inForce, ...counts } = await compareFxRates(transaction, rates, { yields });
  const recorded = await insertRates(transaction, changed, at);
  if (recorded.length > 0) await tellAudit(transaction, { recorded, inForce, context, at });
  return { recorded, ...counts };
}

export interface ComparedRates extends Omit<RecordedRates, "recorded"> {
  /** Those that say something else than the row in force, or something for the first time. */
  readonly changed: readonly SourcedRate[];
  readonly inForce: ReadonlyMap<string, FxRateRecord>;
}

/** What recording the rates would write. */
export async function compareFxRates(
  transaction: PartnerTransaction,
  rates: readonly SourcedRate[],
  { yields = false }: { readonly yields?: boolean } = {},
): Promise<ComparedRates> {
  const inForce = await findInForce(transaction, rates);
  const known = (rate: SourcedRate) => inForce.get(keyOf(rate));
  const isKept = (rate: SourcedRate) =>
    yields && (known(rate)?.source ?? rate.source) !== rate.source;
  const differing = rates.filter((rate) => known(rate)?.rate !== rate.rate);
  const changed = differing.filter((rate) => !isKept(rate));
  return {
    changed,
    inForce,
    corrected: changed.filter((rate) => known(rate) !== undefined).length,
    unchanged: rates.length - differing.length,
    kept: differing.length - changed.length,
  };
}

function keyOf({ from, to, effectiveOn }: FxRate): string {
  return `${from}/${to} ${effectiveOn}`;
}

/** The last row of each pair and day. */
async function findInForce(
  { db }: PartnerTransaction,
  rates: readonly FxRate[],
): Promise<Map<string, FxRateRecord>> {
  const inForce = new Map<string, FxRateRecord>();
  for (const chunk of chunksOf(rates)) {
    const rows = await db
      .selectFrom("fx_rates")
      .selectAll()
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple("from_currency", "to_currency", "effective_on"),
          "in",
          chunk.map(({ from, to, effectiveOn }) => tuple(from, to, effectiveOn)),
        ),
      )
      .orderBy("fx_rate_id")
      .execute();
    for (const row of rows.map(toFxRate)) inForce.set(keyOf(row), row);
  }
  return inForce;
}

async function insertRates(
  { db }: PartnerTransaction,
  rates: readonly SourcedRate[],
  at: string,
): Promise<FxRateRecord[]> {
  const rows = rates.map((rate) => ({
    public_id: newId("fxRate"),
    from_currency: rate.from,
    to_currency: rate.to,
    effective_on: rate.effectiveOn,
    rate: rate.rate,
    rate_source: rate.source,
    created_at: at,
  }));
  for (const chunk of chunksOf(rows)) await db.insertInto("fx_rates").values(chunk).execute();
  return rates.map((rate, index) => ({
    ...rate,
    publicId: rows[index]?.public_id ?? "",
    recordedAt: `${at.replace(" ", "T")}Z`,
  }));
}

/** An event for each rate: who said it, and what it said before. */
async function tellAudit(
  transaction: PartnerTransaction,
  {
    recorded,
    inForce,
    context,
    at,
  }: {
    readonly recorded: readonly FxRateRecord[];
    readonly inForce: ReadonlyMap<string, FxRateRecord>;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const events = recorded.map((rate) => ({
    type: "fx_rate.recorded",
    targetType: "fx_rate",
    targetId: rate.publicId,
    payload: {
      pair: `${rate.from}/${rate.to}`,
      effective_on: rate.effectiveOn,
      rate: rate.rate,
      source: rate.source,
      rate_before: inForce.get(keyOf(rate))?.rate ?? null,
    },
  }));
  for (const chunk of chunksOf(events)) await writeAudit(transaction, context, chunk, at);
}
