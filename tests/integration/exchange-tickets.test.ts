import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import type { ExchangeQuoteBody, ExchangeResultBody } from "../harness/exchanges";
import {
  fareOf,
  issueWorkedExample,
  laterFlight,
  quoteExchange,
  takeUpQuote,
} from "../harness/exchanges";
import { longAgo, quoteRefund } from "../harness/refunds";
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

const fee = { amount: { amount: "800.00", currency: "BDT" }, vat_percent: "15" };
const dearer = { fares: [fareOf(46_000, 9_000)], segments: [laterFlight], penalty: "3000.00" };

type Issued = Awaited<ReturnType<typeof issueWorkedExample>>;

async function issueAndChange(change: object = dearer): Promise<Issued> {
  const issued = await issueWorkedExample(client, supplier);
  await supplier.changePnr(issued.booking.record_locator, change);
  return issued;
}

async function quote(issued: Pick<Issued, "booking">, body: object = { fee }) {
  const quoted = await quoteExchange(client, issued, body);
  if (quoted.status !== 201) throw new Error(JSON.stringify(quoted.body));
  return quoted.body;
}

async function exchange(issued: Pick<Issued, "booking">, body: object = { fee }) {
  const taken = await takeUpQuote(client, (await quote(issued, body)).id);
  if (taken.status !== 201) throw new Error(JSON.stringify(taken.body));
  return taken.body;
}

interface EntryBody {
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: { readonly amount: string };
  }[];
}

