import { createRoute, z } from "@hono/zod-openapi";

import type {
  JournalEntryFilter,
  JournalEntryLine,
  JournalEntrySummary,
} from "../../db/read/journal-entries";
import { getJournalEntry, listJournalEntries } from "../../db/read/journal-entries";
import { toMoneyJson } from "../../domain/money";
import type { ApiDependencies } from "../dependencies";
import { pageBody, toPageRequest } from "../pagination";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { dateSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { journalEntrySchema, journalEntrySummarySchema } from "../schemas/journal-entry";

const getJournalEntryRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries/{journal_entry_id}",
  tags: ["Journal"],
  summary: "Get a journal entry with its lines",
  ...permitted("journal_entry.read.partner"),
  request: { params: z.object({ journal_entry_id: idSchema("journalEntry") }) },
  responses: { 200: json(journalEntrySchema, "The entry"), ...problems(404) },
});

const listJournalEntriesRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries",
  tags: ["Journal"],
  summary: "List journal entries, newest first",
  ...permitted("journal_entry.read.partner"),
  request: {
    query: listQuerySchema.extend({
      source_id: z.string().max(32).optional().openapi({ description: "A booking, for instance." }),
      account: z.string().max(20).optional().openapi({ example: "2011" }),
      "entry_date[gte]": dateSchema.optional(),
      "entry_date[lte]": dateSchema.optional(),
    }),
  },
  responses: {
    200: json(pageOf(journalEntrySummarySchema, "JournalEntryPage"), "Entries"),
    ...problems(),
  },
});

export function registerJournalEntries(router: Router, { keyRing }: ApiDependencies): void {
  router.openapi(getJournalEntryRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const entry = await getJournalEntry(scope, c.req.valid("param").journal_entry_id);
    return c.json({ ...presentEntry(entry, livemode), lines: entry.lines.map(presentLine) }, 200);
  });

  router.openapi(listJournalEntriesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const from = query["entry_date[gte]"];
    const to = query["entry_date[lte]"];
    const filter: JournalEntryFilter = {
      ...(query.source_id && { sourceId: query.source_id }),
      ...(query.account && { account: query.account }),
      ...(from && { entryFrom: from }),
      ...(to && { entryTo: to }),
    };
    const page = await listJournalEntries(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (entry) => presentEntry(entry, livemode)),
      200,
    );
  });
}

function presentEntry(entry: JournalEntrySummary, livemode: boolean) {
  return {
    id: entry.publicId,
    object: "journal_entry" as const,
    livemode,
    number: entry.entryNumber,
    entry_date: entry.entryDate,
    event_date: entry.eventDate,
    period: entry.periodCode,
    description: entry.description,
    source: { type: entry.sourceType, id: entry.sourceId },
    posting_key: entry.postingKey,
    reverses_id: entry.reversesId,
    total: toMoneyJson(entry.total),
    workflow_id: entry.workflowId,
    posted_at: entry.postedAt,
  };
}

function presentLine(line: JournalEntryLine) {
  return {
    number: line.lineNumber,
    account: { code: line.accountCode, name: line.accountName },
    side: line.side,
    amount: toMoneyJson(line.amount),
    functional_amount: toMoneyJson(line.functional),
    fx_rate: line.fxRate,
    reporting_amount: line.reporting === null ? null : toMoneyJson(line.reporting),
    customer_id: line.customerId,
    supplier_id: line.supplierId,
    booking_id: line.bookingId,
    ticket_number: line.ticketNumber,
    service_date: line.serviceDate,
    product_code: line.productCode,
    tax_code: line.taxCode,
  };
}
