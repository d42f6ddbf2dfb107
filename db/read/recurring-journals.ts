import type { Selectable } from "kysely";

import type { DraftLine } from "../../domain/journal/draft-line";
import type { Recurrence, RecurringStatus } from "../../domain/journal/recurrence";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface RecurringJournal {
  readonly recurringJournalId: number;
  readonly publicId: string;
  readonly code: string;
  readonly description: string;
  readonly status: RecurringStatus;
  readonly recurrence: Recurrence;
  readonly reversesNextPeriod: boolean;
  readonly lines: readonly DraftLine[];
  readonly version: number;
  readonly createdAt: string;
  /** When its status last changed, RFC 3339. */
  readonly updatedAt: string;
}

export async function getRecurringJournal(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<RecurringJournal> {
  const row = await db
    .selectFrom("recurring_journals")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  return orNotFound(row);
}

/** The same, held until the transaction ends. */
export async function lockRecurringJournal(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<RecurringJournal> {
  const row = await db
    .selectFrom("recurring_journals")
    .selectAll()
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  return orNotFound(row);
}

/** Newest first. */
export async function listRecurringJournals(
  { db }: PartnerDatabase,
  filter: { readonly status?: RecurringStatus },
  page: PageRequest,
): Promise<Page<RecurringJournal>> {
  let query = db.selectFrom("recurring_journals").selectAll();
  if (filter.status) query = query.where("status", "=", filter.status);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "recurring_journal_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("recurring_journal_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRecurring,
    key: (row) => ({ createdAt: row.created_at, id: row.recurring_journal_id }),
  });
}

type RecurringRow = Selectable<Database["recurring_journals"]>;

function orNotFound(row: RecurringRow | undefined): RecurringJournal {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such recurring entry.");
  return toRecurring(row);
}

function toRecurring(row: RecurringRow): RecurringJournal {
  return {
    recurringJournalId: row.recurring_journal_id,
    publicId: row.public_id,
    code: row.recurring_journal_code,
    description: row.description,
    status: row.status,
    recurrence: {
      frequency: row.frequency,
      dayOfWeek: row.day_of_week,
      dayOfMonth: row.day_of_month,
      monthOfYear: row.month_of_year,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
    },
    reversesNextPeriod: row.reverses_next_period === 1,
    lines: readOwnJson<DraftLine[]>(row.entry_lines),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}

/** From when it was last paused until it was resumed, as its history has it. */
export async function getLastPause(
  { db }: PartnerDatabase,
  { recurringJournalId }: RecurringJournal,
): Promise<{ readonly after: string; readonly until: string } | undefined> {
  const rows = await db
    .selectFrom("recurring_journal_history")
    .select(["status", "changed_at"])
    .where("recurring_journal_id", "=", recurringJournalId)
    .orderBy("history_id", "desc")
    .limit(2)
    .execute();
  const [resumed, paused] = rows;
  if (resumed?.status !== "active" || paused?.status !== "paused") return undefined;
  return { after: toInstant(paused.changed_at), until: toInstant(resumed.changed_at) };
}
