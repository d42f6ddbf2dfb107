import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { awaitCondition } from "../harness/await-condition";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { today, openMigrationConnection } from "../harness/database";
import { post, postingOf, setPeriodStatus } from "../harness/ledger";
import { replayHistory, toHistoryJson } from "../harness/replay";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

const directory = join(process.cwd(), "tests/histories");

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, workflowId: string): Promise<void> {
  const handle = app.temporal.client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  const history = await handle.fetchHistory();
  await replayHistory(history, workflowId);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), toHistoryJson(history));
}

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
}

interface Cancelled {
  readonly path: string;
  readonly body?: object;
  /** Locked, so that the step waits. */
  readonly table: string;
  /** Whether the step ends while it waits; else it is let go on. */
  readonly endsWaiting?: boolean;
}

/** As an operator does in Temporal's UI, while the workflow's step waits for a table. */
async function cancelInTheMiddle(
  { client }: BooksPartner,
  { path, body, table, endsWaiting = false }: Cancelled,
): Promise<OperationBody> {
  const root = await openMigrationConnection();
  const untilEnded = (id: string) =>
    awaitCondition(`the end of ${id}`, async () => {
      const { body: operation } = await client.get<OperationBody>(`/v1/operations/${id}`);
      return operation.status === "running" ? undefined : operation;
    });
  let operationId: string;
  try {
    await root.query(`LOCK TABLES ${table} WRITE`);
    const waiting = await client.post<OperationBody>(path, body, { Prefer: "wait=1" });
    expect(waiting.status).toBe(202);
    operationId = waiting.body.id;
    const handle = app.temporal.client.workflow.getHandle(waiting.body.workflow_id);
    await handle.cancel();
    await awaitCondition("the request to cancel the step", async () => {
      const { events } = await handle.fetchHistory();
      return events?.some((event) => event.activityTaskCancelRequestedEventAttributes) || undefined;
    });
    if (endsWaiting) await untilEnded(operationId);
  } finally {
    await root.query("UNLOCK TABLES");
    await root.end();
  }
  return untilEnded(operationId);
}

describe("a workflow that an operator cancels", () => {
  test("closing a period leaves it as it was, and the next request closes it", async () => {
    const books = await createBooksPartner(app);
    await post(books, postingOf(books, { eventDate: "2025-01-15" }));
    await setPeriodStatus(books.scope, "2025-01", "soft_closed");
    const path = `/v1/periods/${await periodIdOf(books, "2025-01")}/close`;
    const body = { attestations: [{ item: "credit_loss_updated", note: "nothing to add" }] };
    const operation = await cancelInTheMiddle(books, { path, body, table: "journal_entry_lines" });
    expect(operation.status).toBe("cancelled");
    await replayAndKeep("close-period.cancelled", operation.workflow_id);
    const closed = await books.client.post(path, body);
    expect([closed.status, closed.body["status"]]).toEqual([201, "closed"]);
  });

  test("a revaluation posts nothing, and the next request posts it", async () => {
    const books = await createBooksPartner(app);
    await post(books, postingOf(books, { eventDate: "2025-01-15" }));
    const path = `/v1/periods/${await periodIdOf(books, "2025-01")}/revalue`;
    const operation = await cancelInTheMiddle(books, { path, table: "journal_entry_lines" });
    expect(operation.status).toBe("cancelled");
    await replayAndKeep("revalue-period.cancelled-in-temporal", operation.workflow_id);
    expect((await books.client.post(path)).status).toBe(201);
  });

  test("an import that is being committed is finished: all of the file", async () => {
    const books = await createBooksPartner(app);
    const csv = [
      "entry,date,description,account,debit,credit,currency",
      `C-1,${today()},Imported,1011,100.00,,BDT`,
      `C-1,${today()},Imported,4031,,100.00,BDT`,
    ].join("\n");
    const body = { kind: "journal", csv };
    const path = "/v1/journal-imports";
    const operation = await cancelInTheMiddle(books, { path, body, table: "journal_entry_lines" });
    expect(operation.status).toBe("succeeded");
    const { body: entries } = await books.client.get<{ data: unknown[] }>("/v1/journal-entries");
    expect(entries.data).toHaveLength(1);
  });

  test("an export leaves no document, and the next request makes one", async () => {
    const books = await createBooksPartner(app);
    const body = { report: "trial_balance", format: "csv" };
    const path = "/v1/reports/export";
    const operation = await cancelInTheMiddle(books, {
      path,
      body,
      table: "accounting_periods",
      endsWaiting: true,
    });
    expect(operation.status).toBe("cancelled");
    const documents = () => books.scope.db.selectFrom("documents").select("document_id").execute();
    expect(await documents()).toEqual([]);
    expect((await books.client.post(path, body)).status).toBe(201);
    expect(await documents()).toHaveLength(1);
  });
});
