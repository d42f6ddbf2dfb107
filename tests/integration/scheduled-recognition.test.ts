import { deferBookings } from "../../bench/recognition/defer-bookings";
import { taskQueues } from "../../temporal/contract/queues";
import type { RecogniseAllPartnersInput } from "../../temporal/contract/recognise-all-partners";
import { recogniseAllPartnersType } from "../../temporal/contract/recognise-all-partners";
import { ensureStandingSchedules } from "../../workers/books/standing-schedules";
import { settlePolicy } from "../harness/approvals";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { replayAndKeep } from "../harness/keep-history";
import { setPeriodStatus } from "../harness/ledger";
import { replayHistory } from "../harness/replay";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

const fromTheStart: RecogniseAllPartnersInput = {
  schemaVersion: 1,
  after: null,
  partnerCount: 0,
  runCount: 0,
  lineCount: 0,
  skipped: [],
  skippedCount: 0,
  failed: [],
  failedCount: 0,
};

async function createWanting(schedule: string): Promise<BooksPartner> {
  const books = await createBooksPartner(app);
  await books.client.patch(
    "/v1/partner",
    { recognition_schedule: schedule },
    { "If-Match": '"v1"' },
  );
  return books;
}

let bookings = 0;

async function defer(books: BooksPartner, month: string, count = 1): Promise<void> {
  const sold = { customerId: books.customer.id, supplierId: books.supplierId, linesEach: 1 };
  const days = { issuedOn: `${month}-05`, servedOn: `${month}-20` };
  await deferBookings(books.scope, { ...sold, ...days, bookings: count, after: bookings });
  bookings += count;
}

async function runsOf({ client }: BooksPartner): Promise<string[]> {
  const { body } = await client.get<{
    data: { period_code: string; status: string; recognised: { lines: number } }[];
  }>("/v1/recognition-runs");
  return body.data
    .map((run) => `${run.period_code} ${run.status} ${run.recognised.lines}`)
    .toReversed();
}

async function recogniseAll(
  workflowId: string,
  bounds: Pick<RecogniseAllPartnersInput, "bounds"> = {},
) {
  return app.temporal.client.workflow.execute<
    (input: RecogniseAllPartnersInput) => Promise<RecogniseAllPartnersInput>
  >(recogniseAllPartnersType, {
    workflowId,
    taskQueue: taskQueues.books,
    args: [{ ...fromTheStart, ...bounds }],
  });
}

const about = ({ scope }: BooksPartner, period: string | null, text: string) => ({
  partner: scope.partner,
  period,
  text: expect.stringMatching(text),
});

