import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

const issuanceKey = "issue:";

/**
 * Every ticket that was issued has one entry, of its issuance or of the exchange that it was issued
 * in, and every issuance entry its tickets.
 */
export async function checkTickets(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const row = await snapshot.db
    .selectFrom("booking_tickets")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return {
    name: "tickets and issuance entries match",
    figures: { tickets: row.count },
    finding: (await findUnbookedTicket(snapshot)) ?? (await findUnticketedEntry(snapshot)),
  };
}

/**
 * Of documents in conjunction the first carries the amounts, and the lines name it alone. One that
 * costs nothing, an infant's perhaps, has no line of its own in its booking's entry.
 */
async function findUnbookedTicket({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("booking_tickets as ticket")
    .innerJoin("bookings as booking", "booking.booking_id", "ticket.booking_id")
    .leftJoin("exchanges as exchange", "exchange.exchange_id", "ticket.exchange_id")
    .leftJoin("journal_entries as entry", (join) =>
      // As keys are kept, or the index on them is not looked at.
      join.on(
        "entry.posting_key",
        "=",
        sql<string>`COALESCE(exchange.posting_key, CONVERT(CONCAT(${issuanceKey}, booking.public_id) USING ascii) COLLATE ascii_bin)`,
      ),
    )
    .leftJoin("journal_entry_lines as line", (join) =>
      join
        .onRef("line.journal_entry_id", "=", "entry.journal_entry_id")
        .onRef("line.booking_ticket_id", "=", "ticket.booking_ticket_id"),
    )
    .select("ticket.ticket_number")
    .where("ticket.conjunction_number", "=", 1)
    .groupBy([
      "ticket.booking_ticket_id",
      "ticket.ticket_number",
      "ticket.base_amount",
      "ticket.tax_amount",
      "ticket.commission_amount",
    ])
    .having(({ eb, or, and, fn }) =>
      or([
        eb(fn.count("entry.journal_entry_id").distinct(), "!=", 1),
        and([
          eb(fn.count("line.journal_entry_id").distinct(), "!=", 1),
          eb(sql`ticket.base_amount + ticket.tax_amount + ticket.commission_amount`, ">", 0),
        ]),
      ]),
    )
    .orderBy("ticket.booking_ticket_id")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "TICKET_WITHOUT_ENTRY",
    "A ticket does not stand in the entry of its issuance or exchange.",
    rows.map((row) => `ticket ${row.ticket_number}`),
  );
}

async function findUnticketedEntry({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries as entry")
    .leftJoin("bookings as booking", "booking.public_id", "entry.source_public_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_id", "booking.booking_id")
    .select(["entry.entry_number", "entry.public_id"])
    .where("entry.posting_key", "like", `${issuanceKey}%`)
    .groupBy(["entry.journal_entry_id", "entry.entry_number", "entry.public_id"])
    .having(({ eb, fn }) => eb(fn.count("ticket.booking_ticket_id"), "=", 0))
    .orderBy("entry.entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "ISSUANCE_WITHOUT_TICKETS",
    "An issuance was booked, and its booking has no ticket.",
    rows.map(nameEntry),
  );
}
