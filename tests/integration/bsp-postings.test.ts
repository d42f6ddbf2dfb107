import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ProblemBody } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import type { BspFileBody, PlannedTransaction } from "../harness/bsp-files";
import {
  agencies,
  altered,
  hotLines,
  importBspFile,
  numberOf,
  saleOf,
  sellForBsp,
  toBytes,
} from "../harness/bsp-files";
import { replayAndKeep } from "../harness/keep-history";
import type { MemoBody } from "../harness/memos";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  people = await openBookkeepers(app);
  await people.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly" })
    .execute();
});

const path = "/v1/bsp-exceptions";
const reason = "as the airline filed it";

interface Exceptions {
  readonly data: readonly {
    readonly id: string;
    readonly document_number: string;
    readonly kind: string;
    readonly field: string | null;
    readonly state: string;
    readonly resolution: string | null;
    readonly journal_entry_id: string | null;
  }[];
}

const sell = (passengers: number) => sellForBsp(app.database, people.scope, passengers);

async function importWell(
  transactions: readonly PlannedTransaction[],
  options: Parameters<typeof hotLines>[1] = {},
): Promise<BspFileBody> {
  const bytes = toBytes(hotLines(transactions, options));
  const { status, body } = await importBspFile(people.maker, bytes);
  expect([status, body]).toEqual([201, expect.objectContaining({ state: "imported" })]);
  return body;
}

async function openExceptions(file: { readonly id: string }) {
  const query = `${path}?file_id=${file.id}&state=open`;
  const { body } = await people.maker.get<Exceptions>(query);
  return body.data;
}

function accept<Body = Exceptions>(ids: readonly string[], headers: Record<string, string> = {}) {
  const body = { exception_ids: ids, reason };
  return people.maker.post<Body>(`${path}/accept`, body, headers);
}