describe("recogniseAllPartners", () => {
  test("runs each partner's periods in order, and neither who is in the way nor who fails stops it", async () => {
    const [monthly, daily, off, closed, waits, busy, broken] = [
      await createWanting("monthly"),
      await createWanting("daily"),
      await createWanting("off"),
      await createWanting("monthly"),
      await createWanting("monthly"),
      await createWanting("monthly"),
      await createWanting("monthly"),
    ];
    await defer(monthly, "2025-01", 2);
    await defer(monthly, "2025-03");
    for (const books of [daily, off, waits, busy, broken]) await defer(books, "2025-02");
    await defer(closed, "2025-01");
    const { body } = await closed.client.get<{ data: { code: string; ends_on: string }[] }>(
      "/v1/periods",
    );
    const today = new Date().toISOString().slice(0, 10);
    for (const { code } of body.data.filter(({ ends_on }) => ends_on < today)) {
      await setPeriodStatus(closed.scope, code, "closed");
    }
    await settlePolicy(waits.scope, "recognition.run", { levels: [["0", 1]] });
    await settlePolicy(busy.scope, "recognition.run", { levels: [["0", 1]] });
    const path = `/v1/periods/${await periodIdOf(busy, "2025-02")}/recognise`;
    expect((await busy.client.post(path)).status).toBe(202);
    await close4011(broken);

    const workflowId = `recognise-all:${monthly.scope.partner}`;
    const result = await recogniseAll(workflowId);
    expect(await runsOf(monthly)).toEqual(["2025-01 succeeded 2", "2025-03 succeeded 1"]);
    expect(await runsOf(daily)).toEqual(["2025-02 succeeded 1"]);
    expect(await runsOf(off)).toEqual([]);
    expect(result.skipped).toEqual(
      expect.arrayContaining([
        about(closed, expect.any(String) as unknown as string, "is closed"),
        about(waits, "2025-02", "another person's approval"),
        about(busy, "2025-02", "OPERATION_IN_PROGRESS"),
      ]),
    );
    expect(result.failed).toContainEqual(about(broken, "2025-02", "ACCOUNT_NOT_POSTABLE"));
    const seen = [...result.skipped, ...result.failed].map(({ partner }) => partner);
    for (const books of [monthly, daily, off]) expect(seen).not.toContain(books.scope.partner);
    expect(await isOnTheList(workflowId)).toBe(true);
    await replayAndKeep(app, "recognise-all-partners.recognised", workflowId);

    const again = await recogniseAll(`${workflowId}:again`);
    expect(await runsOf(monthly)).toHaveLength(2);
    expect(again.skipped.map(({ partner }) => partner)).toContain(waits.scope.partner);
  });

  test("goes on in a new history, where it was, with what it has to tell", async () => {
    const [broken, ...others] = [
      await createWanting("monthly"),
      await createWanting("monthly"),
      await createWanting("daily"),
      await createWanting("monthly"),
    ];
    for (const books of [broken, ...others]) await defer(books, "2025-02");
    await close4011(broken);
    const workflowId = `recognise-all:${broken.scope.partner}`;
    const result = await recogniseAll(workflowId, { bounds: { pageSize: 1, pages: 2 } });
    expect(result.partnerCount).toBeGreaterThanOrEqual(4);
    expect(result.runCount).toBeGreaterThanOrEqual(3);
    for (const books of others) expect(await runsOf(books)).toEqual(["2025-02 succeeded 1"]);
    expect(result.failed).toContainEqual(about(broken, "2025-02", "ACCOUNT_NOT_POSTABLE"));

    const runIds = await runIdsOf(workflowId);
    // Two partners in each but the last, which has what is left: one, or none.
    expect(runIds).toHaveLength(Math.floor(result.partnerCount / 2) + 1);
    for (const runId of runIds) {
      const handle = app.temporal.client.workflow.getHandle(workflowId, runId);
      await replayHistory(await handle.fetchHistory(), workflowId);
    }
    expect(await isOnTheList(workflowId)).toBe(true);
  });

  test("stands on a Schedule that one run holds at a time", async () => {
    const { client } = app.temporal;
    await ensureStandingSchedules(client);
    const handle = client.schedule.getHandle("recognise-all-partners");
    const { action, policies } = await handle.describe();
    expect(action).toMatchObject({ workflowType: recogniseAllPartnersType, args: [fromTheStart] });
    expect(policies.overlap).toBe("SKIP");
    await handle.delete();
  });
});

async function close4011({ scope }: BooksPartner): Promise<void> {
  await scope.db
    .updateTable("chart_of_accounts")
    .set({ is_active: 0 })
    .where("account_code", "=", "4011")
    .execute();
}

/** From the last one back to the first: each was continued by the one before. */
async function runIdsOf(workflowId: string): Promise<string[]> {
  const last = await app.temporal.client.workflow.getHandle(workflowId).describe();
  const ids: string[] = [];
  let runId: string | undefined = last.runId;
  while (runId !== undefined) {
    ids.push(runId);
    runId = await findContinued(workflowId, runId);
  }
  return ids;
}

async function findContinued(workflowId: string, runId: string): Promise<string | undefined> {
  const { events } = await app.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const before = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return before === "" ? undefined : (before ?? undefined);
}

async function isOnTheList(workflowId: string): Promise<boolean | undefined> {
  const { searchAttributes } = await app.temporal.client.workflow.getHandle(workflowId).describe();
  return searchAttributes["NeedsAttention"]?.[0] as boolean | undefined;
}
