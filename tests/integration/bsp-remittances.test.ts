import { createHash } from "node:crypto";

import { XMLParser, XMLValidator } from "fast-xml-parser";

import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ProblemBody } from "../harness/api-client";
import { settlePolicy } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { bdt, expectStatus, openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import type { PlannedTransaction } from "../harness/bsp-files";
import { altered, numberOf, saleOf, sellForBsp } from "../harness/bsp-files";
import type { RemittanceBody } from "../harness/bsp-remittances";
import { billingOfToday, importBilling, openPayee, ownAccount } from "../harness/bsp-remittances";
import { today, todayAtTheOffice } from "../harness/database";
import { replayAndKeep } from "../harness/keep-history";
import type { MemoBody } from "../harness/memos";
import { enterMemo } from "../harness/memos";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let payeeId: string;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  people = await openBookkeepers(app);
  payeeId = await openPayee(people);
});

const sell = (passengers: number) => sellForBsp(app.database, people.scope, passengers);

const remit = <Body = RemittanceBody>(body: object = {}) =>
  people.maker.post<Body>("/v1/bsp-remittances", { ...billingOfToday(payeeId), ...body });

const query = () => new URLSearchParams(billingOfToday()).toString();

async function linesOf(journalEntryId: string): Promise<string[]> {
  const { body } = await people.maker.get<{
    lines: { account: { code: string }; side: string; amount: { amount: string } }[];
  }>(`/v1/journal-entries/${journalEntryId}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

async function bankFileOf({ bank_file: file }: RemittanceBody): Promise<string> {
  const answer = await app.request(file?.url ?? "", {
    headers: { Authorization: `Bearer ${people.tokens.maker}` },
  });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "application/xml"]);
  const text = await answer.text();
  expect(createHash("sha256").update(text).digest("hex")).toBe(file?.sha256);
  return text;
}

async function workflowOf(operationId: string): Promise<string> {
  const { body } = await people.maker.get<{ workflow_id: string }>(`/v1/operations/${operationId}`);
  return body.workflow_id;
}

/** 40,000.00 and more of fare, whose difference stays open. */
async function importOneOff(): Promise<PlannedTransaction[]> {
  const [equal, off, taken] = await sell(3);
  if (equal === undefined || off === undefined || taken === undefined) throw new Error("few");
  const billed = [
    equal,
    altered(off, { fare: off.fare + 30_000n }),
    altered(taken, { fare: taken.fare + 1_250n }),
    saleOf({ number: "9979999999999", fare: 50_000n, taxes: [], commission: 0n }),
  ];
  await importBilling(people, billed);
  const { body } = await people.maker.get<{ data: { id: string; document_number: string }[] }>(
    "/v1/bsp-exceptions?limit=50",
  );
  const ids = body.data
    .filter(({ document_number: number }) => number === numberOf(taken))
    .map(({ id }) => id);
  const resolution = { exception_ids: ids, resolution: "accepted", reason: "theirs is right" };
  expectStatus(200, await people.maker.post("/v1/bsp-exceptions/resolve", resolution));
  return billed;
}

describe("POST /v1/bsp-remittances", () => {
  test("pays a billing that agrees with the books, once, and orders it of the bank", async () => {
    await importBilling(people, await sell(2));
    const paid = expectStatus(201, await remit());
    const batch = `BSP-BD-${today().replaceAll("-", "")}-BDT-1`;
    expect(paid).toMatchObject({ batch_code: batch, remitted: bdt("91400.00"), documents: 2 });
    expect(await linesOf(paid.journal_entry_id)).toEqual([
      "2011 debit 48500.00",
      "1109 credit 2800.00",
      "2011 debit 48500.00",
      "1109 credit 2800.00",
      "1011 credit 91400.00",
    ]);
    const text = await bankFileOf(paid);
    expect(XMLValidator.validate(text)).toBe(true);
    const parsed = new XMLParser({ parseTagValue: false }).parse(text) as {
      Document: { CstmrCdtTrfInitn: { GrpHdr: object; PmtInf: { DbtrAcct: object } } };
    };
    const { GrpHdr: header, PmtInf: payment } = parsed.Document.CstmrCdtTrfInitn;
    expect(header).toMatchObject({ MsgId: batch, NbOfTxs: "1", CtrlSum: "91400.00" });
    expect(payment).toMatchObject({
      DbtrAcct: { Id: { IBAN: ownAccount } },
      CdtTrfTxInf: { CdtrAcct: { Id: { Othr: { Id: "0150120000012" } } } },
    });
    const audited = await auditOf(app, paid.id);
    expect(audited.map(({ type }) => type)).toEqual(["bsp_remittance.ordered"]);
    const again = await remit<ProblemBody>();
    expect([again.status, again.body.code]).toEqual([422, "bsp_billing_empty"]);
    const read = await people.maker.get(`/v1/bsp-remittances/${paid.id}`);
    expect(read.body).toEqual(paid);
    const list = await people.maker.get<{ data: unknown[] }>(
      `/v1/bsp-remittances?remittance_ends_on=${today()}`,
    );
    expect(list.body.data).toEqual([paid]);
    await replayAndKeep(app, "remit-to-bsp.paid", await workflowOf(paid.operation_id));
  });

  test("pays what is billed, whatever it differs by: accepted, in suspense, or unknown to us", async () => {
    await importOneOff();
    const paid = expectStatus(201, await remit());
    // 45,700.00, 45,700.00 + 300.00, 45,700.00 + 12.50, and 500.00 that we know nothing of.
    expect(paid.remitted).toEqual(bdt("137912.50"));
    const lines = await linesOf(paid.journal_entry_id);
    expect(lines.filter((line) => !/^(2011|1109)/.test(line))).toEqual([
      "1901 debit 300.00",
      "5045 debit 12.50",
      "1901 debit 500.00",
      "1011 credit 137912.50",
    ]);
  });

  test("waits for another person from the policy's amount on, and pays what they approved", async () => {
    await settlePolicy(people.scope, "bsp.remit", { levels: [["90000.00", 1]] });
    await importBilling(people, await sell(2));
    const waiting = await remit<{ id: string; stage: string }>();
    expect([waiting.status, waiting.body.stage]).toEqual([202, "pending_approval"]);
    expect(await entries()).toBe(1);
    const approvalId = await requestFor(waiting.body.id);
    const own = await people.makerAgain.post<ProblemBody>(
      `/v1/approvals/${approvalId}/approve`,
      {},
    );
    expect([own.status, own.body.code]).toEqual([422, "approval_by_maker"]);
    await decide(approvalId, "approve");
    const paid = await awaitRemittance();
    expect(paid.remitted).toEqual(bdt("91400.00"));
    await replayAndKeep(app, "remit-to-bsp.approved", await workflowOf(paid.operation_id));
  });

  test("pays nothing that was rejected, or that is another billing than was approved", async () => {
    await settlePolicy(people.scope, "bsp.remit", { levels: [["0.00", 1]] });
    const [first, second] = await sell(2);
    if (first === undefined || second === undefined) throw new Error("few");
    await importBilling(people, [first]);
    const rejected = expectStatus(202, await remit<{ id: string }>());
    await decide(await requestFor(rejected.id), "reject");
    expect(await failureOf(rejected.id)).toBe("approval_rejected");
    const changed = expectStatus(202, await remit<{ id: string }>());
    await importBilling(people, [second], 2);
    await decide(await requestFor(changed.id), "approve");
    expect(await failureOf(changed.id)).toBe("bsp_billing_changed");
    expect(await entries()).toBe(1);
    const { length } = await people.scope.db
      .selectFrom("documents")
      .select("public_id")
      .where("document_type", "=", "bank_file")
      .execute();
    expect(length).toBe(0);
  });

  test("orders nothing where BSP owes us, and says that it has paid", async () => {
    const credit = { code: "ACMA", fare: -125_000n, taxes: [], commission: 0n };
    await importBilling(people, [saleOf({ number: "9979100000999", ...credit })]);
    const paid = expectStatus(201, await remit());
    expect(paid).toMatchObject({ remitted: bdt("-1250.00"), bank_file: null });
    expect(await linesOf(paid.journal_entry_id)).toEqual([
      "1901 credit 1250.00",
      "1011 debit 1250.00",
    ]);
  });

  test("pays what is billed late by itself", async () => {
    const [first, second] = await sell(2);
    if (first === undefined || second === undefined) throw new Error("few");
    await importBilling(people, [first]);
    expectStatus(201, await remit());
    await importBilling(people, [second], 2);
    const late = expectStatus(201, await remit());
    expect([late.batch_code.slice(-2), late.documents]).toEqual(["-2", 1]);
  });

  test("refuses what no bank could pay, by whose account is missing", async () => {
    await importBilling(people, await sell(1));
    const { db } = people.scope;
    await db.updateTable("supplier_bank_details").set({ is_current: null }).execute();
    const supplier = await remit<ProblemBody & { details: object }>();
    expect([supplier.status, supplier.body.code]).toEqual([422, "bank_details_missing"]);
    await db.updateTable("partners").set({ bank_account_number_encrypted: null }).execute();
    const partner = await remit<ProblemBody>();
    expect([partner.status, partner.body.code]).toEqual([422, "bank_details_missing"]);
    expect(partner.body.detail).not.toBe(supplier.body.detail);
    const airline = await remit<ProblemBody>({ payee_id: people.supplierId });
    expect([airline.status, airline.body.code]).toEqual([404, "not_found"]);
  });

  test("settles what was accepted and posted as it is billed: no variance is left", async () => {
    const [sale] = await sell(1);
    if (sale === undefined) throw new Error("none");
    await importBilling(people, [altered(sale, { fare: sale.fare + 1_250n })]);
    const { body } = await people.maker.get<{ data: { id: string; field: string }[] }>(
      "/v1/bsp-exceptions",
    );
    const ids = body.data.map(({ id }) => id);
    const accepted = { exception_ids: ids, reason: "theirs is right" };
    expectStatus(201, await people.maker.post("/v1/bsp-exceptions/accept", accepted));
    const paid = expectStatus(201, await remit());
    expect(await linesOf(paid.journal_entry_id)).toEqual([
      "2011 debit 48512.50",
      "1109 credit 2800.00",
      "1011 credit 45712.50",
    ]);
  });

  test("settles memos that were decided, and pays ahead those that were not", async () => {
    await people.scope.db
      .updateTable("suppliers")
      .set({ airline_code: "BG" })
      .where("public_id", "=", people.supplierId)
      .execute();
    const [decided, open] = [await enter(), await enter()];
    expectStatus(200, await people.maker.post(`/v1/memos/${decided.id}/review`, {}));
    expectStatus(201, await people.maker.post(`/v1/memos/${decided.id}/accept`, {}));
    await importBilling(
      people,
      [decided, open].map(({ number }) =>
        saleOf({ code: "ADMA", number, fare: 125_000n, taxes: [], commission: 0n }),
      ),
    );
    const paid = expectStatus(201, await remit());
    expect(await linesOf(paid.journal_entry_id)).toEqual([
      "2011 debit 1250.00",
      "2011 debit 1250.00",
      "1011 credit 2500.00",
    ]);
    const read = async ({ id }: { readonly id: string }) =>
      (await people.maker.get<MemoBody>(`/v1/memos/${id}`)).body;
    expect(await read(decided)).toMatchObject({
      state: "SETTLED",
      settlement: { reference: paid.batch_code },
    });
    expect(await read(open)).toMatchObject({ state: "RECEIVED", billed_on: todayAtTheOffice() });
    expectStatus(200, await people.maker.post(`/v1/memos/${open.id}/review`, {}));
    const dispute = { reason: "fare_correct", text: "as it was filed" };
    const disputed = expectStatus(
      201,
      await people.maker.post<MemoBody>(`/v1/memos/${open.id}/dispute`, dispute),
    );
    expect(await linesOf(disputed.journal_entry_ids[0] ?? "")).toEqual([
      "1901 debit 1250.00",
      "2011 credit 1250.00",
    ]);
  });
});

describe("POST /v1/bsp-remittances/{bsp_remittance_id}/reject", () => {
  const why = { reason_code: "AC04", reason: "Closed account number" };
  const reject = <Body = RemittanceBody>(id: string, headers: Record<string, string> = {}) =>
    people.maker.post<Body>(`/v1/bsp-remittances/${id}/reject`, why, headers);

  test("mirrors the payment once, makes its documents due again, and lets them be paid anew", async () => {
    await people.scope.db
      .updateTable("suppliers")
      .set({ airline_code: "BG" })
      .where("public_id", "=", people.supplierId)
      .execute();
    const memo = await enter();
    expectStatus(200, await people.maker.post(`/v1/memos/${memo.id}/review`, {}));
    expectStatus(201, await people.maker.post(`/v1/memos/${memo.id}/accept`, {}));
    const adm = { code: "ADMA", number: memo.number, fare: 125_000n, taxes: [], commission: 0n };
    await importBilling(people, [...(await sell(1)), saleOf(adm)]);
    const paid = expectStatus(201, await remit());
    const payment = await linesOf(paid.journal_entry_id);
    const before = await entries();

    const key = { "Idempotency-Key": "rejected-once" };
    const answers = await Promise.all([reject(paid.id, key), reject(paid.id), reject(paid.id)]);
    const rejected = answers.filter(({ status }) => status === 201);
    expect(rejected).toHaveLength(1);
    expect(await entries()).toBe(before + 1);
    const read = await people.maker.get<RemittanceBody>(`/v1/bsp-remittances/${paid.id}`);
    expect(read.body).toMatchObject({ state: "rejected", rejection: why });
    const mirrored = payment.map((line) =>
      line.replace(/debit|credit/, (side) => (side === "debit" ? "credit" : "debit")),
    );
    expect(await linesOf(read.body.rejection?.journal_entry_id ?? "")).toEqual(mirrored);
    const again = await reject<ProblemBody>(paid.id);
    expect([again.status, again.body.code]).toEqual([409, "entry_already_reversed"]);
    const reopened = await people.maker.get<MemoBody>(`/v1/memos/${memo.id}`);
    expect(reopened.body).toMatchObject({ state: "ACCEPTED", settlement: null });
    const due = await people.maker.get(`/v1/bsp-billing?${query()}`);
    expect(due.body).toMatchObject({ remitted: bdt("0.00"), net_due: paid.remitted });

    const anew = expectStatus(201, await remit());
    expect([anew.remitted, anew.documents]).toEqual([paid.remitted, 2]);
    expect(anew.batch_code).toMatch(/-2$/);
    expect(await linesOf(anew.journal_entry_id)).toEqual(payment);
    const settled = await people.maker.get<MemoBody>(`/v1/memos/${memo.id}`);
    expect(settled.body).toMatchObject({ settlement: { reference: anew.batch_code } });
    expectStatus(201, await reject(anew.id));
    const documents = await people.scope.db
      .selectFrom("bsp_remittance_documents")
      .select("attempt")
      .orderBy("bsp_remittance_document_id")
      .execute();
    expect(documents.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2]);
    const audited = (await auditOf(app, paid.id)).map(({ type }) => type);
    expect(audited).toEqual(["bsp_remittance.ordered", "bsp_remittance.rejected"]);
    const proof = await people.maker.post<{ checks: { finding: unknown }[] }>(
      "/v1/ledger/verification",
    );
    expect(proof.body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
    const id = workflowIds.rejectRemittance(people.scope.partner, paid.id);
    await replayAndKeep(app, "reject-remittance.rejected", id);
  });
});

describe("GET /v1/bsp-billing", () => {
  test("sets what BSP bills beside our books, by airline and document by document", async () => {
    const billed = await importOneOff();
    const { body } = await people.maker.get(`/v1/bsp-billing?${query()}`);
    const sums = {
      documents: 4,
      gross: bdt("146312.50"),
      taxes: bdt("25500.00"),
      commission: bdt("8400.00"),
      memos: bdt("0.00"),
      net_due: bdt("137912.50"),
      expected: bdt("137100.00"),
      difference: bdt("812.50"),
      remitted: bdt("0.00"),
    };
    expect(body).toMatchObject({ ...sums, airlines: [{ airline: "997", ...sums }] });
    expectStatus(201, await remit());
    const after = await people.maker.get(`/v1/bsp-billing?${query()}`);
    expect(after.body).toMatchObject({ ...sums, remitted: sums.net_due });
    const path = `/v1/bsp-billing-documents?${query()}&limit=3`;
    const page = await people.maker.get<{ data: object[]; next_cursor: string }>(path);
    const rest = await people.maker.get<{ data: object[] }>(
      `${path}&cursor=${page.body.next_cursor}`,
    );
    expect([...page.body.data, ...rest.body.data]).toMatchObject(
      [
        ["45700.00", "0.00", "accepted"],
        ["46000.00", "300.00", "disputed"],
        ["45712.50", "12.50", "accepted"],
        ["500.00", "500.00", "disputed"],
      ].map(([net = "", difference = "", treatment], index) => ({
        document_number: billed[index] && numberOf(billed[index]),
        billed: bdt(net),
        difference: bdt(difference),
        treatment,
        remitted: true,
      })),
    );
  });
});

let lastMemo = 9_979_100_000_000;

async function enter(): Promise<{ readonly id: string; readonly number: string }> {
  lastMemo += 1;
  const number = String(lastMemo);
  const memo = { document_number: number };
  const { id } = expectStatus(201, await enterMemo(people.maker, people.supplierId, memo));
  return { id, number };
}

async function entries(): Promise<number> {
  const rows = await people.scope.db.selectFrom("journal_entries").select("public_id").execute();
  return rows.length;
}

async function requestFor(operationId: string): Promise<string> {
  const { body } = await people.checker.get<{ data: { id: string; subject_id: string }[] }>(
    "/v1/approvals?status=pending",
  );
  return body.data.find(({ subject_id: subject }) => subject === operationId)?.id ?? "";
}

async function decide(approvalId: string, decision: "approve" | "reject"): Promise<void> {
  const path = `/v1/approvals/${approvalId}/${decision}`;
  expectStatus(200, await people.checker.post(path, { reason: "as agreed" }));
}

function awaitRemittance(): Promise<RemittanceBody> {
  return awaitCondition("the remittance", async () => {
    const { body } = await people.maker.get<{ data: RemittanceBody[] }>("/v1/bsp-remittances");
    return body.data[0];
  });
}

function failureOf(operationId: string): Promise<string> {
  return awaitCondition("the end of the operation", async () => {
    const { body } = await people.maker.get<{ error: { code: string } | null }>(
      `/v1/operations/${operationId}`,
    );
    return body.error?.code;
  });
}
