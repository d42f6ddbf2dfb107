import { deferBookings } from "../../bench/recognition/defer-bookings";
import type { ProblemBody } from "../harness/api-client";
import { auditOf } from "../harness/books";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { replayAndKeep } from "../harness/keep-history";
import { setPeriodStatus } from "../harness/ledger";
import type { MoneyBody } from "../harness/refunds";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let books: BooksPartner;
let supplier: string;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  books = await createBooksPartner(app);
  const row = await books.scope.db
    .selectFrom("suppliers")
    .select("public_id")
    .where("supplier_id", "=", books.supplierId)
    .executeTakeFirstOrThrow();
  supplier = row.public_id;
});

interface AgreementBody {
  readonly id: string;
  readonly version: number;
  readonly accrued: MoneyBody;
}

interface AccrualsBody {
  readonly operation_id: string;
  readonly journal_entry_id: string | null;
  readonly agreements: readonly Record<
    "volume" | "expected" | "probable" | "accrued_before" | "accrued",
    MoneyBody
  >[];
}

interface EntryBody {
  readonly entry_date: string;
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: MoneyBody;
  }[];
}

const bdt = (amount: string) => ({ amount, currency: "BDT" });

const asked = () => ({
  code: "BG-2025",
  supplier_id: supplier,
  kind: "override",
  valid_from: "2025-01-01",
  valid_until: "2025-03-31",
  tiers: [
    { from: bdt("1000000.00"), percent: "1" },
    { from: bdt("5000000.00"), percent: "2" },
  ],
  expected_volume: bdt("6000000.00"),
  highly_probable: true,
});

async function agree(more: object = {}): Promise<AgreementBody> {
  const { status, body } = await books.client.post<AgreementBody>("/v1/override-agreements", {
    ...asked(),
    ...more,
  });
  expect(status).toBe(201);
  return body;
}

let sold = 0;

/** One ticket, at this fare. */
async function sell(issuedOn: string, fare: string): Promise<void> {
  const { scope, customer, supplierId } = books;
  await deferBookings(scope, {
    customerId: customer.id,
    supplierId,
    bookings: 1,
    linesEach: 1,
    issuedOn,
    servedOn: issuedOn,
    after: sold,
  });
  sold += 1;
  await scope.db
    .updateTable("booking_tickets")
    .set({ base_amount: fare })
    .where("issued_on", "=", issuedOn)
    .execute();
}

async function accrue<Body = AccrualsBody>(code: string) {
  return books.client.post<Body>(`/v1/periods/${await periodIdOf(books, code)}/accrue`);
}

/** Volume, expected, probable, before and posted, of the only agreement. */
async function figuresOf(code: string): Promise<string[]> {
  const { status, body } = await accrue(code);
  expect(status).toBe(201);
  const [first] = body.agreements;
  const order = ["volume", "expected", "probable", "accrued_before", "accrued"] as const;
  return order.map((name) => first?.[name].amount ?? "");
}

async function linesOf(id: string | null): Promise<string[]> {
  const { body } = await books.client.get<EntryBody>(`/v1/journal-entries/${String(id)}`);
  return body.lines.map(
    ({ account, side, amount }) => `${body.entry_date} ${account.code} ${side} ${amount.amount}`,
  );
}

const change = <Body = AgreementBody>({ id, version }: AgreementBody, body: object) =>
  books.client.patch<Body>(`/v1/override-agreements/${id}`, body, {
    "If-Match": `"v${version}"`,
  });

