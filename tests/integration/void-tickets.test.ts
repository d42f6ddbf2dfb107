import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  supplier = supplierControl(app);
});

afterAll(() => app.close());

interface VoidBody {
  readonly operation_id: string;
  readonly state: string;
  readonly ticket_numbers: readonly string[];
  readonly left_ticket_numbers: readonly string[];
  readonly journal_entry_id: string;
  readonly fee_entry_id: string | null;
}

interface EntryBody {
  readonly reverses_id: string | null;
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: { readonly amount: string };
  }[];
}

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly attention: { readonly reason: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

interface Issued {
  readonly booking: BookingBody;
  readonly issuance: IssuanceBody;
}

async function issue(prefix: string): Promise<Issued> {
  const booking = await bookReservation(client, locator(prefix));
  const { status, body } = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  expect(status).toBe(201);
  await setCutOff("23:30");
  return { booking, issuance: body };
}

const reason = { reason: "the customer changed their mind" };

function voidTickets<Body = VoidBody>({ booking }: Issued, body: object = reason) {
  return client.post<Body>(`/v1/bookings/${booking.id}/void`, { ...reason, ...body });
}

async function linesOf(entryId: string): Promise<string[]> {
  const { body } = await client.get<EntryBody>(`/v1/journal-entries/${entryId}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

async function verifyBooks(): Promise<void> {
  const { status, body } = await client.post<{
    is_clean: boolean;
    checks: readonly { readonly finding: unknown }[];
  }>("/v1/ledger/verification");
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

/** By a clock that is hours behind the office's, or the window shuts while the tests run. */
async function setCutOff(time: string): Promise<void> {
  await partner.scope.db
    .updateTable("suppliers")
    .set({ void_cut_off_time: time, void_time_zone: "Pacific/Pago_Pago" })
    .execute();
}

describe("POST /v1/bookings/{id}/void", () => {
  test("voids at the supplier and mirrors the issuance, in one commit", async () => {
    const issued = await issue("OK");
    const { status, body } = await voidTickets(issued);
    expect([status, body.state]).toEqual([201, "CANCELLED_AFTER_ISSUE"]);
    expect(body.ticket_numbers).toEqual(issued.issuance.ticket_numbers);
    expect(await linesOf(body.journal_entry_id)).toEqual([
      "1101 credit 50800.00",
      "1109 credit 2800.00",
      "2011 debit 49650.00",
      "2031 debit 2800.00",
      "4031 debit 1000.00",
      "2061 debit 150.00",
    ]);
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual([]);
    const [number] = body.ticket_numbers;
    const ticket = await client.get<{ status: string; coupons: { status: string }[] }>(
      `/v1/tickets/${String(number)}`,
    );
    expect(ticket.body.status).toBe("VOIDED");
    expect(new Set(ticket.body.coupons.map((coupon) => coupon.status))).toEqual(
      new Set(["VOIDED"]),
    );
    expect(await auditOf(app, issued.booking.id)).toContainEqual(
      expect.objectContaining({
        type: "ticket.voided",
        payload: expect.objectContaining({ ...reason, state: "CANCELLED_AFTER_ISSUE" }),
      }),
    );
    await verifyBooks();
  });

  test("books a fee by itself", async () => {
    const issued = await issue("OK");
    const fee = { amount: { amount: "300.00", currency: "BDT" }, vat_percent: "15" };
    const { body } = await voidTickets(issued, { fee });
    expect(await linesOf(String(body.fee_entry_id))).toEqual([
      "1101 debit 345.00",
      "4033 credit 300.00",
      "2061 credit 45.00",
    ]);
    const dollars = { ...fee, amount: { amount: "3.00", currency: "USD" } };
    const refused = await voidTickets<ProblemBody>(await issue("OK"), { fee: dollars });
    expect([refused.status, refused.body.code]).toEqual([422, "currency_mismatch"]);
  });

  test("voids tickets of some passengers, then of the others: together the exact mirror", async () => {
    const issued = await issue("FAM");
    const [first = "", ...others] = issued.issuance.ticket_numbers;
    const one = await voidTickets(issued, { ticket_numbers: [first] });
    expect([one.status, one.body.state]).toEqual([201, "ISSUED"]);
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual(others.toSorted());
    await verifyBooks();
    const again = await voidTickets<ProblemBody>(issued, { ticket_numbers: [first] });
    expect([again.status, again.body.code]).toEqual([422, "ticket_not_voidable"]);
    const rest = await voidTickets(issued);
    expect([rest.status, rest.body.state]).toEqual([201, "CANCELLED_AFTER_ISSUE"]);
    expect(rest.body.ticket_numbers.toSorted()).toEqual(others.toSorted());
    const balances = new Map<string, bigint>();
    for (const id of [
      issued.issuance.journal_entry_id,
      one.body.journal_entry_id,
      rest.body.journal_entry_id,
    ]) {
      for (const line of await linesOf(id)) {
        const [account = "", side, amount = ""] = line.split(" ");
        const minor = BigInt(amount.replace(".", ""));
        balances.set(account, (balances.get(account) ?? 0n) + (side === "debit" ? minor : -minor));
      }
    }
    expect([...balances.values()].every((balance) => balance === 0n)).toBe(true);
    await verifyBooks();
  });

  test("the same key again gets the same void", async () => {
    const issued = await issue("OK");
    const headers = { "Idempotency-Key": `void-${issued.booking.id}` };
    const path = `/v1/bookings/${issued.booking.id}/void`;
    const [first, second] = await Promise.all([
      client.post<VoidBody>(path, reason, headers),
      client.post<VoidBody>(path, reason, headers),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });

  test("refuses, and asks the supplier nothing, after the cut-off", async () => {
    const issued = await issue("OK");
    const before = (await supplier.requests(issued.booking.record_locator)).length;
    await partner.scope.db
      .updateTable("suppliers")
      .set({ void_cut_off_time: "00:00", void_time_zone: "Pacific/Kiritimati" })
      .execute();
    try {
      const { status, body } = await voidTickets<ProblemBody>(issued);
      expect([status, body.code]).toEqual([422, "void_window_closed"]);
    } finally {
      await setCutOff("23:30");
    }
    expect(await supplier.requests(issued.booking.record_locator)).toHaveLength(before);
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toHaveLength(1);
    expect((await voidTickets(issued)).status).toBe(201);
  });

  test("refuses tickets that are not the booking's, and a booking that was never issued", async () => {
    const issued = await issue("OK");
    const stranger = await voidTickets<ProblemBody>(issued, { ticket_numbers: ["9970000000000"] });
    expect([stranger.status, stranger.body.code]).toEqual([404, "not_found"]);
    const held = await bookReservation(client, locator("OK"));
    const { status, body } = await client.post<ProblemBody>(`/v1/bookings/${held.id}/void`, reason);
    expect([status, body.code]).toEqual([422, "ticket_not_voidable"]);
  });
});

describe("a void that the supplier does not answer as it should", () => {
  afterEach(() => supplier.clearFaults());

  const fail = (issued: Issued, behaviour: object, times: number) =>
    supplier.addFault({
      operation: "Ticket_CancelDocument",
      recordLocator: issued.booking.record_locator,
      times,
      behaviour,
    });

  async function operationOf({ booking }: Issued): Promise<OperationBody> {
    const { body } = await client.get<{ data: OperationBody[] }>(
      `/v1/operations?resource_id=${booking.id}&kind=ticket.void`,
    );
    const [operation] = body.data;
    if (operation === undefined) throw new Error(`nothing was voided of ${booking.id}`);
    return operation;
  }

  const untilStatus = (issued: Issued, status: string): Promise<OperationBody> =>
    awaitCondition(`the void of ${issued.booking.id} to be ${status}`, async () => {
      const operation = await operationOf(issued);
      return operation.status === status ? operation : undefined;
    });

  const decide = ({ id }: OperationBody, action: string) =>
    client.post(`/v1/operations/${id}/resolve`, { action, note: "asked the airline" });

  test.each(["workThenHang", "resetAfterWork", "resetBeforeWork", "truncatedBody", "malformedXml"])(
    "%s: asks again, and books once what is void",
    async (kind) => {
      const issued = await issue("OK");
      await fail(issued, { kind }, 1);
      await voidTickets(issued);
      const { result } = await untilStatus(issued, "succeeded");
      expect(result?.["ticket_numbers"]).toEqual(issued.issuance.ticket_numbers);
      expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual([]);
      await verifyBooks();
    },
  );

  test.each([
    ["VWC", "void_window_closed"],
    ["VNA", "supplier_refused"],
  ])("%s: fails as it refuses, and nothing has changed", async (prefix, code) => {
    const issued = await issue(prefix);
    const { status, body } = await voidTickets<ProblemBody>(issued);
    expect([status, body.code]).toEqual([422, code]);
    const { body: booking } = await client.get<BookingBody>(`/v1/bookings/${issued.booking.id}`);
    expect(booking.state).toBe("ISSUED");
    expect((await operationOf(issued)).status).toBe("failed");
    await verifyBooks();
  });

  const refusesOne = { kind: "reject", errorCode: "5458", errorText: "NOT AUTHORISED" };

  test("one document refused: a person has it asked again", async () => {
    const issued = await issue("FAM");
    await fail(issued, refusesOne, 1);
    expect((await voidTickets(issued)).status).toBe(202);
    const waiting = await untilStatus(issued, "needs_attention");
    expect(waiting.attention?.reason).toBe("void_incomplete");
    expect((await decide(waiting, "retry")).status).toBe(200);
    const { result } = await untilStatus(issued, "succeeded");
    expect(result?.["left_ticket_numbers"]).toEqual([]);
    await verifyBooks();
  });

  test("one document refused: a person leaves it, and the books take the others", async () => {
    const issued = await issue("FAM");
    await fail(issued, refusesOne, 1);
    await voidTickets(issued);
    const waiting = await untilStatus(issued, "needs_attention");
    expect((await decide(waiting, "abandon")).status).toBe(200);
    const { result } = await untilStatus(issued, "succeeded");
    expect(result).toMatchObject({ state: "ISSUED" });
    expect(result?.["left_ticket_numbers"]).toEqual(
      await supplier.liveDocuments(issued.booking.record_locator),
    );
    await verifyBooks();
  });

  test("refused by the books after the deed: waits, and retries once that is mended", async () => {
    const issued = await issue("OK");
    await fail(issued, { kind: "delay", delayMs: 1_500 }, 1);
    const voiding = voidTickets(issued, {});
    await awaitCondition("the supplier is asked", async () => {
      const requests = await supplier.requests(issued.booking.record_locator);
      return requests.some(({ operation }) => operation === "Ticket_CancelDocument")
        ? true
        : undefined;
    });
    const setPeriods = (status: "open" | "closed") =>
      partner.scope.db.updateTable("accounting_periods").set({ status }).execute();
    await setPeriods("closed");
    await voiding;
    const waiting = await untilStatus(issued, "needs_attention");
    expect(waiting.attention?.reason).toBe("posting_refused");
    const refused = await decide(waiting, "abandon");
    expect(refused.status).toBe(409);
    await setPeriods("open");
    expect((await decide(waiting, "retry")).status).toBe(200);
    await untilStatus(issued, "succeeded");
    await verifyBooks();
  });
});