async function linesOf(entryId: string | null): Promise<string[]> {
  const { body } = await people.maker.get<{
    lines: { account: { code: string }; side: string; amount: { amount: string } }[];
  }>(`/v1/journal-entries/${entryId ?? ""}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

async function expectClean(): Promise<void> {
  const { body } = await people.maker.post<{ checks: { finding: unknown }[] }>(
    "/v1/ledger/verification",
  );
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

async function countEntries(): Promise<number> {
  const rows = await people.scope.db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("source_type", "=", "bsp_exception")
    .execute();
  return rows.length;
}

async function keep(name: string, exceptionId: string): Promise<void> {
  const { body } = await people.maker.get<{ data: { id: string }[] }>(
    `/v1/operations?resource_id=${exceptionId}&kind=bsp_exception.accept`,
  );
  const operation = body.data[0]?.id ?? "";
  await replayAndKeep(app, name, workflowIds.acceptBspExceptions(people.scope.partner, operation));
}

describe("POST /v1/bsp-exceptions/accept", () => {
  test("brings claim and commission to what is billed, in one commit, once", async () => {
    const [dearer, paidLess, wasVoided] = await sell(3);
    if (dearer === undefined || paidLess === undefined || wasVoided === undefined)
      throw new Error("few");
    await people.scope.db
      .updateTable("booking_tickets")
      .set({ status: "VOIDED" })
      .where("ticket_number", "=", numberOf(wasVoided))
      .execute();
    const file = await importWell([
      altered(dearer, { fare: dearer.fare + 1_250n }),
      altered(paidLess, { commission: paidLess.commission + 12_500n }),
      wasVoided,
      saleOf({ number: "9979999999999" }),
    ]);
    const open = await openExceptions(file);
    const idOf = (number: string) =>
      open.find(({ document_number: document }) => document === number)?.id ?? "";
    const postable = [dearer, paidLess, wasVoided].map((sale) => idOf(numberOf(sale)));
    const unknown = idOf("9979999999999");

    const refused = await accept<ProblemBody>([...postable, unknown]);
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({
        code: "bsp_exception_not_postable",
        id: unknown,
        reason: "ticket_unknown",
        suggested_action: "dispute",
      }),
    ]);
    expect(await countEntries()).toBe(0);
    await keep("accept-bsp-exceptions.refused", postable[0] ?? "");

    const accepted = await accept(postable);
    expect(accepted.status).toBe(201);
    const entries = accepted.body.data.map(({ journal_entry_id: id }) => id);
    expect(accepted.body.data).toMatchObject(
      postable.map((id) => ({ id, state: "resolved", resolution: "accepted" })),
    );
    expect(await Promise.all(entries.map(linesOf))).toEqual([
      ["5045 debit 12.50", "2011 credit 12.50"],
      ["5045 debit 125.00", "1109 credit 125.00"],
      ["5045 debit 45700.00", "2011 credit 48500.00", "1109 debit 2800.00"],
    ]);
    const audited = await auditOf(app, postable[0] ?? "");
    expect(audited.map(({ type }) => type)).toContain("bsp_exception.accepted");
    await keep("accept-bsp-exceptions.accepted", postable[0] ?? "");
    const again = await accept<ProblemBody>(postable);
    expect([again.status, again.body.code]).toEqual([409, "bsp_exception_resolved"]);
    expect(await countEntries()).toBe(3);
    expect((await openExceptions(file)).map(({ id }) => id)).toEqual([unknown]);
    await expectClean();
  });

  test("is posted once by two who accept it at the same moment", async () => {
    const [sale] = await sell(1);
    if (sale === undefined) throw new Error("few");
    const file = await importWell([altered(sale, { fare: sale.fare - 500n })]);
    const ids = (await openExceptions(file)).map(({ id }) => id);
    const answers = await Promise.all([accept(ids), accept(ids), accept(ids)]);
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      201, 409, 409,
    ]);
    expect(await countEntries()).toBe(1);
    const won = answers.find(({ status }) => status === 201);
    expect(await linesOf(won?.body.data[0]?.journal_entry_id ?? null)).toEqual([
      "7045 credit 5.00",
      "2011 debit 5.00",
    ]);
  });

  test("waits for another person from the policy's amount on, over all that is accepted", async () => {
    const [first, second] = await sell(2);
    if (first === undefined || second === undefined) throw new Error("few");
    const file = await importWell([
      altered(first, { fare: first.fare + 3_000_000n }),
      altered(second, { commission: second.commission + 2_000_000n }),
    ]);
    const ids = (await openExceptions(file)).map(({ id }) => id);
    const waiting = await accept<{ id: string; stage: string }>(ids);
    expect([waiting.status, waiting.body.stage]).toEqual([202, "pending_approval"]);
    const { body } = await people.checker.get<{ data: { id: string; subject_id: string }[] }>(
      "/v1/approvals?status=pending",
    );
    const asked = body.data.find(({ subject_id: subject }) => subject === waiting.body.id);
    expect(await countEntries()).toBe(0);
    const decided = await people.checker.post(`/v1/approvals/${asked?.id ?? ""}/approve`, {});
    expect(decided.status).toBe(200);
    await awaitCondition("the exceptions to be accepted", async () =>
      (await openExceptions(file)).length === 0 ? true : undefined,
    );
    expect(await countEntries()).toBe(2);
    await keep("accept-bsp-exceptions.approved", ids[0] ?? "");
  });
});

describe("memos of a file", () => {
  const listMemos = async () => (await people.maker.get<{ data: MemoBody[] }>("/v1/memos")).body;
  const memoOf = (number: string, code: string, amount: bigint, ticket?: string) => ({
    ...saleOf({ number, code, fare: amount, taxes: [], commission: 0n }),
    ...(ticket !== undefined && {
      related: [{ number: ticket, coupons: [1], memoReason: "FARE", waiver: "" }],
    }),
  });

  test("are taken up once, linked to their ticket, however often the file is corrected", async () => {
    const [sale] = await sell(1);
    if (sale === undefined) throw new Error("few");
    const adm = memoOf("9978888888881", "ADMA", 125_000n, numberOf(sale));
    const acm = memoOf("9978888888882", "ACMA", -90_000n);
    const stray = { ...memoOf("1238888888883", "ADMA", 5_000n), airline: "123" };
    const first = await importWell([sale, adm, acm, stray]);
    expect((await listMemos()).data).toMatchObject([
      {
        kind: "acm",
        document_number: "9978888888882",
        state: "RECEIVED",
        amount: { amount: "900.00" },
        booking_id: null,
      },
      {
        kind: "adm",
        document_number: "9978888888881",
        state: "RECEIVED",
        amount: { amount: "1250.00" },
        booking_id: expect.stringMatching(/^bk_/),
      },
    ]);
    expect(await openExceptions(first)).toMatchObject([
      { document_number: "1238888888883", kind: "missing_in_books", field: "memo" },
    ]);
    const dearer = memoOf("9978888888881", "ADMA", 130_000n, numberOf(sale));
    const corrected = await importWell([sale, dearer, acm]);
    expect(corrected.supersedes).toBe(first.id);
    expect((await listMemos()).data).toHaveLength(2);
    const [excess, ...others] = await openExceptions(corrected);
    expect([excess?.kind, excess?.field, others]).toEqual(["amount", "memo", []]);
    const refused = await accept<ProblemBody>([excess?.id ?? ""]);
    expect(refused.body.code).toBe("bsp_exception_not_postable");
    await expectClean();
  });
});
