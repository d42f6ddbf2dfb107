import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { ExchangeQuoteRecord } from "./exchange-quotes";
import { toQuote } from "./exchange-quotes";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface ExchangeRecord {
  readonly publicId: string;
  readonly reason: string;
  readonly exchangedAt: string;
  readonly createdAt: string;
  readonly journalEntryId: string;
  /** New tickets, in order; of a conjunction, each. */
  readonly ticketNumbers: readonly string[];
  /** Those that keep a residual value. */
  readonly emdNumbers: readonly string[];
  readonly quote: ExchangeQuoteRecord;
}

export interface ExchangeFilter {
  readonly bookingId?: string;
  readonly createdFrom?: string;
  readonly createdBefore?: string;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

export async function getExchange(
  scope: PartnerDatabase,
  publicId: string,
): Promise<ExchangeRecord> {
  const row = await selectExchanges(scope)
    .where("exchange.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such exchange.", { id: publicId });
  const numbers = await listIssuedNumbers(scope, [row.exchange_id]);
  return toExchange(row, numbers);
}

/** Newest first. */
export async function listExchanges(
  scope: PartnerDatabase,
  filter: ExchangeFilter,
  page: PageRequest,
): Promise<Page<ExchangeRecord>> {
  let query = selectExchanges(scope);
  if (filter.bookingId) query = query.where("booking.public_id", "=", filter.bookingId);
  if (filter.among) query = query.where("booking.branch_id", "in", [...filter.among]);
  if (filter.createdFrom) query = query.where("exchange.created_at", ">=", filter.createdFrom);
  if (filter.createdBefore) query = query.where("exchange.created_at", "<", filter.createdBefore);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("exchange.created_at", "exchange.exchange_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("exchange.created_at", "desc")
    .orderBy("exchange.exchange_id", "desc")
    .limit(page.limit + 1)
    .execute();
  const numbers = await listIssuedNumbers(
    scope,
    rows.map((row) => row.exchange_id),
  );
  return toPage(rows, page, {
    item: (row) => toExchange(row, numbers),
    key: (row) => ({ createdAt: row.exchange_created_at, id: row.exchange_id }),
  });
}

function selectExchanges({ db }: PartnerDatabase) {
  return db
    .selectFrom("exchanges as exchange")
    .innerJoin("exchange_quotes as quote", "quote.exchange_quote_id", "exchange.exchange_quote_id")
    .innerJoin("bookings as booking", "booking.booking_id", "exchange.booking_id")
    .innerJoin("journal_entries as entry", "entry.posting_key", "exchange.posting_key")
    .selectAll("quote")
    .select([
      "exchange.exchange_id",
      "exchange.public_id as exchange_public_id",
      "exchange.reason",
      "exchange.exchanged_at",
      "exchange.created_at as exchange_created_at",
      "booking.public_id as booking_public_id",
      "booking.branch_id",
      "entry.public_id as entry_public_id",
    ]);
}

type ExchangeRow = Awaited<ReturnType<ReturnType<typeof selectExchanges>["execute"]>>[number];

function toExchange(row: ExchangeRow, issued: ReadonlyMap<number, IssuedNumbers>): ExchangeRecord {
  const { tickets, emds } = issued.get(row.exchange_id) ?? { tickets: [], emds: [] };
  return {
    publicId: row.exchange_public_id,
    reason: row.reason,
    exchangedAt: toInstant(row.exchanged_at),
    createdAt: toInstant(row.exchange_created_at),
    journalEntryId: row.entry_public_id,
    ticketNumbers: tickets,
    emdNumbers: emds,
    quote: toQuote(row),
  };
}

interface IssuedNumbers {
  readonly tickets: readonly string[];
  readonly emds: readonly string[];
}

async function listIssuedNumbers(
  { db }: PartnerDatabase,
  exchangeIds: readonly number[],
): Promise<Map<number, IssuedNumbers>> {
  if (exchangeIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("booking_tickets")
    .select(["exchange_id", "ticket_number", "document_type"])
    .where("exchange_id", "in", [...exchangeIds])
    .orderBy("booking_ticket_id")
    .execute();
  const issued = new Map<number, IssuedNumbers>();
  for (const { exchange_id: id, ticket_number: number, document_type: type } of rows) {
    if (id === null) continue;
    const { tickets, emds } = issued.get(id) ?? { tickets: [], emds: [] };
    const isTicket = type === "ETKT";
    issued.set(id, {
      tickets: isTicket ? [...tickets, number] : tickets,
      emds: isTicket ? emds : [...emds, number],
    });
  }
  return issued;
}