describe("POST /v1/periods/{period_id}/accrue", () => {
  test("accrues what is probable by the period's end, once, and trues it up period by period", async () => {
    const agreement = await agree();
    await sell("2025-01-10", "800000.00");
    const january = await accrue("2025-01");
    expect(january.body.agreements).toMatchObject([
      { volume: bdt("800000.00"), expected: bdt("16000.00"), accrued: bdt("16000.00") },
    ]);
    expect(await linesOf(january.body.journal_entry_id)).toEqual([
      "2025-01-31 1109 debit 16000.00",
      "2025-01-31 4012 credit 16000.00",
    ]);
    const { body } = await books.client.get<{ workflow_id: string }>(
      `/v1/operations/${january.body.operation_id}`,
    );
    await replayAndKeep(app, "accrue-period.posted", body.workflow_id);
    const again = await accrue("2025-01");
    expect(again.body).toMatchObject({
      journal_entry_id: null,
      agreements: [{ accrued_before: bdt("16000.00"), accrued: bdt("0.00") }],
    });

    await sell("2025-02-10", "700000.00");
    const february = ["1500000.00", "30000.00", "30000.00", "16000.00", "14000.00"];
    expect(await figuresOf("2025-02")).toEqual(february);
    // It is not so sure any more: what was not reached is taken back.
    const doubted = await change(agreement, { highly_probable: false });
    expect(doubted.status).toBe(200);
    const less = ["1500000.00", "30000.00", "15000.00", "30000.00", "-15000.00"];
    expect(await figuresOf("2025-02")).toEqual(less);
    await change(doubted.body, { highly_probable: true });
    await sell("2025-03-10", "3300000.00");
    // Its time is over, and the second step was not reached: 1% of all.
    const march = ["4800000.00", "48000.00", "48000.00", "15000.00", "33000.00"];
    expect(await figuresOf("2025-03")).toEqual(march);
    const { body: read } = await books.client.get<AgreementBody>(
      `/v1/override-agreements/${agreement.id}`,
    );
    expect(read.accrued).toEqual(bdt("48000.00"));
    const ended = await change(read, { active: false });
    expect(ended.body).toMatchObject({ active: false });
    expect((await figuresOf("2025-04")).at(-1)).toBe("-48000.00");
    expect((await auditOf(app, agreement.id)).map(({ type }) => type)).toEqual([
      "override_agreement.created",
      ...Array.from({ length: 3 }, () => "override_agreement.changed"),
    ]);
  });

  test("counts what stands of its supplier's tickets, in its time", async () => {
    await agree({ expected_volume: null });
    await sell("2024-12-31", "9000000.00");
    await sell("2025-01-10", "1200000.00");
    await sell("2025-01-20", "2000000.00");
    await books.scope.db
      .updateTable("booking_tickets")
      .set({ status: "REFUNDED" })
      .where("issued_on", "=", "2025-01-20")
      .execute();
    expect(await figuresOf("2025-01")).toEqual([
      "1200000.00",
      "12000.00",
      "12000.00",
      "0.00",
      "12000.00",
    ]);
  });

  test("is asked for by many at once, and posts once", async () => {
    await agree();
    await sell("2025-01-10", "800000.00");
    const answers = await Promise.all(Array.from({ length: 4 }, () => accrue("2025-01")));
    const entries = answers.flatMap(({ body }) => body.journal_entry_id ?? []);
    expect([answers.map(({ status }) => status), entries.length]).toEqual([
      [201, 201, 201, 201],
      1,
    ]);
  });

  test("is a stage of closing the period", async () => {
    await agree();
    await sell("2025-01-10", "800000.00");
    const { status, body } = await books.client.post<{
      operation_id: string;
      stages: { stage: string; outcome: string }[];
    }>(`/v1/periods/${await periodIdOf(books, "2025-01")}/complete`, {
      attestations: [{ item: "credit_loss_updated", note: "looked at, nothing to add" }],
    });
    expect([status, body]).toMatchObject([201, {}]);
    expect(body.stages.find(({ stage }) => stage === "accruals")?.outcome).toBe("done");
    const { body: operation } = await books.client.get<{ workflow_id: string }>(
      `/v1/operations/${body.operation_id}`,
    );
    await replayAndKeep(app, "complete-period.accrued", operation.workflow_id);
  });

  test("refuses a period that is closed, and one that has not ended", async () => {
    await setPeriodStatus(books.scope, "2025-01", "closed");
    const closed = await accrue<ProblemBody>("2025-01");
    expect([closed.status, closed.body.code]).toEqual([422, "period_closed"]);
    const early = await accrue<ProblemBody>("2026-12");
    expect([early.status, early.body.code]).toEqual([422, "period_not_ended"]);
  });
});

describe("POST /v1/override-agreements", () => {
  test.each<[string, object, number, string]>([
    ["of a supplier that is not there", {}, 404, "not_found"],
    [
      "whose steps do not rise",
      {
        tiers: [
          { from: bdt("5.00"), percent: "2" },
          { from: bdt("6.00"), percent: "1" },
        ],
      },
      422,
      "amount_invalid",
    ],
    [
      "in another currency",
      { tiers: [{ from: { amount: "5.00", currency: "USD" }, percent: "2" }] },
      422,
      "currency_mismatch",
    ],
    ["that ends before it begins", { valid_until: "2024-12-31" }, 400, "request_invalid"],
  ])("refuses one %s", async (name, more, status, code) => {
    const unknown = { supplier_id: `sup_${"0".repeat(26)}` };
    const answer = await books.client.post<ProblemBody>("/v1/override-agreements", {
      ...asked(),
      ...(name.startsWith("of a supplier") ? unknown : more),
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("takes a code once, and a change by its version", async () => {
    const agreement = await agree();
    const twice = await books.client.post<ProblemBody>("/v1/override-agreements", asked());
    expect([twice.status, twice.body.code]).toEqual([409, "duplicate_code"]);
    const stale = await change<ProblemBody>({ ...agreement, version: 7 }, { active: false });
    expect([stale.status, stale.body.code]).toEqual([412, "precondition_failed"]);
    const path = `/v1/override-agreements?supplier_id=${supplier}`;
    const { body } = await books.client.get<{ data: { id: string }[] }>(path);
    expect(body.data).toMatchObject([{ id: agreement.id, accrued: bdt("0.00") }]);
  });
});
