import { createNdcClient } from "../../suppliers/ndc/client";
import { ndcCredentialsSchema } from "../../suppliers/ndc/config";
import { ndcSandboxCredentials } from "../../suppliers/ndc/sandbox/default-account";
import type { AirSupplier, CallOptions } from "../../suppliers/port";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { ExchangeResultBody } from "../harness/exchanges";
import { quoteExchange as askExchange, takeUpQuote } from "../harness/exchanges";
import type { MoneyBody, RefundQuoteBody } from "../harness/refunds";
import { quoteRefund } from "../harness/refunds";
import type { SupplierSandbox } from "../harness/supplier-sandbox";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let sandbox: SupplierSandbox;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["ndc"], settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  sandbox = app.supplierSandbox("ndc");
});

afterAll(() => app.close());

const reason = "the customer comes home by train";
const outbound = {
  id: "SEG1",
  carrierCode: "BG",
  flightNumber: "147",
  bookingClass: "Y",
  originAirport: "DAC",
  destinationAirport: "DXB",
  departsLocal: "2027-03-01T19:30",
  arrivesLocal: "2027-03-01T22:45",
};
const inbound = {
  ...outbound,
  id: "SEG2",
  flightNumber: "148",
  originAirport: "DXB",
  destinationAirport: "DAC",
  departsLocal: "2027-03-15T23:45",
  arrivesLocal: "2027-03-16T05:30",
};

interface Sale {
  readonly booking: BookingBody;
  readonly issuance: IssuanceBody;
  readonly number: string;
}

/** There and back, 40,000.00 and taxes of 6,500.00: each coupon is worth half of both. */
async function sellReturn(order: object = {}): Promise<Sale> {
  const content = { flights: [outbound, inbound], ...order };
  const recordLocator = await sandbox.createOrder(content);
  const booking = await bookReservation(client, recordLocator, [serviceFee], "ndc");
  const { status, body } = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  expect(status).toBe(201);
  return { booking, issuance: body, number: body.ticket_numbers[0] ?? "" };
}

interface RefundBody {
  readonly id: string;
  readonly state: string;
  readonly payable: MoneyBody;
  readonly documents: readonly { readonly coupons: readonly number[] }[];
  readonly journal_entry_ids: readonly string[];
}

const couponsOf = ({ number }: Sale, ...coupons: readonly number[]) => ({
  coupons: coupons.map((coupon) => ({ ticket_number: number, coupon })),
});

async function quote(sale: Sale, asked: object): Promise<RefundQuoteBody> {
  const { status, body } = await quoteRefund(client, sale, asked);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
}

function refund<Body = RefundBody>({ id }: { readonly id: string }) {
  return client.post<Body>("/v1/refunds", { quote_id: id, reason });
}

async function refunded(sale: Sale, asked: object): Promise<RefundBody> {
  const { status, body } = await refund(await quote(sale, asked));
  expect(status).toBe(201);
  return body;
}

async function ticketOf({ number }: Sale) {
  const { body } = await client.get<{ status: string; coupons: { status: string }[] }>(
    `/v1/tickets/${number}`,
  );
  return [body.status, ...body.coupons.map(({ status }) => status)];
}

async function stateOf({ booking }: Sale): Promise<string> {
  return (await client.get<BookingBody>(`/v1/bookings/${booking.id}`)).body.state;
}

