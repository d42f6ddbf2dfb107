import type { ProblemBody } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { bdt, expectStatus, openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import { today } from "../harness/database";
import { replayAndKeep } from "../harness/keep-history";
import { addSupplier } from "../harness/ledger";
import type { MemoBody } from "../harness/memos";
import { enterMemo, inDays } from "../harness/memos";
import { sellRefundable } from "../harness/refunds";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

async function underReview(memo: object = {}, supplierId = people.supplierId): Promise<MemoBody> {
  const { id } = expectStatus(201, await enterMemo(people.maker, supplierId, memo));
  return expectStatus(200, await people.maker.post<MemoBody>(`/v1/memos/${id}/review`, {}));
}

const act = <Body = MemoBody>({ id }: { readonly id: string }, what: string, body: object = {}) =>
  people.maker.post<Body>(`/v1/memos/${id}/${what}`, body);

async function acted(memo: { readonly id: string }, what: string, body?: object) {
  return expectStatus(201, await act(memo, what, body));
}

/** The lines of everything that a memo has posted. */
async function linesOf({ journal_entry_ids: ids }: MemoBody): Promise<string[]> {
  const entries = await Promise.all(
    ids.map((id) =>
      people.maker.get<{
        lines: { account: { code: string }; side: string; amount: { amount: string } }[];
      }>(`/v1/journal-entries/${id}`),
    ),
  );
  return entries.flatMap(({ body }) =>
    body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`),
  );
}

async function expectClean(): Promise<void> {
  const { body } = await people.maker.post<{ checks: { finding: unknown }[] }>(
    "/v1/ledger/verification",
  );
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

/** A ticket that was sold, with the airline that it is of. */
async function sell() {
  const sale = await sellRefundable(people.maker, supplierControl(app));
  const [number = ""] = sale.issuance.ticket_numbers;
  const { public_id: supplierId } = await people.scope.db
    .selectFrom("booking_tickets as ticket")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "ticket.supplier_id")
    .select("supplier.public_id")
    .where("ticket.ticket_number", "=", number)
    .executeTakeFirstOrThrow();
  return { booking: sale.booking, number, supplierId };
}

const workflowIdOf = async ({ id }: MemoBody): Promise<string> => {
  const { body } = await people.maker.get<{ data: { workflow_id: string }[] }>(
    `/v1/operations?resource_id=${id}&kind=memo.act`,
  );
  return body.data[0]?.workflow_id ?? "";
};

describe("POST /v1/memos", () => {
  test("enters a memo once for its airline and number, unlinked where the ticket is not ours", async () => {
    const stray = { ticket_number: "9979999999999", document_number: "9970000001" };
    const entered = await enterMemo(people.maker, people.supplierId, stray);
    const { id } = expectStatus(201, entered);
    expect(entered.body).toMatchObject({ state: "RECEIVED", booking_id: null });
    const again = await enterMemo<ProblemBody>(people.maker, people.supplierId, stray);
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
    const found = await people.maker.get<{ data: MemoBody[] }>(
      "/v1/memos?document_number=9970000001&linked=false&state=RECEIVED&cause=fare&kind=adm",
    );
    expect(found.body.data.map((memo) => memo.id)).toEqual([id]);
    const audited = await auditOf(app, id);
    expect(audited.map(({ type }) => type)).toEqual(["memo.received"]);
  });

  test("refuses more commission than there is memo", async () => {
    const amount = { commission: { amount: "1250.01", currency: "BDT" } };
    const refused = await enterMemo<ProblemBody>(people.maker, people.supplierId, amount);
    expect([refused.status, refused.body.code]).toEqual([422, "amount_invalid"]);
  });
});

describe("POST /v1/memos/{memo_id}/review", () => {
  test("links a memo to the ticket that was found, and refuses another airline's", async () => {
    const { number, supplierId, booking } = await sell();
    const stray = await underReview({});
    const refused = await act<ProblemBody>(stray, "review", { ticket_number: number });
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
    const memo = await underReview({}, supplierId);
    const linked = await act(memo, "review", { ticket_number: number });
    expect(expectStatus(200, linked).booking_id).toBe(booking.id);
    const again = await act<ProblemBody>(memo, "review");
    expect([again.status, again.body.code]).toEqual([409, "memo_state_invalid"]);
  });
});

describe("POST /v1/memos/{memo_id}/accept", () => {
  test("posts an ADM as accounting.md 5.7 has it, once", async () => {
    const memo = await underReview();
    const accepted = await acted(memo, "accept");
    expect(accepted.state).toBe("ACCEPTED");
    expect(await linesOf(accepted)).toEqual(["5041 debit 1250.00", "2011 credit 1250.00"]);
    const again = await act<ProblemBody>(memo, "accept");
    expect([again.status, again.body.code]).toEqual([409, "memo_state_invalid"]);
    expect(accepted.history.map(({ state }) => state)).toEqual([
      "RECEIVED",
      "UNDER_REVIEW",
      "ACCEPTED",
    ]);
    await replayAndKeep(app, "act-on-memo.accepted", await workflowIdOf(memo));
    await expectClean();
  });

  test("answers a repeated key as it did, and posts nothing more", async () => {
    const memo = await underReview();
    const key = { "Idempotency-Key": `accept-${memo.id}` };
    const accept = () => people.maker.post<MemoBody>(`/v1/memos/${memo.id}/accept`, {}, key);
    const [first, again] = [expectStatus(201, await accept()), expectStatus(201, await accept())];
    expect(again.journal_entry_ids).toEqual(first.journal_entry_ids);
    expect(again.journal_entry_ids).toHaveLength(1);
  });

  test("recalls the commission of its ticket that still waits, and gives it back by an ACM", async () => {
    const { number, supplierId } = await sell();
    const part = { ticket_number: number, commission: bdt("350.00") };
    const adm = await acted(await underReview(part, supplierId), "accept");
    expect(await linesOf(adm)).toEqual([
      "5041 debit 900.00",
      "2031 debit 350.00",
      "2011 credit 900.00",
      "1109 credit 350.00",
    ]);
    const acm = await acted(await underReview({ ...part, kind: "acm" }, supplierId), "accept");
    const relief = await linesOf(acm);
    expect(relief.slice(0, 3)).toEqual([
      "2011 debit 900.00",
      "1109 debit 350.00",
      "5041 credit 900.00",
    ]);
    expect(relief[3]).toMatch(/^(2031|4011) credit 350\.00$/);
    await expectClean();
  });

  test("is refused before somebody has reviewed it", async () => {
    const memo = expectStatus(201, await enterMemo(people.maker, people.supplierId));
    const refused = await act<ProblemBody>(memo, "accept");
    expect([refused.status, refused.body.code]).toEqual([409, "memo_state_invalid"]);
    await replayAndKeep(app, "act-on-memo.refused", await workflowIdOf(memo));
  });

  test("waits for another person above the policy's amount", async () => {
    const memo = await underReview({ amount: bdt("60000.00") });
    const waiting = await act<{ id: string; stage: string }>(memo, "accept");
    expect([waiting.status, waiting.body.stage]).toEqual([202, "pending_approval"]);
    const { body } = await people.checker.get<{ data: { id: string; subject_id: string }[] }>(
      "/v1/approvals?status=pending",
    );
    const asked = body.data.find(({ subject_id: subject }) => subject === waiting.body.id);
    const decided = await people.checker.post(`/v1/approvals/${asked?.id ?? ""}/approve`, {});
    expect(decided.status).toBe(200);
    const accepted = await awaitCondition("the memo to be accepted", async () => {
      const { body: now } = await people.maker.get<MemoBody>(`/v1/memos/${memo.id}`);
      return now.state === "ACCEPTED" ? now : undefined;
    });
    expect(await linesOf(accepted)).toEqual(["5041 debit 60000.00", "2011 credit 60000.00"]);
    await replayAndKeep(app, "act-on-memo.approved", await workflowIdOf(memo));
  });
});

describe("disputes of memos", () => {
  const why = { reason: "waiver_granted", text: "their waiver of 3 November" };

  test("one that was billed stands in suspense, with a provision, until it is won in part", async () => {
    const memo = await underReview({ billed_on: today() });
    const content = Buffer.from("a,b\n1,2\n").toString("base64");
    const file = { file_name: "waiver.csv", content_type: "text/csv", content };
    expect((await act(memo, "attachments", file)).status).toBe(201);
    const disputed = await acted(memo, "dispute", { ...why, probable_loss: bdt("400.00") });
    expect(disputed.documents).toHaveLength(1);
    expect(await linesOf(disputed)).toEqual([
      "1901 debit 1250.00",
      "2011 credit 1250.00",
      "5041 debit 400.00",
      "2051 credit 400.00",
    ]);
    const early = await act<ProblemBody>(memo, "recharge", {
      amount: bdt("400.00"),
      to: { kind: "customer" },
      note: "before it has ended",
    });
    expect([early.status, early.body.code]).toEqual([409, "memo_state_invalid"]);
    const ended = await acted(memo, "resolution", { upheld: bdt("500.00"), note: "half of it" });
    expect(ended.state).toBe("DISPUTE_ACCEPTED");
    expect((await linesOf(ended)).slice(4).toSorted()).toEqual([
      "1901 credit 1250.00",
      "2011 debit 750.00",
      "2051 debit 400.00",
      "5041 debit 100.00",
    ]);
    await expectClean();
  });

  test("is billed later, and lost: an expense like any memo's", async () => {
    const memo = await underReview();
    const disputed = await acted(memo, "dispute", why);
    expect(disputed.journal_entry_ids).toEqual([]);
    expect(await linesOf(await acted(memo, "billing", { billed_on: today() }))).toEqual([
      "1901 debit 1250.00",
      "2011 credit 1250.00",
    ]);
    const lost = await acted(memo, "resolution", { upheld: bdt("1250.00"), note: "they insist" });
    expect(lost.state).toBe("DISPUTE_REJECTED");
    expect((await linesOf(lost)).slice(2)).toEqual(["1901 credit 1250.00", "5041 debit 1250.00"]);
  });

  test("recalls the commission of its ticket when it is lost, billed or not", async () => {
    const { number, supplierId } = await sell();
    const part = { ticket_number: number, commission: bdt("350.00"), billed_on: today() };
    const memo = await underReview(part, supplierId);
    await acted(memo, "dispute", { ...why, probable_loss: bdt("500.00") });
    const lost = await acted(memo, "resolution", { upheld: bdt("1250.00"), note: "they insist" });
    expect((await linesOf(lost)).slice(4)).toEqual([
      "2051 debit 500.00",
      "1901 credit 1250.00",
      "5041 debit 400.00",
      "2031 debit 350.00",
    ]);
    await expectClean();
  });

  test("refuses it after the deadline, and of what an airline grants", async () => {
    const late = await underReview({ dispute_deadline_at: `${today()}T00:00:00Z` });
    const refused = await act<ProblemBody>(late, "dispute", why);
    expect([refused.status, refused.body.code]).toEqual([422, "memo_deadline_passed"]);
    const granted = await act<ProblemBody>(await underReview({ kind: "acm" }), "dispute", why);
    expect([granted.status, granted.body.code]).toEqual([409, "memo_state_invalid"]);
  });
});

describe("POST /v1/memos/{memo_id}/recharge", () => {
  test("charges the customer with our fee, once and no more than we bear", async () => {
    const { number, supplierId } = await sell();
    const memo = await underReview({ ticket_number: number }, supplierId);
    await acted(memo, "accept");
    const fee = { amount: bdt("100.00"), vat_percent: "15" };
    const to = { kind: "customer", fee };
    const note = "their change of name";
    const over = await act<ProblemBody>(memo, "recharge", { amount: bdt("1250.01"), to, note });
    expect([over.status, over.body.code]).toEqual([422, "over_applied"]);
    const charged = await acted(memo, "recharge", { amount: bdt("1250.00"), to, note });
    expect(charged).toMatchObject({ state: "ACCEPTED", recharge: { kind: "customer" } });
    expect((await linesOf(charged)).slice(2)).toEqual([
      "1101 debit 1365.00",
      "5041 credit 1250.00",
      "4031 credit 100.00",
      "2061 credit 15.00",
    ]);
    const again = await act<ProblemBody>(memo, "recharge", { amount: bdt("1.00"), to, note });
    expect([again.status, again.body.code]).toEqual([409, "memo_state_invalid"]);
    await expectClean();
  });

  test("charges the branch whose doing it was", async () => {
    const memo = await underReview();
    await acted(memo, "accept");
    const { body: opened } = await people.maker.post<{ id: string }>("/v1/branches", {
      code: "B7",
      name: "Banani",
    });
    const branch = { kind: "branch", branch_id: opened.id };
    const asked = { amount: bdt("1250.00"), note: "issued too late" };
    const customer = await act<ProblemBody>(memo, "recharge", {
      ...asked,
      to: { kind: "customer" },
    });
    expect([customer.status, customer.body.code]).toEqual([422, "memo_not_linked"]);
    const charged = await acted(memo, "recharge", { ...asked, to: branch });
    expect((await linesOf(charged)).slice(2)).toEqual([
      "5041 debit 1250.00",
      "5041 credit 1250.00",
    ]);
    await expectClean();
  });
});

describe("POST /v1/memos/{memo_id}/settlement", () => {
  test("ends what stands beside a memo, once it is decided", async () => {
    const memo = await underReview();
    const paid = { settled_on: today(), reference: "BD-2026-11-H2" };
    const early = await act<ProblemBody>(memo, "settlement", paid);
    expect([early.status, early.body.code]).toEqual([409, "memo_state_invalid"]);
    await acted(memo, "accept");
    const settled = await acted(memo, "settlement", paid);
    expect(settled).toMatchObject({ state: "SETTLED", settlement: { reference: paid.reference } });
    const workflowId = `memo:${people.scope.partner}:${memo.id}`;
    await app.temporal.client.workflow.getHandle(workflowId).result();
    await replayAndKeep(app, "follow-memo.settled", workflowId);
  });
});

describe("GET /v1/memo-statistics", () => {
  test("counts by airline, kind and cause what memos have come to", async () => {
    const { public_id: airline } = await people.scope.db
      .selectFrom("suppliers")
      .select("public_id")
      .where("supplier_id", "=", await addSupplier(people.scope))
      .executeTakeFirstOrThrow();
    const of = { cause: "late_ticketing" };
    expectStatus(201, await enterMemo(people.maker, airline, of));
    await acted(await underReview(of, airline), "accept");
    const disputed = await underReview(of, airline);
    await acted(disputed, "dispute", { reason: "within_ticketing_limit", text: "in time" });
    await acted(disputed, "resolution", { upheld: bdt("250.00"), note: "most of it" });
    const { body } = await people.maker.get<{ rows: { supplier_id: string }[] }>(
      `/v1/memo-statistics?issued_on[gte]=${today()}`,
    );
    expect(body.rows.filter((row) => row.supplier_id === airline)).toEqual([
      expect.objectContaining({
        kind: "adm",
        cause: "late_ticketing",
        received: { memos: 3, amount: bdt("3750.00") },
        open: { memos: 1, amount: bdt("1250.00") },
        accepted: { memos: 1, amount: bdt("1250.00") },
        disputed: { memos: 1, amount: bdt("1250.00") },
        upheld: bdt("250.00"),
      }),
    ]);
    const before = await people.maker.get<{ rows: unknown[] }>(
      "/v1/memo-statistics?issued_on[lt]=2020-01-01",
    );
    expect(before.body.rows).toEqual([]);
  });
});

describe("GET /v1/bsp-statement", () => {
  const statement = (query: string) =>
    people.maker.get<{ rows: readonly unknown[] }>(`/v1/bsp-statement?${query}`);

  test("comes to what stands in 2011 and 1109, sale by sale and memo by memo", async () => {
    const everybody = people;
    people = await openBookkeepers(app);
    try {
      const { number, supplierId } = await sell();
      const part = { ticket_number: number, commission: bdt("350.00") };
      await acted(await underReview(part, supplierId), "accept");
      const { rows } = expectStatus(200, await statement(`entry_date[gte]=${today()}`));
      expect(rows).toEqual([
        expect.objectContaining({
          supplier_id: supplierId,
          gross: {
            sales: bdt("49650.00"),
            voids: bdt("0.00"),
            refunds: bdt("0.00"),
            exchanges: bdt("0.00"),
            memos: bdt("900.00"),
            other: bdt("0.00"),
          },
          taxes: bdt("9650.00"),
          commission: bdt("2450.00"),
          net_due: bdt("48100.00"),
        }),
      ]);
      const before = expectStatus(200, await statement(`entry_date[lt]=${today()}`));
      expect(before.rows).toEqual([]);
    } finally {
      people = everybody;
    }
  });
});

describe("the workflow beside a memo", () => {
  test("reminds before the deadline and asks somebody after it, until it is decided", async () => {
    const soon = new Date(Date.now() + 3_000).toISOString();
    const memo = await underReview({ dispute_deadline_at: soon });
    await awaitCondition("the attention", async () => {
      const { body } = await people.maker.get<MemoBody>(`/v1/memos/${memo.id}`);
      return body.attention === "memo_deadline_passed" ? true : undefined;
    });
    expect((await acted(memo, "accept")).attention).toBeNull();
    const workflowId = `memo:${people.scope.partner}:${memo.id}`;
    await replayAndKeep(app, "follow-memo.deadline-passed", workflowId);
  });

  test("mails its reminder to the partner or whoever entered it, once", async () => {
    const memo = await underReview({ dispute_deadline_at: inDays(0.5) });
    await people.scope.db
      .updateTable("agency_memos")
      .set({ created_at: "2026-01-01 00:00:00.000000" })
      .where("public_id", "=", memo.id)
      .execute();
    await acted(memo, "billing", { billed_on: today() });
    const mail = await awaitCondition("the reminder", async () => {
      const rows = await people.scope.db
        .selectFrom("email_outbox")
        .select("subject")
        .where("message_type", "=", "memo_reminder")
        .execute();
      return rows.length > 0 ? rows : undefined;
    });
    expect(mail).toHaveLength(1);
    expect(mail[0]?.subject).toMatch(/^Deadline of ADM \d+ of /);
    const workflowId = `memo:${people.scope.partner}:${memo.id}`;
    await replayAndKeep(app, "follow-memo.reminded", workflowId);
  });
});
