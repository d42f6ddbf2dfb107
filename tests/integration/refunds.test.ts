import type { ApiClient, ProblemBody } from "../harness/api-client";
import { asRoot } from "../harness/as-root";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { expectStatus, openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import {
  agencies,
  hotLines,
  importBspFile,
  refundTransactionOf,
  toBytes,
} from "../harness/bsp-files";
import { billingOfToday } from "../harness/bsp-remittances";
import { today } from "../harness/database";
import { addBranch } from "../harness/ledger";
import { openPerson } from "../harness/open-person";
import type { MoneyBody, Refundable, RefundQuoteBody } from "../harness/refunds";
import { quoteRefund, refundFee, sellRefundable } from "../harness/refunds";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let client: ApiClient;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  client = people.maker;
  supplier = supplierControl(app);
});

afterAll(() => app.close());

interface RefundBody {
  readonly id: string;
  readonly state: string;
  readonly payable: MoneyBody;
  readonly paid_back: MoneyBody;
  readonly attention: string | null;
  readonly failure: { readonly code: string } | null;
  readonly settlement: { readonly kind: string } | null;
  readonly documents: readonly { readonly coupons: readonly number[] }[];
  readonly paybacks: readonly { readonly kind: string; readonly amount: MoneyBody }[];
  readonly journal_entry_ids: readonly string[];
  readonly history: readonly { readonly state: string }[];
}

interface PaybackBody {
  readonly refund_state: string;
  readonly remaining: MoneyBody;
  readonly credit_expires_on: string | null;
  readonly journal_entry_id: string;
}

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly attention: { readonly reason: string } | null;
}

const reason = "the customer does not fly";
const bdt = (amount: string): MoneyBody => ({ amount, currency: "BDT" });

async function quote(sale: Refundable, asked: object = {}): Promise<RefundQuoteBody> {
  return expectStatus(201, await quoteRefund(client, sale, asked));
}

function refund<Body = RefundBody>({ id }: { readonly id: string }) {
  return client.post<Body>("/v1/refunds", { quote_id: id, reason });
}

async function refunded(sale: Refundable, asked: object = {}): Promise<RefundBody> {
  return expectStatus(201, await refund(await quote(sale, asked)));
}

async function getRefund(id: string): Promise<RefundBody> {
  return (await client.get<RefundBody>(`/v1/refunds/${id}`)).body;
}

