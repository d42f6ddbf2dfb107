import { createRoute, z } from "@hono/zod-openapi";

import type { JournalEntryLine, JournalEntrySummary } from "../../db/read/journal-entries";
import { getJournalEntry, listJournalEntries } from "../../db/read/journal-entries";
import type { JournalEntryFilter } from "../../db/read/journal-entry-filter";
import { toMoneyJson } from "../../domain/money";
import { assertEntrySeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { pageBody, toPageRequest } from "../pagination";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idSchema, pageOf } from "../schemas/common";
import {
  journalEntrySchema,
  journalEntrySummarySchema,
  searchEntriesSchema,
} from "../schemas/journal-entry";

const getJournalEntryRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries/{journal_entry_id}",
  tags: ["Journal"],
  summary: "Get a journal entry with its lines",
  ...permitted("journal_entry.read.partner", { branches: "own" }),
  request: { params: z.object({ journal_entry_id: idSchema("journalEntry") }) },
  responses: { 200: json(journalEntrySchema, "The entry"), ...problems(404) },
});

const listJournalEntriesRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries",
  tags: ["Journal"],
  summary: "Search journal entries, newest first",
  description:
    "What is asked of a line (account, party, booking, ticket, branch, service date, product, tax code, currency, amount) is asked of one line together. `q` finds words of the description by how they begin, all of them; words of fewer than three letters are not indexed.",
  ...permitted("journal_entry.read.partner", { branches: "named" }),
  request: {
    query: searchEntriesSchema,
  },
  responses: {
    200: json(pageOf(journalEntrySummarySchema, "JournalEntryPage"), "Entries"),
    ...problems(),
  },
});

export function registerJournalEntries(
  router: Router,
  { keyRing, settings, temporal }: ApiDependencies,
): void {
  const workflowUrl = toWorkflowUrl(settings.temporalUiUrl, temporal.client.options.namespace);

  router.openapi(getJournalEntryRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const entry = await getJournalEntry(scope, c.req.valid("param").journal_entry_id);
    await assertEntrySeen(c, entry);
    return c.json(
      { ...presentEntry(entry, livemode, workflowUrl), lines: entry.lines.map(presentLine) },
      200,
    );
  });

  router.openapi(listJournalEntriesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const page = await listJournalEntries(scope, toFilter(query), toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (entry) => presentEntry(entry, livemode, workflowUrl)),
      200,
    );
  });
}

function toFilter(query: z.infer<typeof searchEntriesSchema>): JournalEntryFilter {
  return {
    sourceType: query.source_type,
    sourceId: query.source_id,
    postingKey: query.posting_key,
    number: query.number,
    reference: query.reference,
    period: query.period,
    entryFrom: query["entry_date[gte]"],
    entryTo: query["entry_date[lte]"],
    text: query.q,
    line: {
      account: query.account,
      customerId: query.customer_id,
      supplierId: query.supplier_id,
      bookingId: query.booking_id,
      ticketNumber: query.ticket_number,
      branchId: query.branch_id,
      serviceFrom: query["service_date[gte]"],
      serviceTo: query["service_date[lte]"],
      productCode: query.product_code,
      taxCode: query.tax_code,
      currency: query.currency,
      amountFrom: query["amount[gte]"],
      amountTo: query["amount[lte]"],
    },
  };
}

function presentEntry(
  entry: JournalEntrySummary,
  livemode: boolean,
  workflowUrl: ReturnType<typeof toWorkflowUrl>,
) {
  return {
    id: entry.publicId,
    object: "journal_entry" as const,
    livemode,
    number: entry.entryNumber,
    reference: entry.reference,
    entry_date: entry.entryDate,
    event_date: entry.eventDate,
    period: entry.periodCode,
    description: entry.description,
    source: { type: entry.sourceType, id: entry.sourceId },
    posting_key: entry.postingKey,
    reverses_id: entry.reversesId,
    total: toMoneyJson(entry.total),
    workflow_id: entry.workflowId,
    workflow_url: workflowUrl(entry),
    posted_at: entry.postedAt,
  };
}

/** Where the Temporal UI shows the run that posted an entry. */
function toWorkflowUrl(uiUrl: string, namespace: string) {
  return ({ workflowId, workflowRunId }: JournalEntrySummary): string | null => {
    if (workflowId === null) return null;
    const workflow = `namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
    const run = workflowRunId === null ? "" : `/${workflowRunId}/history`;
    return `${uiUrl.replace(/\/$/, "")}/${workflow}${run}`;
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
    branch_id: line.branchId,
    service_date: line.serviceDate,
    product_code: line.productCode,
    tax_code: line.taxCode,
  };
}
