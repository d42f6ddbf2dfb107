import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax } from "./ledger-check";

/** What is deferred on each account for each ticket is what its schedules defer, less releases. */
export async function checkDeferrals(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const row = await snapshot.db
    .selectFrom("revenue_schedules")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return {
    name: "deferred revenue equals its schedules",
    figures: { schedules: row.count },
    finding:
      (await findUnequalTicket(snapshot)) ??
      (await findUnequalSlices(snapshot)) ??
      (await findOverReleased(snapshot)) ??
      (await findUnbookedRelease(snapshot)),
  };
}

/** Debits less credits, with what schedules defer added: a cost waits on the debit side. */
async function findUnequalTicket({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const scheduled = db
    .selectFrom("revenue_schedules")
    .select([
      "deferred_account_id as account_id",
      "booking_ticket_id",
      sql<string>`IF(schedule_kind = ${"principal_cost"}, -functional_amount, functional_amount)`.as(
        "amount",
      ),
    ]);
  const released = db
    .selectFrom("revenue_releases as release")
    .innerJoin(
      "revenue_schedule_lines as slice",
      "slice.revenue_schedule_line_id",
      "release.revenue_schedule_line_id",
    )
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "slice.revenue_schedule_id",
    )
    .select([
      "schedule.deferred_account_id as account_id",
      "schedule.booking_ticket_id",
      sql<string>`IF(schedule.schedule_kind = ${"principal_cost"}, release.functional_amount, -release.functional_amount)`.as(
        "amount",
      ),
    ]);
  const booked = db
    .selectFrom("journal_entry_lines")
    .select([
      "account_id",
      "booking_ticket_id",
      sql<string>`IF(side = ${"debit"}, functional_amount, -functional_amount)`.as("amount"),
    ])
    .where("booking_ticket_id", "is not", null)
    .where("account_id", "in", ({ selectFrom }) =>
      selectFrom("revenue_schedules").select("deferred_account_id"),
    );
  const rows = await db
    .selectFrom(booked.unionAll(scheduled).unionAll(released).as("part"))
    .innerJoin("chart_of_accounts as account", "account.account_id", "part.account_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "part.booking_ticket_id")
    .select([
      "account.account_code",
      "ticket.ticket_number",
      sql<string>`SUM(part.amount)`.as("difference"),
    ])
    .groupBy(["account.account_code", "part.booking_ticket_id", "ticket.ticket_number"])
    .having(sql<boolean>`SUM(part.amount) <> 0`)
    .orderBy("ticket.ticket_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "DEFERRAL_DIFFERS",
    "What is deferred for a ticket is not what its schedules say.",
    rows.map(
      (row) => `account ${row.account_code}, ticket ${row.ticket_number}: ${row.difference}`,
    ),
  );
}

async function findUnequalSlices({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("revenue_schedules as schedule")
    .leftJoin(
      "revenue_schedule_lines as line",
      "line.revenue_schedule_id",
      "schedule.revenue_schedule_id",
    )
    .select("schedule.public_id")
    .groupBy([
      "schedule.revenue_schedule_id",
      "schedule.public_id",
      "schedule.transaction_amount",
      "schedule.functional_amount",
    ])
    .having(({ eb, or, fn, ref }) =>
      or([
        eb(fn.count("line.revenue_schedule_line_id"), "=", 0),
        eb(fn.sum<string>("line.transaction_amount"), "!=", ref("schedule.transaction_amount")),
        eb(fn.sum<string>("line.functional_amount"), "!=", ref("schedule.functional_amount")),
      ]),
    )
    .orderBy("schedule.revenue_schedule_id")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "DEFERRAL_DIFFERS",
    "The slices of a schedule do not add up to it.",
    rows.map((row) => `revenue schedule ${row.public_id}`),
  );
}

async function findOverReleased({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("revenue_releases as release")
    .innerJoin(
      "revenue_schedule_lines as slice",
      "slice.revenue_schedule_line_id",
      "release.revenue_schedule_line_id",
    )
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "slice.revenue_schedule_id",
    )
    .select(["schedule.public_id", "slice.line_number"])
    .groupBy([
      "slice.revenue_schedule_line_id",
      "schedule.public_id",
      "slice.line_number",
      "slice.transaction_amount",
      "slice.functional_amount",
    ])
    .having(({ eb, or, fn, ref }) =>
      or([
        eb(fn.sum<string>("release.transaction_amount"), ">", ref("slice.transaction_amount")),
        eb(fn.sum<string>("release.functional_amount"), ">", ref("slice.functional_amount")),
      ]),
    )
    .orderBy("schedule.public_id")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "DEFERRAL_DIFFERS",
    "More was released of a slice than it defers.",
    rows.map((row) => `revenue schedule ${row.public_id}, slice ${row.line_number}`),
  );
}

async function findUnbookedRelease({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("revenue_releases as release")
    .leftJoin("journal_entries as entry", "entry.posting_key", "release.posting_key")
    .select("release.posting_key")
    .distinct()
    .where("entry.journal_entry_id", "is", null)
    .orderBy("release.posting_key")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "DEFERRAL_DIFFERS",
    "A release has no entry.",
    rows.map((row) => `posting key ${row.posting_key}`),
  );
}