async function linesOf(entryId: string | undefined): Promise<string[]> {
  const { body } = await client.get<{
    lines: { account: { code: string }; side: string; amount: MoneyBody }[];
  }>(`/v1/journal-entries/${String(entryId)}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

const payBack = <Body = PaybackBody>(id: string, amount: string, means: object) =>
  client.post<Body>(`/v1/refunds/${id}/payback`, { amount: bdt(amount), means });

const settle = <Body = RefundBody>(id: string) =>
  client.post<Body>(`/v1/refunds/${id}/settlement`, {
    kind: "bsp",
    settled_on: today(),
    reference: "BD-2026-11-H2",
    reason: "seen in the file",
  });

async function verifyBooks(): Promise<void> {
  const { body } = await client.post<{ checks: { finding: unknown }[] }>("/v1/ledger/verification");
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

async function operationOf({ booking }: Refundable): Promise<OperationBody> {
  const { body } = await client.get<{ data: OperationBody[] }>(
    `/v1/operations?resource_id=${booking.id}&kind=refund.create`,
  );
  const [operation] = body.data;
  if (operation === undefined) throw new Error(`nothing was refunded of ${booking.id}`);
  return operation;
}

const untilStatus = (sale: Refundable, status: string): Promise<OperationBody> =>
  awaitCondition(`the refund of ${sale.booking.id} to be ${status}`, async () => {
    const operation = await operationOf(sale);
    return operation.status === status ? operation : undefined;
  });

async function refundOf({ booking }: Refundable): Promise<RefundBody> {
  const { body } = await client.get<{ data: RefundBody[] }>(`/v1/refunds?booking_id=${booking.id}`);
  const [found] = body.data;
  if (found === undefined) throw new Error(`no refund of ${booking.id}`);
  return found;
}

async function stateOf({ booking }: Refundable): Promise<string> {
  return (await client.get<{ state: string }>(`/v1/bookings/${booking.id}`)).body.state;
}

describe("POST /v1/refunds", () => {
  test("refunds at the supplier and in the books, and is over once settled and paid back", async () => {
    const sale = await sellRefundable(client, supplier, { pnr: { penalty: "5000.00" } });
    const quoted = await quote(sale, { fee: refundFee });
    const body = expectStatus(201, await refund(quoted));
    expect(body).toMatchObject({ state: "PAYBACK_PENDING", payable: quoted.customer_total });
    expect(body.documents).toMatchObject([{ coupons: [1] }]);
    expect(await linesOf(body.journal_entry_ids[0])).toEqual(
      quoted.entry.map(({ account, side, amount }) => `${account} ${side} ${amount.amount}`),
    );
    expect(await stateOf(sale)).toBe("CANCELLED_AFTER_ISSUE");
    const documents = await supplier.documents(sale.booking.record_locator);
    expect(documents.map(({ status }) => status)).toEqual(["refunded"]);
    const ticket = await client.get<{ status: string; coupons: { status: string }[] }>(
      `/v1/tickets/${String(sale.issuance.ticket_numbers[0])}`,
    );
    expect(ticket.body).toMatchObject({ status: "REFUNDED", coupons: [{ status: "REFUNDED" }] });
    const audited = (await auditOf(app, sale.booking.id)).map(({ type }) => type);
    expect(audited).toEqual(
      expect.arrayContaining(["refund.quoted", "refund.requested", "ticket.refunded"]),
    );
    await verifyBooks();

    const first = expectStatus(201, await payBack(body.id, "1000.00", { kind: "cash" }));
    expect(await linesOf(first.journal_entry_id)).toEqual([
      "2022 debit 1000.00",
      "1001 credit 1000.00",
    ]);
    const tooMuch = await payBack<ProblemBody>(body.id, quoted.customer_total.amount, {
      kind: "bank",
    });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, "over_applied"]);
    const credit = { kind: "customer_credit", months: 12 };
    const rest = expectStatus(201, await payBack(body.id, first.remaining.amount, credit));
    expect([rest.remaining.amount, rest.refund_state]).toEqual(["0.00", "PAYBACK_PENDING"]);
    expect(rest.credit_expires_on).toMatch(/^2027-/);
    const settled = expectStatus(200, await settle(body.id));
    expect(settled).toMatchObject({ state: "COMPLETED", settlement: { kind: "bsp" } });
    expect(settled.history.map(({ state }) => state)).toEqual([
      "PENDING_APPROVAL",
      "APPROVED",
      "PAYBACK_PENDING",
      "COMPLETED",
    ]);
    const workflow = app.temporal.client.workflow.getHandle(
      `refund:${people.scope.partner}:${body.id}`,
    );
    expect(await workflow.result()).toMatchObject({ refundId: body.id });
    const again = await payBack<ProblemBody>(body.id, "1.00", { kind: "cash" });
    expect([again.status, again.body.code]).toEqual([409, "refund_state_invalid"]);
    await verifyBooks();
  });

  test("gives up what was not flown: the flown coupon and what was earned on it stay", async () => {
    const sale = await sellRefundable(client, supplier, { template: "return" });
    const [number = ""] = sale.issuance.ticket_numbers;
    await supplier.changeDocument(number, { usedCoupons: [1] });
    const body = await refunded(sale);
    expect(body.documents).toMatchObject([{ coupons: [2] }]);
    const { body: ticket } = await client.get<{ coupons: { status: string }[] }>(
      `/v1/tickets/${number}`,
    );
    expect(ticket.coupons.map(({ status }) => status)).toEqual(["FLOWN", "REFUNDED"]);
    expect(await linesOf(body.journal_entry_ids[0])).toEqual(
      expect.arrayContaining(["1109 credit 2397.50", "2031 debit 2397.50"]),
    );
    await verifyBooks();
  });

  test("sets off against what the customer owes", async () => {
    const sale = await sellRefundable(client, supplier);
    const { id, payable } = await refunded(sale);
    const applications = [{ booking_id: sale.booking.id, amount: payable }];
    const paid = await payBack(id, payable.amount, { kind: "receivable", applications });
    expect(await linesOf(expectStatus(201, paid).journal_entry_id)).toEqual([
      `2022 debit ${payable.amount}`,
      `1101 credit ${payable.amount}`,
    ]);
    await verifyBooks();
  });

  test("sets off nothing that is owed in a branch which the cashier does not see", async () => {
    const { scope } = people;
    const branch = await addBranch(scope, "DAC");
    const cashier = await openPerson(app, scope, { role: "cashier", branch: "DAC" });
    const [sale, elsewhere] = [
      await sellRefundable(client, supplier),
      await sellRefundable(client, supplier),
    ];
    await scope.db
      .updateTable("bookings")
      .set({ branch_id: branch.id })
      .where("public_id", "=", sale.booking.id)
      .execute();
    const { id, payable } = await refunded(sale);
    const setOff = async ({ booking }: Refundable) => {
      const applications = [{ booking_id: booking.id, amount: payable }];
      const means = { kind: "receivable", applications };
      const body = { amount: payable, means };
      return (await cashier.client.post(`/v1/refunds/${id}/payback`, body)).status;
    };
    expect([await setOff(elsewhere), await setOff(sale)]).toEqual([404, 201]);
  });

  test("after it nothing is refunded, voided or quoted again", async () => {
    const sale = await sellRefundable(client, supplier);
    const [mine, other] = [await quote(sale), await quote(sale)];
    const [one, two] = await Promise.all([refund<ProblemBody>(mine), refund<ProblemBody>(other)]);
    expect(Math.min(one.status, two.status)).toBe(201);
    const refused = [one, two].find(({ status }) => status !== 201)?.body.code;
    expect(["operation_in_progress", "ticket_not_refundable"]).toContain(refused);
    const quoted = await quoteRefund<ProblemBody>(client, sale);
    expect([quoted.status, quoted.body.code]).toEqual([422, "ticket_not_refundable"]);
    const path = `/v1/bookings/${sale.booking.id}/void`;
    const voided = await client.post<ProblemBody>(path, { reason });
    expect([voided.status, voided.body.code]).toEqual([422, "ticket_not_voidable"]);
    await verifyBooks();
  });

  test("refuses, and asks the supplier nothing, what can no longer be booked as quoted", async () => {
    const sale = await sellRefundable(client, supplier);
    const quoted = await quote(sale);
    const setPeriods = (status: "open" | "closed") =>
      people.scope.db.updateTable("accounting_periods").set({ status }).execute();
    await setPeriods("closed");
    const closed = await refund<ProblemBody>(quoted);
    await setPeriods("open");
    expect([closed.status, closed.body.code]).toEqual([422, "period_closed"]);
    await asRoot((connection) =>
      connection.query("UPDATE refund_quotes SET expires_at = created_at WHERE public_id = ?", [
        quoted.id,
      ]),
    );
    const expired = await refund<ProblemBody>(quoted);
    expect([expired.status, expired.body.code]).toEqual([422, "refund_quote_expired"]);
    const requests = await supplier.requests(sale.booking.record_locator);
    expect(requests.map(({ operation }) => operation)).not.toContain("Ticket_ProcessRefund");
  });

  test("refuses another price than was quoted; the next quote is refunded", async () => {
    const sale = await sellRefundable(client, supplier);
    const quoted = await quote(sale);
    await supplier.changePnr(sale.booking.record_locator, { penalty: "100.00" });
    const changed = await refund<ProblemBody>(quoted);
    expect([changed.status, changed.body.code]).toEqual([409, "price_changed"]);
    expect(await refundOf(sale)).toMatchObject({
      state: "FAILED",
      failure: { code: "PRICE_CHANGED" },
    });
    const taken = await refund<ProblemBody>(quoted);
    expect([taken.status, taken.body.code]).toEqual([409, "refund_state_invalid"]);
    expect((await refunded(sale)).state).toBe("PAYBACK_PENDING");
    await verifyBooks();
  });
});

describe("a refund that the supplier does not answer as it should", () => {
  afterEach(() => supplier.clearFaults());

  const fail = ({ booking }: Refundable, behaviour: object) =>
    supplier.addFault({
      operation: "Ticket_ProcessRefund",
      recordLocator: booking.record_locator,
      times: 1,
      behaviour,
    });

  test.each(["workThenHang", "resetAfterWork", "resetBeforeWork", "malformedXml"])(
    "%s: asks again, and books it once",
    async (kind) => {
      const sale = await small();
      const quoted = await quote(sale);
      await fail(sale, { kind });
      await refund(quoted);
      await untilStatus(sale, "succeeded");
      expect((await refundOf(sale)).state).toBe("PAYBACK_PENDING");
      await verifyBooks();
    },
  );

  test("refused: fails as it refuses, and nothing has changed", async () => {
    const sale = await small();
    const quoted = await quote(sale);
    await fail(sale, { kind: "reject", errorCode: "21804", errorText: "REFUND REJECTED" });
    const { status, body } = await refund<ProblemBody>(quoted);
    expect([status, body.code]).toEqual([422, "supplier_refused"]);
    expect(await stateOf(sale)).toBe("ISSUED");
    await verifyBooks();
  });
});

/** Little comes back. */
async function small(): Promise<Refundable> {
  return sellRefundable(client, supplier, { pnr: { penalty: "49000.00" } });
}

interface StuckBody {
  readonly id: string;
  readonly status: string;
  readonly attention: { readonly text: string; readonly actions: readonly string[] };
}

describe("a refund that waits", () => {
  test("of two paybacks at once only what stands is paid back", async () => {
    const sale = await small();
    const { id, payable } = await refunded(sale);
    const paid = await Promise.all([
      payBack<ProblemBody>(id, payable.amount, { kind: "cash" }),
      payBack<ProblemBody>(id, payable.amount, { kind: "bank" }),
    ]);
    expect(new Set(paid.map(({ status }) => status))).toEqual(new Set([201, 422]));
    expect(await getRefund(id)).toMatchObject({ paid_back: payable, paybacks: [{}] });
    await verifyBooks();
  });

  test("asks somebody when the airline's part is late, until it is there", async () => {
    await people.scope.db.updateTable("partners").set({ refund_settlement_days: 0 }).execute();
    const { id } = await refunded(await small());
    await awaitCondition("the reminder", async () =>
      (await getRefund(id)).attention === "refund_not_settled" ? true : undefined,
    );
    const stuck = async () => {
      const { body } = await client.get<{ data: StuckBody[] }>(
        `/v1/operations?needs_attention=true&reason=refund_not_settled`,
      );
      return body.data.filter(({ attention }) => attention.text.includes(id));
    };
    expect(await stuck()).toMatchObject([
      { kind: "refund.await_settlement", attention: { actions: ["retry"] } },
    ]);
    await people.scope.db.updateTable("partners").set({ refund_settlement_days: 45 }).execute();
    const path = `/v1/operations/${(await stuck())[0]?.id}/resolve`;
    const note = "the airline has it in the next period";
    const refused = await client.post<ProblemBody>(path, { action: "adopt", note });
    expect([refused.status, refused.body.code]).toEqual([409, "operation_not_resolvable"]);
    const postponed = await client.post(path, { action: "retry", note });
    expect(postponed).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect([await stuck(), (await getRefund(id)).attention]).toEqual([[], null]);
    expect((await settle(id)).body).toMatchObject({ attention: null, state: "PAYBACK_PENDING" });
    expect((await settle(id)).status).toBe(200);
  });

  test("is stuck until the airline's part is there", async () => {
    await people.scope.db.updateTable("partners").set({ refund_settlement_days: 0 }).execute();
    const sale = await small();
    const { id } = await refunded(sale);
    const list = `/v1/operations?kind=refund.await_settlement&resource_id=${sale.booking.id}`;
    const stuck = await awaitCondition("the operation", async () => {
      const { body } = await client.get<{ data: StuckBody[] }>(list);
      return body.data[0];
    });
    expect(stuck.status).toBe("needs_attention");
    await settle(id);
    const { body } = await client.get<{ data: StuckBody[] }>(list);
    expect(body.data).toMatchObject([{ id: stuck.id, status: "succeeded", stage: "settled" }]);
  });

  test("before it is booked there is nothing to settle", async () => {
    const sale = await small();
    const quoted = await quote(sale);
    await supplier.changePnr(sale.booking.record_locator, { penalty: "48000.00" });
    await refund(quoted);
    const { id } = await refundOf(sale);
    const refused = await settle<ProblemBody>(id);
    expect([refused.status, refused.body.code]).toEqual([409, "refund_state_invalid"]);
  });
});

describe("a BSP file that shows a refund", () => {
  test("matches what was booked, and tells the refund that the airline's part has come", async () => {
    const { scope } = people;
    await scope.db.updateTable("partners").set({ iata_number: agencies.own }).execute();
    const sale = await sellRefundable(client, supplier, { pnr: { penalty: "5000.00" } });
    const { id, settlement } = await refunded(sale);
    expect(settlement).toBeNull();
    const lines = hotLines([await refundTransactionOf(scope, id)], { isFinal: false });
    const { status, body } = await importBspFile(client, toBytes(lines));
    expect([status, body.matches]).toEqual([201, { matched: 1 }]);
    const { body: billing } = await client.get(
      `/v1/bsp-billing?${new URLSearchParams(billingOfToday()).toString()}`,
    );
    expect(billing).toMatchObject({
      documents: 1,
      expected: { amount: expect.stringMatching(/^-/) },
      difference: { amount: "0.00" },
    });
    const told = await awaitCondition("the settlement", async () => {
      const { settlement: found } = await getRefund(id);
      return found ?? undefined;
    });
    expect(told).toMatchObject({ kind: "bsp", reference: body.id, settled_on: today() });
  });
});

describe("GET /v1/refunds", () => {
  test("is filtered and paged", async () => {
    const sale = await small();
    const { id } = await refunded(sale);
    const list = async (query: string): Promise<string[]> => {
      const { body } = await client.get<{ data: { id: string }[] }>(`/v1/refunds?${query}`);
      return body.data.map((one) => one.id);
    };
    const [number = ""] = sale.issuance.ticket_numbers;
    expect(await list(`ticket_number=${number}`)).toEqual([id]);
    expect(await list(`booking_id=${sale.booking.id}&state=PAYBACK_PENDING`)).toEqual([id]);
    expect(await list(`booking_id=${sale.booking.id}&state=COMPLETED`)).toEqual([]);
    const page = await client.get<{ has_more: boolean; next_cursor: string }>(
      "/v1/refunds?limit=1",
    );
    expect(page.body.has_more).toBe(true);
    expect(await list(`limit=1&cursor=${page.body.next_cursor}`)).toHaveLength(1);
  });
});

describe("a refund above the policy's threshold", () => {
  async function begin(): Promise<{ readonly sale: Refundable; readonly approval: string }> {
    const policy = "/v1/approval-policies/refund.create";
    const { headers } = await client.get(policy);
    const levels = [{ from: bdt("1000.00"), approvers: 1 }];
    const change = { levels, ttl_hours: 72, reason };
    const match = { "If-Match": headers.get("ETag") ?? "" };
    expect((await client.put(policy, change, match)).status).toBe(200);
    const sale = await sellRefundable(client, supplier);
    const { status, body } = await refund<OperationBody>(await quote(sale));
    expect([status, body.stage]).toEqual([202, "pending_approval"]);
    expect((await refundOf(sale)).state).toBe("PENDING_APPROVAL");
    const { body: approvals } = await client.get<{ data: { id: string }[] }>(
      `/v1/approvals?subject_id=${body.id}`,
    );
    return { sale, approval: approvals.data[0]?.id ?? "" };
  }

  test("waits for another person, then goes to the supplier", async () => {
    const { sale, approval } = await begin();
    const decided = await people.checker.post(`/v1/approvals/${approval}/approve`, { reason });
    expect(decided.status).toBeLessThan(300);
    await untilStatus(sale, "succeeded");
    expect((await refundOf(sale)).state).toBe("PAYBACK_PENDING");
    await verifyBooks();
  });

  test("rejected, it has changed nothing", async () => {
    const { sale, approval } = await begin();
    await people.checker.post(`/v1/approvals/${approval}/reject`, { reason });
    await untilStatus(sale, "failed");
    expect(await refundOf(sale)).toMatchObject({
      state: "REJECTED",
      failure: { code: "APPROVAL_REJECTED" },
    });
    expect(await stateOf(sale)).toBe("ISSUED");
    const documents = await supplier.liveDocuments(sale.booking.record_locator);
    expect(documents).toEqual(sale.issuance.ticket_numbers);
  });
});