async function linesOf(entryId: string): Promise<string[]> {
  const { body } = await client.get<EntryBody>(`/v1/journal-entries/${entryId}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

interface TicketBody {
  readonly status: string;
  readonly exchanged_from: string | null;
  readonly exchanged_for: string | null;
  readonly original_ticket_number: string;
  readonly total: { readonly amount: string };
  readonly coupons: readonly { readonly status: string; readonly departs_local: string }[];
}

async function ticket(number: string | undefined): Promise<TicketBody> {
  return (await client.get<TicketBody>(`/v1/tickets/${String(number)}`)).body;
}

async function verifyBooks(): Promise<void> {
  const { status, body } = await client.post<{
    checks: readonly { readonly finding: unknown }[];
  }>("/v1/ledger/verification");
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

const workedLines = [
  "1101 debit 10420.00",
  "1109 debit 420.00",
  "2011 credit 9500.00",
  "2031 credit 2800.00",
  "2031 credit 420.00",
  "2031 debit 2800.00",
  "2061 credit 120.00",
  "4031 credit 800.00",
];

describe("POST /v1/exchanges/quote", () => {
  test("prices the changed reservation against the ticket, and says what would be posted", async () => {
    const issued = await issueAndChange();
    const quoted = await quote(issued);
    expect(quoted).toMatchObject({
      status: "QUOTED",
      due: { amount: "9500.00" },
      penalty: { amount: "3000.00" },
      fare_difference: { amount: "6000.00" },
      tax_difference: { amount: "500.00" },
      commission_difference: { amount: "420.00" },
      customer_amount: { amount: "10420.00" },
      flights: [{ flight: "BG347", departs_local: laterFlight.departsLocal }],
    });
    expect(
      quoted.entry
        .map(({ account_code: code, side, amount }) => `${code} ${side} ${amount.amount}`)
        .toSorted(),
    ).toEqual(workedLines);
    const { status, body } = await client.get(`/v1/exchanges/quotes/${quoted.id}`);
    expect([status, body]).toEqual([200, quoted]);
    const { body: booking } = await client.get<BookingBody>(`/v1/bookings/${issued.booking.id}`);
    expect(booking.tickets).toHaveLength(1);
    await takeUpQuote(client, quoted.id);
  });

  test.each([
    ["ticket_numbers", { ticket_numbers: ["9970000000000"] }, 404, "not_found"],
    ["fee", { fee: { amount: { amount: "8.00", currency: "USD" } } }, 422, "currency_mismatch"],
    ["kind", { kind: "involuntary" }, 422, "ticket_not_exchangeable"],
    ["kind with a fee", { kind: "involuntary", fee }, 422, "amount_invalid"],
  ])("refuses by its %s, and changes nothing", async (_, body, status, code) => {
    const issued = await issueAndChange();
    const refused = await quoteExchange<ProblemBody>(client, issued, body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual(
      issued.issuance.ticket_numbers,
    );
  });

  test("refuses a booking that has no tickets", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const refused = await quoteExchange<ProblemBody>(client, { booking });
    expect([refused.status, refused.body.code]).toEqual([422, "ticket_not_exchangeable"]);
  });
});

describe("POST /v1/exchanges", () => {
  test("exchanges at the supplier and books accounting.md 5.6 in one commit", async () => {
    const issued = await issueAndChange();
    const result = await exchange(issued);
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual(workedLines);
    const [oldNumber] = issued.issuance.ticket_numbers;
    const [newNumber] = result.ticket_numbers;
    expect(result.exchanged_ticket_numbers).toEqual([oldNumber]);
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual([newNumber]);
    expect(await ticket(oldNumber)).toMatchObject({
      status: "EXCHANGED",
      exchanged_for: newNumber,
      exchanged_from: null,
      coupons: [{ status: "EXCHANGED" }],
    });
    expect(await ticket(newNumber)).toMatchObject({
      status: "ISSUED",
      exchanged_from: oldNumber,
      exchanged_for: null,
      original_ticket_number: oldNumber,
      total: { amount: "55000.00" },
      coupons: [{ status: "OPEN", departs_local: laterFlight.departsLocal }],
    });
    const { body: booking } = await client.get<BookingBody & { segments: { status: string }[] }>(
      `/v1/bookings/${issued.booking.id}`,
    );
    expect(booking.state).toBe("ISSUED");
    expect(booking.segments.map(({ status }) => status)).toEqual(["XX", "HK"]);
    expect(await auditOf(app, issued.booking.id)).toContainEqual(
      expect.objectContaining({
        type: "ticket.exchanged",
        payload: expect.objectContaining({ customer_amount: "10420.00" }),
      }),
    );
    const read = await client.get(`/v1/exchanges/${result.exchange_id}`);
    expect(read.body).toMatchObject({
      exchanged_ticket_numbers: [oldNumber],
      ticket_numbers: [newNumber],
      journal_entry_id: result.journal_entry_id,
    });
    const list = await client.get<{ data: { id: string }[] }>(
      `/v1/exchanges?booking_id=${issued.booking.id}`,
    );
    expect(list.body.data.map(({ id }) => id)).toEqual([result.exchange_id]);
    await verifyBooks();
  });

  test.each([
    ["refunded", "2022"],
    ["credited", "2021"],
  ])("a residual is %s", async (residual, account) => {
    const issued = await issueAndChange({ fares: [fareOf(30_000, 8_500)] });
    const result = await exchange(issued, { residual, fee });
    expect(result.customer_amount.amount).toBe("-9080.00");
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual(
      [
        "1109 credit 700.00",
        "2011 debit 10000.00",
        "2031 credit 2100.00",
        "2031 debit 2100.00",
        "2031 debit 700.00",
        "2061 credit 120.00",
        "4031 credit 800.00",
        `${account} credit 9080.00`,
      ].toSorted(),
    );
    await verifyBooks();
  });

  test("an involuntary one is free, and still moves what is deferred", async () => {
    const issued = await issueAndChange({ segments: [laterFlight] });
    const result = await exchange(issued, { kind: "involuntary" });
    expect(result.customer_amount.amount).toBe("0.00");
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual([
      "2031 credit 2800.00",
      "2031 debit 2800.00",
    ]);
    await verifyBooks();
  });

  test("a chain keeps its first ticket, and its commission waits for the last one's flight", async () => {
    const issued = await issueAndChange();
    const first = await exchange(issued);
    await supplier.changePnr(issued.booking.record_locator, { fares: [fareOf(50_000, 9_000)] });
    const second = await exchange(issued);
    const last = await ticket(second.ticket_numbers[0]);
    expect(last.original_ticket_number).toBe(issued.issuance.ticket_numbers[0]);
    expect(last.exchanged_from).toBe(first.ticket_numbers[0]);
    expect((await ticket(first.ticket_numbers[0])).exchanged_for).toBe(second.ticket_numbers[0]);
    const moved = (await linesOf(second.journal_entry_id)).filter((line) =>
      line.startsWith("2031"),
    );
    expect(moved.toSorted()).toEqual([
      "2031 credit 280.00",
      "2031 credit 2800.00",
      "2031 credit 420.00",
      "2031 debit 2800.00",
      "2031 debit 420.00",
    ]);
    await verifyBooks();
  });

  test("exchanges tickets of a family together", async () => {
    const booking = await bookReservation(client, locator("FAM"));
    const { body } = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
    await supplier.changePnr(booking.record_locator, { penalty: "1000.00" });
    const result = await exchange({ booking }, {});
    expect(result.exchanged_ticket_numbers.toSorted()).toEqual(body.ticket_numbers.toSorted());
    expect(result.ticket_numbers).toHaveLength(body.ticket_numbers.length);
    expect(result.customer_amount.amount).toBe("4000.00");
    await verifyBooks();
  });

  async function fly({ issuance }: Issued, coupons: number): Promise<void> {
    const [number = ""] = issuance.ticket_numbers;
    await partner.scope.db
      .updateTable("booking_ticket_coupons")
      .set({ coupon_status: "FLOWN" })
      .where("coupon_number", "<=", coupons)
      .where("booking_ticket_id", "in", (eb) =>
        eb
          .selectFrom("booking_tickets")
          .select("booking_ticket_id")
          .where("ticket_number", "=", number),
      )
      .execute();
  }

  test("after partial use, exchanges the open coupon and leaves the flown one with its revenue", async () => {
    const issued = await issueWorkedExample(client, supplier, "return");
    await fly(issued, 1);
    await supplier.changePnr(issued.booking.record_locator, {
      fares: [{ ...fareOf(60_000, 9_000), segments: [2] }],
      penalty: "1000.00",
    });
    const result = await exchange(issued, {});
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual([
      "1101 debit 21500.00",
      "1109 debit 2800.00",
      "2011 credit 21500.00",
      "2031 credit 1400.00",
      "2031 credit 2800.00",
      "2031 debit 1400.00",
    ]);
    const old = await ticket(issued.issuance.ticket_numbers[0]);
    expect(old.coupons.map(({ status }) => status)).toEqual(["FLOWN", "EXCHANGED"]);
    const { coupons } = await ticket(result.ticket_numbers[0]);
    expect(coupons.map(({ status }) => status)).toEqual(["OPEN"]);
    await verifyBooks();
  });

  test("refuses a ticket that was flown to its end", async () => {
    const issued = await issueWorkedExample(client, supplier);
    await fly(issued, 1);
    const refused = await quoteExchange<ProblemBody>(client, issued);
    expect([refused.status, refused.body.code]).toEqual([422, "ticket_not_exchangeable"]);
  });

  test("refuses a quote that was taken up, and one whose booking has changed since", async () => {
    const issued = await issueAndChange();
    const [first, second] = [await quote(issued), await quote(issued)];
    expect((await takeUpQuote(client, first.id)).status).toBe(201);
    for (const { id } of [first, second]) {
      const refused = await takeUpQuote<ProblemBody>(client, id);
      expect([refused.status, refused.body.code]).toEqual([409, "exchange_quote_expired"]);
    }
    await verifyBooks();
  });

  test("refuses to void or exchange what was exchanged, and to void what was issued for it", async () => {
    const issued = await issueAndChange();
    const result = await exchange(issued);
    const path = `/v1/bookings/${issued.booking.id}/void`;
    for (const numbers of [result.ticket_numbers, result.exchanged_ticket_numbers]) {
      const refused = await client.post<ProblemBody>(path, {
        ticket_numbers: numbers,
        reason: "changed their mind",
      });
      expect([refused.status, refused.body.code]).toEqual([422, "ticket_not_voidable"]);
    }
    const again = await quoteExchange<ProblemBody>(client, issued, {
      ticket_numbers: result.exchanged_ticket_numbers,
    });
    expect([again.status, again.body.code]).toEqual([422, "ticket_not_exchangeable"]);
  });

  test("refunds what was issued in exchange, never what was given for it", async () => {
    const issued = await issueAndChange();
    const { ticket_numbers: numbers, exchanged_ticket_numbers: old } = await exchange(issued);
    for (const number of numbers) await supplier.changeDocument(number, { issuedOn: longAgo });
    const given = await quoteRefund<ProblemBody>(client, issued, { ticket_numbers: old });
    expect([given.status, given.body.code]).toEqual([422, "ticket_not_refundable"]);
    const { status, body } = await quoteRefund(client, issued);
    expect([status, body.documents.map((one) => one.ticket_number)]).toEqual([201, numbers]);
    const reason = "the customer does not fly";
    const refunded = await client.post("/v1/refunds", { quote_id: body.id, reason });
    expect(refunded.status).toBe(201);
    expect((await ticket(numbers[0])).status).toBe("REFUNDED");
    expect((await ticket(old[0])).status).toBe("EXCHANGED");
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual([]);
    const again = await quoteExchange<ProblemBody>(client, issued);
    expect([again.status, again.body.code]).toEqual([422, "ticket_not_exchangeable"]);
    await verifyBooks();
  });

  test("another partner's quote and exchange are not found", async () => {
    const issued = await issueAndChange();
    const quoted = await quote(issued);
    const stranger = apiClient(app, (await app.createPartner()).token);
    const refused = await takeUpQuote<ProblemBody>(stranger, quoted.id);
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
    const { status } = await stranger.get(`/v1/exchanges/quotes/${quoted.id}`);
    expect(status).toBe(404);
  });
});

describe("an exchange that the supplier does not answer as it should", () => {
  afterEach(() => supplier.clearFaults());

  interface OperationBody {
    readonly id: string;
    readonly status: string;
    readonly attention: { readonly reason: string } | null;
    readonly result: ExchangeResultBody | null;
  }

  const untilStatus = ({ booking }: Issued, status: string): Promise<OperationBody> =>
    awaitCondition(`the exchange of ${booking.id} to be ${status}`, async () => {
      const { body } = await client.get<{ data: OperationBody[] }>(
        `/v1/operations?resource_id=${booking.id}&kind=ticket.exchange`,
      );
      return body.data.find((operation) => operation.status === status);
    });

  async function failNext(issued: Issued, behaviour: object): Promise<ExchangeQuoteBody> {
    const quoted = await quote(issued);
    await supplier.addFault({
      operation: "DocIssuance_IssueTicket",
      recordLocator: issued.booking.record_locator,
      times: 1,
      behaviour,
    });
    return quoted;
  }

  test.each(["workThenHang", "resetAfterWork", "resetBeforeWork", "truncatedBody"])(
    "%s: asks again, and books once what was exchanged",
    async (kind) => {
      const issued = await issueAndChange();
      const quoted = await failNext(issued, { kind });
      await takeUpQuote(client, quoted.id);
      const { result } = await untilStatus(issued, "succeeded");
      expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual(
        result?.ticket_numbers,
      );
      await verifyBooks();
    },
  );

  test("another price than the one accepted is refused, and nothing has changed", async () => {
    const issued = await issueAndChange();
    const quoted = await quote(issued);
    await supplier.changePnr(issued.booking.record_locator, { fares: [fareOf(47_000, 9_000)] });
    const { status, body } = await takeUpQuote<ProblemBody>(client, quoted.id);
    expect([status, body.code]).toEqual([409, "price_changed"]);
    const [number] = issued.issuance.ticket_numbers;
    expect((await ticket(number)).status).toBe("ISSUED");
    expect((await untilStatus(issued, "failed")).status).toBe("failed");
    await verifyBooks();
  });

  test("refused by the books after the deed: waits, and retries once that is mended", async () => {
    const issued = await issueAndChange();
    const quoted = await failNext(issued, { kind: "delay", delayMs: 1_500 });
    const exchanging = takeUpQuote(client, quoted.id);
    await awaitCondition("the supplier is asked", async () => {
      const requests = await supplier.requests(issued.booking.record_locator);
      const asked = requests.filter(({ operation }) => operation === "DocIssuance_IssueTicket");
      return asked.length > 1 ? true : undefined;
    });
    const setPeriods = (status: "open" | "closed") =>
      partner.scope.db.updateTable("accounting_periods").set({ status }).execute();
    await setPeriods("closed");
    await exchanging;
    const waiting = await untilStatus(issued, "needs_attention");
    expect(waiting.attention?.reason).toBe("posting_refused");
    const decide = (action: string) =>
      client.post(`/v1/operations/${waiting.id}/resolve`, { action, note: "asked the airline" });
    expect((await decide("abandon")).status).toBe(409);
    await setPeriods("open");
    expect((await decide("retry")).status).toBe(200);
    await untilStatus(issued, "succeeded");
    await verifyBooks();
  });
});