async function linesOf(entryId: string | undefined): Promise<string[]> {
  const { body } = await client.get<{
    lines: { account: { code: string }; side: string; amount: MoneyBody }[];
  }>(`/v1/journal-entries/${String(entryId)}`);
  return body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`);
}

async function verifyBooks(): Promise<void> {
  const { body } = await client.post<{ checks: { finding: unknown }[] }>("/v1/ledger/verification");
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

describe("a refund of some of a ticket's coupons", () => {
  test("leaves the others good, and the rest is refunded after it", async () => {
    const sale = await sellReturn();
    const quoted = await quote(sale, couponsOf(sale, 2));
    expect(quoted.documents).toMatchObject([
      { coupons: [{ coupon: 2 }], fare: { amount: "20000.00" }, penalty: { amount: "1500.00" } },
    ]);
    expect(quoted.supplier_total.amount).toBe("21750.00");
    const part = await refund(quoted);
    expect(part.body).toMatchObject({
      state: "PAYBACK_PENDING",
      payable: quoted.customer_total,
      documents: [{ coupons: [2] }],
    });
    expect(await linesOf(part.body.journal_entry_ids[0])).toEqual(
      quoted.entry.map(({ account, side, amount }) => `${account} ${side} ${amount.amount}`),
    );
    expect(await ticketOf(sale)).toEqual(["ISSUED", "OPEN", "REFUNDED"]);
    expect(await stateOf(sale)).toBe("ISSUED");
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual([sale.number]);
    await verifyBooks();

    const rest = await refunded(sale, {});
    expect(rest.documents).toMatchObject([{ coupons: [1] }]);
    expect(await ticketOf(sale)).toEqual(["REFUNDED", "REFUNDED", "REFUNDED"]);
    expect(await stateOf(sale)).toBe("CANCELLED_AFTER_ISSUE");
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual([]);
    await verifyBooks();
  });

  test("is asked of the supplier once, however its answer is lost", async () => {
    const sale = await sellReturn();
    const quoted = await quote(sale, couponsOf(sale, 1));
    const { record_locator: recordLocator } = sale.booking;
    await sandbox.fault("refund", "reset after the work", { recordLocator });
    await refund(quoted);
    await awaitCondition(`coupon 1 of ${sale.number} to be refunded`, async () =>
      (await ticketOf(sale))[1] === "REFUNDED" ? true : undefined,
    );
    expect((await sandbox.count("refund", recordLocator)).done).toBe(1);
    expect(await ticketOf(sale)).toEqual(["ISSUED", "REFUNDED", "OPEN"]);
    await verifyBooks();
  });

  test("after it the ticket is not voided or exchanged, nor the coupon refunded again", async () => {
    const sale = await sellReturn();
    const [first, second] = [
      await quote(sale, couponsOf(sale, 2)),
      await quote(sale, couponsOf(sale, 1, 2)),
    ];
    expect((await refund(first)).status).toBe(201);
    const asked = [
      refund<ProblemBody>(second),
      quoteRefund<ProblemBody>(client, sale, couponsOf(sale, 2)),
      quoteRefund<ProblemBody>(client, sale, couponsOf(sale, 4)),
      client.post<ProblemBody>(`/v1/bookings/${sale.booking.id}/void`, { reason }),
      client.post<ProblemBody>("/v1/exchanges/quote", { booking_id: sale.booking.id }),
    ];
    const answers = await Promise.all(asked);
    expect(answers.map(({ body }) => body.code)).toEqual([
      "ticket_not_refundable",
      "ticket_not_refundable",
      "not_found",
      "ticket_not_voidable",
      "ticket_not_exchangeable",
    ]);
    await verifyBooks();
  });
});

const fare = {
  reference: "1",
  passengerIds: ["PAX1"],
  base: "40000.00",
  taxes: [],
  fareBasis: "YOWBD",
  commissionPercent: "0",
};
const seat = {
  ...fare,
  reference: "2",
  base: "1200.00",
  taxes: [{ code: "BD", amount: "180.00" }],
  fareBasis: "SEAT12A",
  documentType: "emd",
  service: { name: "Seat 12A", rfic: "A", rfisc: "0B5", flightIds: ["SEG1"] },
};
const withSeat = { fares: [fare, seat], penalty: "200.00" };

interface DocumentBody {
  readonly number: string;
  readonly document_type: string;
  readonly status: string;
  readonly service: object | null;
  readonly total: MoneyBody;
  readonly coupons: readonly { readonly flight: string }[];
}

async function documentsOf({ booking }: Sale): Promise<readonly DocumentBody[]> {
  const { body } = await client.get<{ tickets: DocumentBody[] }>(`/v1/bookings/${booking.id}`);
  return body.tickets;
}

describe("an ancillary service in the order", () => {
  test("is sold with the flights and issued as an EMD, in the commit and entry of the tickets", async () => {
    const sale = await sellReturn(withSeat);
    expect(sale.booking.total.amount).toBe("42530.00");
    const [ticket, emd] = await documentsOf(sale);
    expect(ticket).toMatchObject({ document_type: "ETKT", service: null });
    expect(emd).toMatchObject({
      document_type: "EMDA",
      status: "ISSUED",
      service: { name: "Seat 12A", rfic: "A", rfisc: "0B5" },
      total: { amount: "1380.00" },
      coupons: [{ flight: "BG147" }],
    });
    const { body } = await client.get<{
      lines: { account: { code: string }; amount: MoneyBody; ticket_number: string | null }[];
    }>(`/v1/journal-entries/${sale.issuance.journal_entry_id}`);
    const ofEmd = body.lines.filter((line) => line.ticket_number === emd?.number);
    expect(ofEmd.map(({ account, amount }) => `${account.code} ${amount.amount}`)).toEqual([
      "2011 1380.00",
    ]);
    const events = await partner.scope.db
      .selectFrom("outbox_events")
      .select("event_type")
      .where("aggregate_id", "=", sale.booking.id)
      .execute();
    expect(events.map(({ event_type }) => event_type)).toContain("emd.issued");
    await verifyBooks();
  });

  test("whose price has changed is issued at the one that was accepted", async () => {
    const recordLocator = await sandbox.createOrder(withSeat);
    const booking = await bookReservation(client, recordLocator, [serviceFee], "ndc");
    await sandbox.changeOrder(recordLocator, { fares: [fare, { ...seat, base: "1500.00" }] });
    const path = `/v1/bookings/${booking.id}`;
    const refused = await client.post<ProblemBody & { price_change_id: string }>(`${path}/issue`);
    expect([refused.status, refused.body.code]).toEqual([409, "price_changed"]);
    const accepted = { price_change_id: refused.body.price_change_id };
    const { body, status } = await client.post<BookingBody>(`${path}/accept-price`, accepted, {
      "If-Match": `"v${booking.version}"`,
    });
    expect([status, body.total.amount]).toEqual([200, "42830.00"]);
    const issued = await client.post<IssuanceBody>(`${path}/issue`);
    expect(issued.status).toBe(201);
    const number = issued.body.ticket_numbers[0] ?? "";
    expect(await documentsOf({ booking, issuance: issued.body, number })).toMatchObject([
      { document_type: "ETKT" },
      {
        document_type: "EMDA",
        service: { name: "Seat 12A", rfic: "A", rfisc: "0B5" },
        total: { amount: "1680.00" },
      },
    ]);
    await verifyBooks();
  });

  test("is refunded by itself, and the ticket after it", async () => {
    const sale = await sellReturn(withSeat);
    const [, emd] = await documentsOf(sale);
    const body = await refunded(sale, { ticket_numbers: [emd?.number] });
    expect(body.payable.amount).toBe("1180.00");
    expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["ISSUED", "REFUNDED"]);
    expect(await stateOf(sale)).toBe("ISSUED");
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual([sale.number]);
    await verifyBooks();
    await refunded(sale, {});
    expect(await stateOf(sale)).toBe("CANCELLED_AFTER_ISSUE");
    await verifyBooks();
  });

  test("goes back with the whole order, each document at its own penalty", async () => {
    const sale = await sellReturn(withSeat);
    const quoted = await quote(sale, {});
    expect(quoted.documents.map((document) => document.penalty.amount)).toEqual([
      "200.00",
      "200.00",
    ]);
    expect((await refund(quoted)).status).toBe(201);
    expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["REFUNDED", "REFUNDED"]);
    await verifyBooks();
  });

  test("is not exchanged; the ticket beside it is", async () => {
    const sale = await sellReturn(withSeat);
    const [, emd] = await documentsOf(sale);
    const asked = { booking_id: sale.booking.id };
    const named = { ...asked, ticket_numbers: [emd?.number] };
    const refused = await client.post<ProblemBody>("/v1/exchanges/quote", named);
    expect([refused.status, refused.body.code]).toEqual([422, "ticket_not_exchangeable"]);
    await sandbox.changeOrder(sale.booking.record_locator, {
      fares: [{ ...fare, base: "43500.00" }, seat],
    });
    const quoted = await client.post<{ id: string }>("/v1/exchanges/quote", asked);
    expect(quoted.status).toBe(201);
    const taken = await client.post("/v1/exchanges", { quote_id: quoted.body.id, reason });
    expect(taken.status).toBe(201);
    const documents = await documentsOf(sale);
    expect(documents.map((one) => [one.document_type, one.status])).toEqual([
      ["ETKT", "EXCHANGED"],
      ["EMDA", "ISSUED"],
      ["ETKT", "ISSUED"],
    ]);
    await verifyBooks();
  });

  test("of two services of a passenger nothing is sold: their EMDs could not be told apart", async () => {
    const meal = { ...seat, reference: "3", fareBasis: "MEAL" };
    const recordLocator = await sandbox.createOrder({ fares: [fare, seat, meal] });
    await expect(bookReservation(client, recordLocator, [serviceFee], "ndc")).rejects.toThrow(
      "pnr_invalid",
    );
  });
});

describe("a residual value that the airline keeps as an EMD", () => {
  const cheaper = { ...fare, base: "30000.00" };

  async function sellAndCheapen(change: object = {}): Promise<Sale> {
    const sale = await sellReturn({ fares: [fare], penalty: "0.00" });
    await sandbox.changeOrder(sale.booking.record_locator, { fares: [cheaper], ...change });
    return sale;
  }

  const askResidual = <Body = { id: string; customer_amount: MoneyBody }>(
    { booking }: Sale,
    residual: string,
  ) => client.post<Body>("/v1/exchanges/quote", { booking_id: booking.id, residual });

  interface Exchanged {
    readonly exchange_id: string;
    readonly ticket_numbers: readonly string[];
    readonly emd_numbers: readonly string[];
    readonly customer_amount: MoneyBody;
    readonly journal_entry_id: string;
  }

  async function exchangeKeeping(sale: Sale): Promise<Exchanged> {
    const quoted = await askResidual(sale, "emd");
    expect([quoted.status, quoted.body.customer_amount.amount]).toEqual([201, "0.00"]);
    const exchange = { quote_id: quoted.body.id, reason };
    const { status, body } = await client.post<Exchanged>("/v1/exchanges", exchange);
    expect(status).toBe(201);
    return body;
  }

  test("stands in the booking, the chain and the entry, and nobody owes us for it", async () => {
    const sale = await sellAndCheapen();
    const body = await exchangeKeeping(sale);
    expect([body.ticket_numbers.length, body.emd_numbers.length]).toEqual([1, 1]);
    expect(await documentsOf(sale)).toMatchObject([
      { document_type: "ETKT", status: "EXCHANGED", exchanged_for: body.ticket_numbers[0] },
      { document_type: "ETKT", status: "ISSUED", number: body.ticket_numbers[0] },
      {
        document_type: "EMDS",
        status: "ISSUED",
        number: body.emd_numbers[0],
        exchanged_from: sale.number,
        service: { name: "Residual value", rfic: "D" },
        total: { amount: "10000.00" },
      },
    ]);
    const lines = await linesOf(body.journal_entry_id);
    expect(lines.toSorted()).toEqual(
      ["2011 credit 10000.00", "2011 debit 10000.00"].flatMap((line) => [line, line]).toSorted(),
    );
    const read = await client.get(`/v1/exchanges/${body.exchange_id}`);
    expect(read.body).toMatchObject({
      residual: "emd",
      ticket_numbers: body.ticket_numbers,
      emd_numbers: body.emd_numbers,
    });
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual(
      [...body.ticket_numbers, ...body.emd_numbers].toSorted(),
    );
    const types = await partner.scope.db
      .selectFrom("outbox_events")
      .select("event_type")
      .where("aggregate_id", "=", sale.booking.id)
      .execute();
    expect(types.filter(({ event_type }) => event_type === "emd.issued")).toHaveLength(1);
    await verifyBooks();
  });

  test("is refunded by its own number, without our charges; the ticket keeps those", async () => {
    const sale = await sellAndCheapen();
    const { emd_numbers: emds } = await exchangeKeeping(sale);
    await sandbox.changeOrder(sale.booking.record_locator, { penalty: "1500.00" });
    const quoted = await quote(sale, { ticket_numbers: emds, service_fee: "returned" });
    expect(quoted.documents).toMatchObject([{ service_fee_returned: { amount: "0.00" } }]);
    const { status, body } = await refund(quoted);
    expect([status, body.payable.amount]).toEqual([201, "8500.00"]);
    expect((await linesOf(body.journal_entry_ids[0])).toSorted()).toEqual([
      "2011 debit 8500.00",
      "2022 credit 8500.00",
    ]);
    expect(await stateOf(sale)).toBe("ISSUED");
    const rest = await quote(sale, { service_fee: "returned" });
    expect(rest.documents).toMatchObject([{ service_fee_returned: { amount: "1000.00" } }]);
    await verifyBooks();
  });

  test("is neither voided nor exchanged", async () => {
    const sale = await sellAndCheapen();
    const { emd_numbers: numbers } = await exchangeKeeping(sale);
    const asked = { ticket_numbers: numbers, reason };
    const path = `/v1/bookings/${sale.booking.id}/void`;
    const voided = await client.post<ProblemBody>(path, asked);
    const exchanged = await client.post<ProblemBody>("/v1/exchanges/quote", {
      booking_id: sale.booking.id,
      ticket_numbers: numbers,
    });
    expect([voided.body.code, exchanged.body.code]).toEqual([
      "ticket_not_voidable",
      "ticket_not_exchangeable",
    ]);
  });

  test("is issued once and found, however the answer is lost", async () => {
    const sale = await sellAndCheapen();
    const { body: quoted } = await askResidual(sale, "emd");
    const { record_locator: recordLocator } = sale.booking;
    await sandbox.fault("exchange", "reset after the work", { recordLocator });
    await takeUp(quoted.id);
    await until(sale, "succeeded");
    expect((await documentsOf(sale)).map((one) => one.document_type)).toEqual([
      "ETKT",
      "ETKT",
      "EMDS",
    ]);
    await verifyBooks();
  });

  test.each([
    ["emd", ["refund"]],
    ["refunded", ["emd"]],
  ])("%s is refused where the airline offers only %s", async (residual, residualAs) => {
    const sale = await sellAndCheapen({ residualAs });
    const { status, body } = await askResidual<ProblemBody>(sale, residual);
    expect({ ...body, status }).toMatchObject({
      status: 422,
      code: "supplier_refused",
      reason: "not_supported",
    });
  });

  test("of a price that is not lower there is none", async () => {
    const sale = await sellReturn({ fares: [fare], penalty: "1000.00" });
    const { body } = await askResidual(sale, "emd");
    expect((await takeUp(body.id)).status).toBe(201);
    expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["EXCHANGED", "ISSUED"]);
  });
});

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly attention: { readonly reason: string } | null;
}

const until = ({ booking }: Sale, status: string): Promise<OperationBody> =>
  awaitCondition(`the exchange of ${booking.id} to be ${status}`, async () => {
    const { body } = await client.get<{ data: OperationBody[] }>(
      `/v1/operations?resource_id=${booking.id}&kind=ticket.exchange`,
    );
    return body.data.find((operation) => operation.status === status);
  });

const decide = ({ id }: OperationBody, action: string) =>
  client.post(`/v1/operations/${id}/resolve`, { action, note: "asked the airline" });

async function quoteExchange({ booking }: Sale): Promise<string> {
  const { status, body } = await client.post<{ id: string }>("/v1/exchanges/quote", {
    booking_id: booking.id,
  });
  expect(status).toBe(201);
  return body.id;
}

const takeUp = (quoteId: string) => client.post("/v1/exchanges", { quote_id: quoteId, reason });

describe("an exchange that a person has to decide on", () => {
  function exchangeElsewhere({ booking, number }: Sale): Promise<void> {
    return atAirline(async (supplier, options) => {
      const recordLocator = booking.record_locator;
      const asked = { recordLocator, documentNumbers: [number] };
      const quoted = await supplier.quoteExchange(asked, options);
      if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
      const accepted = { recordLocator, quote: quoted.value, idempotencyKey: "elsewhere" };
      expect((await supplier.exchange(accepted, options)).kind).toBe("done");
    });
  }

  test("exchanged elsewhere, it is booked only when somebody adopts it", async () => {
    const sale = await sellReturn();
    const quoteId = await quoteExchange(sale);
    await exchangeElsewhere(sale);
    await takeUp(quoteId);
    const waiting = await until(sale, "needs_attention");
    expect(waiting.attention?.reason).toBe("exchanged_elsewhere");
    expect((await ticketOf(sale))[0]).toBe("ISSUED");
    expect((await decide(waiting, "adopt")).status).toBe(200);
    await until(sale, "succeeded");
    expect((await ticketOf(sale))[0]).toBe("EXCHANGED");
    await verifyBooks();
  });

  test("exchanged elsewhere and given up, the books keep the old ticket", async () => {
    const sale = await sellReturn();
    const quoteId = await quoteExchange(sale);
    await exchangeElsewhere(sale);
    await takeUp(quoteId);
    await decide(await until(sale, "needs_attention"), "abandon");
    await until(sale, "failed");
    expect((await ticketOf(sale))[0]).toBe("ISSUED");
    await verifyBooks();
  });

  interface Order {
    readonly passengers: readonly { readonly surname: string }[];
  }

  /** The passenger has another name at the supplier. */
  async function exchangeUnmatched() {
    const sale = await sellReturn();
    const quoteId = await quoteExchange(sale);
    const { record_locator: recordLocator } = sale.booking;
    const { passengers } = await sandbox.control<Order>("GET", `/orders/${recordLocator}`);
    const renamed = passengers.map((one) => ({ ...one, surname: "KARIM" }));
    await sandbox.changeOrder(recordLocator, { passengers: renamed });
    await takeUp(quoteId);
    const waiting = await until(sale, "needs_attention");
    expect(waiting.attention?.reason).toBe("exchange_unmatched");
    return { sale, waiting, passengers };
  }

  test("unmatched with the passengers, it is booked once the supplier has the name right", async () => {
    const { sale, waiting, passengers } = await exchangeUnmatched();
    await sandbox.changeOrder(sale.booking.record_locator, { passengers });
    expect((await decide(waiting, "retry")).status).toBe(200);
    await until(sale, "succeeded");
    expect((await ticketOf(sale))[0]).toBe("EXCHANGED");
    await verifyBooks();
  });

  test("unmatched with the passengers, it is not adopted; given up, the books keep the old ticket", async () => {
    const { sale, waiting } = await exchangeUnmatched();
    expect((await decide(waiting, "adopt")).status).toBe(409);
    expect((await decide(waiting, "abandon")).status).toBe(200);
    await until(sale, "failed");
    expect((await ticketOf(sale))[0]).toBe("ISSUED");
    await verifyBooks();
  });
});

describe("an exchange over NDC", () => {
  /** Sold for 40,000.00; its journey costs something else by now. */
  async function sellAndReprice(base: string): Promise<Sale> {
    const sale = await sellReturn();
    await reprice(sale, base);
    return sale;
  }

  async function reprice({ booking }: Sale, base: string): Promise<void> {
    const path = `/orders/${booking.record_locator}`;
    const { fares } = await sandbox.control<{ readonly fares: object[] }>("GET", path);
    await sandbox.changeOrder(booking.record_locator, {
      fares: fares.map((one) => ({ ...one, base })),
    });
  }

  async function exchangeFor(sale: Sale, asked: object): Promise<ExchangeResultBody> {
    const quoted = await askExchange(client, sale, asked);
    expect([quoted.status, quoted.body]).toMatchObject([201, { status: "QUOTED" }]);
    const { status, body } = await takeUpQuote(client, quoted.body.id);
    expect([status, body]).toEqual([201, expect.anything()]);
    expect(await linesOf(body.journal_entry_id)).toEqual(
      quoted.body.entry.map(
        ({ account_code: code, side, amount }) => `${code} ${side} ${amount.amount}`,
      ),
    );
    return body;
  }

  /** What OrderChange carried when the quote was taken up. */
  async function paymentOf({ booking }: Sale): Promise<string | undefined> {
    const list = `/v1/bookings/${booking.id}/supplier-requests`;
    const { body } = await client.get<{ data: { id: string }[] }>(`${list}?operation=exchange`);
    const call = await awaitCondition("what went over the wire", async () => {
      const { body: details } = await client.get<{ calls: WireCall[] }>(
        `${list}/${String(body.data[0]?.id)}`,
      );
      return details.calls.find(({ operation }) => operation === "OrderChange");
    });
    return /<PaymentProcessingDetails>.*?<\/PaymentProcessingDetails>/.exec(call.request.body)?.[0];
  }

  interface WireCall {
    readonly operation: string;
    readonly request: { readonly body: string };
  }

  test("is paid for where the new journey is dearer, and booked as it was quoted", async () => {
    const sale = await sellAndReprice("43500.00");
    const fee = { amount: { amount: "800.00", currency: "BDT" }, vat_percent: "15" };
    const result = await exchangeFor(sale, { fee });
    expect(result.customer_amount.amount).toBe("5920.00");
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual([
      "1101 debit 5920.00",
      "2011 credit 5000.00",
      "2061 credit 120.00",
      "4031 credit 800.00",
    ]);
    expect(await paymentOf(sale)).toBe(
      '<PaymentProcessingDetails><Amount CurCode="BDT">5000.00</Amount><PaymentMethod><SettlementPlan><IATA_Number>42300016</IATA_Number><PaymentTypeCode>CA</PaymentTypeCode></SettlementPlan></PaymentMethod></PaymentProcessingDetails>',
    );
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual(result.ticket_numbers);
    const [number] = result.ticket_numbers;
    const { body } = await client.get(`/v1/tickets/${String(number)}`);
    expect(body).toMatchObject({
      exchanged_from: sale.number,
      original_ticket_number: sale.number,
      total: { amount: "50000.00" },
    });
    await verifyBooks();
  });

  test.each([
    ["refunded", "2022"],
    ["credited", "2021"],
  ])("of a cheaper journey pays nothing, and the residual is %s", async (residual, account) => {
    const sale = await sellAndReprice("30000.00");
    const result = await exchangeFor(sale, { residual });
    expect(result.customer_amount.amount).toBe("-8500.00");
    expect((await linesOf(result.journal_entry_id)).toSorted()).toEqual([
      "2011 debit 8500.00",
      `${account} credit 8500.00`,
    ]);
    expect(await paymentOf(sale)).toBeUndefined();
    await verifyBooks();
  });

  test("at a price that the airline has changed since is refused, and nothing has changed", async () => {
    const sale = await sellAndReprice("43500.00");
    const quoteId = await quoteExchange(sale);
    await reprice(sale, "44000.00");
    const { status, body } = await takeUpQuote<ProblemBody>(client, quoteId);
    expect([status, body.code]).toEqual([409, "price_changed"]);
    expect(await ticketOf(sale)).toEqual(["ISSUED", "OPEN", "OPEN"]);
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual([sale.number]);
    const result = await exchangeFor(sale, {});
    expect(result.exchanged_ticket_numbers).toEqual([sale.number]);
  });

  test.each<[string, object, number, string]>([
    ["with a penalty is not involuntary", { kind: "involuntary" }, 422, "ticket_not_exchangeable"],
    ["of another's ticket", { ticket_numbers: ["9970000000000"] }, 404, "not_found"],
  ])("is refused before the airline is asked for it: %s", async (_, asked, status, code) => {
    const sale = await sellAndReprice("43500.00");
    const refused = await askExchange<ProblemBody>(client, sale, asked);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(await sandbox.liveDocuments(sale.booking.record_locator)).toEqual([sale.number]);
  });

  test("by a quote that was taken up, and of one with a refunded coupon, is refused", async () => {
    const sale = await sellAndReprice("43500.00");
    const quoteId = await quoteExchange(sale);
    const result = await takeUpQuote(client, quoteId);
    expect(result.status).toBe(201);
    const again = await takeUpQuote<ProblemBody>(client, quoteId);
    expect([again.status, again.body.code]).toEqual([409, "exchange_quote_expired"]);
    const old = await askExchange<ProblemBody>(client, sale, { ticket_numbers: [sale.number] });
    expect([old.status, old.body.code]).toEqual([422, "ticket_not_exchangeable"]);
    const [number = ""] = result.body.ticket_numbers;
    const taken = { ...sale, number };
    await refunded(taken, couponsOf(taken, 2));
    const part = await askExchange<ProblemBody>(client, taken, {});
    expect([part.status, part.body.code]).toEqual([422, "ticket_not_exchangeable"]);
    await verifyBooks();
  });
});

describe("a void of an NDC order", () => {
  beforeAll(async () => {
    await keepVoidWindowsOpen(partner.scope);
  });

  const ask = ({ booking }: Sale, asked: object = {}) =>
    client.post<ProblemBody>(`/v1/bookings/${booking.id}/void`, { reason, ...asked });

  test("voids the ticket and its EMD together, and neither alone", async () => {
    const sale = await sellReturn(withSeat);
    const part = await ask(sale, { ticket_numbers: [sale.number] });
    expect([part.status, part.body]).toMatchObject([
      422,
      { code: "supplier_refused", reason: "not_supported" },
    ]);
    expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["ISSUED", "ISSUED"]);
    expect((await ask(sale)).status).toBe(201);
    expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["VOIDED", "VOIDED"]);
    expect(await stateOf(sale)).toBe("CANCELLED_AFTER_ISSUE");
    const documents = await sandbox.documents(sale.booking.record_locator);
    expect(documents.map(({ status }) => status)).toEqual(["voided", "voided"]);
    await verifyBooks();
  });

  test("is refused by the airline when its day is over", async () => {
    const sale = await sellReturn();
    const issuedAt = "2026-01-05T10:00:00Z";
    await sandbox.control("PATCH", `/documents/${sale.number}`, { issuedAt });
    const { status, body } = await ask(sale);
    expect([status, body.code]).toEqual([422, "void_window_closed"]);
    expect(await ticketOf(sale)).toEqual(["ISSUED", "OPEN", "OPEN"]);
  });

  test("is none where the airline has refunded the order meanwhile", async () => {
    const sale = await sellReturn();
    await atAirline(async (supplier, options) => {
      const recordLocator = sale.booking.record_locator;
      const asked = { recordLocator, documentNumbers: [sale.number] };
      const quoted = await supplier.quoteRefund(asked, options);
      if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
      const accepted = { recordLocator, quote: quoted.value, idempotencyKey: "elsewhere" };
      expect((await supplier.refund(accepted, options)).kind).toBe("done");
    });
    const { status, body } = await ask(sale);
    expect([status, body]).toMatchObject([
      422,
      { code: "ticket_not_voidable", ticket: sale.number, coupon_status: "refunded" },
    ]);
    expect(await ticketOf(sale)).toEqual(["ISSUED", "OPEN", "OPEN"]);
    await verifyBooks();
  });
});

/** In the airline's own tool, by somebody who is not us. */
async function atAirline(
  act: (supplier: AirSupplier, options: CallOptions) => Promise<void>,
): Promise<void> {
  const supplier = createNdcClient(ndcCredentialsSchema.parse(ndcSandboxCredentials(sandbox.url)));
  await act(supplier, { signal: new AbortController().signal });
  await supplier.close();
}

test("a ticket issued in exchange is refunded with what was charged for the first of its chain", async () => {
  const sale = await sellReturn();
  expect((await takeUp(await quoteExchange(sale))).status).toBe(201);
  const quoted = await quote(sale, { service_fee: "returned" });
  expect(quoted.documents).toMatchObject([
    { service_fee_returned: { amount: "1000.00" }, vat_returned: { amount: "150.00" } },
  ]);
  expect(quoted.documents[0]?.ticket_number).not.toBe(sale.number);
  expect((await refund(quoted)).status).toBe(201);
  expect((await documentsOf(sale)).map(({ status }) => status)).toEqual(["EXCHANGED", "REFUNDED"]);
  expect(await stateOf(sale)).toBe("CANCELLED_AFTER_ISSUE");
  await verifyBooks();
});
