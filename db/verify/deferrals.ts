import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import { selectReleases } from "../read/revenue-releases";
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
      (await findUnequalSum(snapshot)) ??
      (await findUnequalSlices(snapshot)) ??
      (await findOverReleased(snapshot)) ??
      (await findUnbookedRelease(snapshot)),
  };
}

/**
 * Debits less credits, with what schedules defer added: a cost waits on the debit side. What a run
 * has summed names no ticket: it stands on neither side here, and is compared entry by entry.
 */
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
  const released = selectReleases({ db })
    .leftJoin("recognition_runs as run", "run.recognition_run_id", "release.recognition_run_id")
    .where(({ eb, or }) =>
      or([
        eb("run.recognition_run_id", "is", null),
        eb("run.recognition_entries", "=", "per_booking"),
      ]),
    )
    .select(["schedule.deferred_account_id as account_id", "schedule.booking_ticket_id"])
    .select(releasedDebit.as("amount"));
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

/** With the sign that it has among schedules: a cost that is released waits no more. */
const releasedDebit = sql<string>`IF(schedule.schedule_kind = ${"principal_cost"}, release.functional_amount, -release.functional_amount)`;

/** What a summed entry takes off a deferral is what its slices release, to the minor unit. */
async function findUnequalSum({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const released = selectReleases({ db })
    .innerJoin("recognition_runs as run", "run.recognition_run_id", "release.recognition_run_id")
    .where("run.recognition_entries", "=", "summed")
    .select(["release.posting_key", "schedule.deferred_account_id as account_id"])
    .select(releasedDebit.as("amount"));
  const booked = db
    .selectFrom("recognition_runs as run")
    .innerJoin("journal_entries as entry", "entry.source_public_id", "run.public_id")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .where("run.recognition_entries", "=", "summed")
    .where("entry.source_type", "=", "recognition")
    .where("line.account_id", "in", ({ selectFrom }) =>
      selectFrom("revenue_schedules").select("deferred_account_id"),
    )
    .select(["entry.posting_key", "line.account_id"])
    .select(
      sql<string>`IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount)`.as(
        "amount",
      ),
    );
  const rows = await db
    .selectFrom(booked.unionAll(released).as("part"))
    .select("part.posting_key")
    .groupBy(["part.posting_key", "part.account_id"])
    .having(sql<boolean>`SUM(part.amount) <> 0`)
    .orderBy("part.posting_key")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "DEFERRAL_DIFFERS",
    "A summed entry is not what its slices release.",
    rows.map((row) => `posting key ${row.posting_key}`),
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

async function findOverReleased(snapshot: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await selectReleases(snapshot)
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
