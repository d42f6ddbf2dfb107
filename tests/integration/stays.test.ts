import { supplierProviders } from "../../domain/supplier-names";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { RefundQuoteBody } from "../harness/refunds";
import type { SupplierFault } from "../harness/supplier-faults";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let customerId: string;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["hotelbeds"], settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  customerId = await createTestCustomer(client);
});

afterEach(() => app.supplierSandbox("hotelbeds").clearFaults());
afterAll(() => app.close());

interface StayOfferBody {
  readonly id: string;
  readonly hotel_name: string;
  readonly payment: string;
  readonly rooms: readonly { readonly adults: number; readonly child_ages: readonly number[] }[];
  readonly total: { readonly amount: string; readonly currency: string };
  readonly commission: { readonly amount: string } | null;
  readonly cancellation_fees: readonly { readonly from: string }[];
}

interface StayBody extends BookingBody {
  readonly product: string;
  readonly record_locator: string;
  readonly segments: readonly object[];
  readonly stay: { readonly hotel_name: string; readonly check_out: string } | null;
}

const search =
  "supplier=hotelbeds&destination=DXB&check_in=2027-02-03&check_out=2027-02-06&rooms=2,1-7";

async function findOffer(
  terms: "free" | "one night" | "not refundable" = "free",
  further = "",
): Promise<StayOfferBody> {
  const names = { free: "Plaza", "one night": "Beach", "not refundable": "Airport" };
  const { status, body } = await client.get<{ data: StayOfferBody[] }>(
    `/v1/stay-offers?${search}${further}`,
  );
  expect(status).toBe(200);
  const offer = body.data.find(({ hotel_name: name }) => name.includes(names[terms]));
  if (offer === undefined) throw new Error("nothing is offered");
  return offer;
}

const guests = [
  { room: 1, type: "ADT", surname: "RAHMAN", given_names: "AYESHA" },
  { room: 1, type: "ADT", surname: "RAHMAN", given_names: "TANVIR" },
  { room: 2, type: "ADT", surname: "RAHMAN", given_names: "NABIL" },
  { room: 2, type: "CHD", surname: "RAHMAN", given_names: "MINA", age: 7 },
];

function stayOf({ id }: Pick<StayOfferBody, "id">, body: object = {}): object {
  return { stay_offer_id: id, customer_id: customerId, guests, ...body };
}

const markUp = (amount: string) => ({
  type: "mark_up",
  amount: { amount, currency: "BDT" },
});

async function book(
  terms: Parameters<typeof findOffer>[0] = "free",
  further = "",
): Promise<StayBody> {
  const offer = await findOffer(terms, further);
  const { status, body } = await client.post<StayBody>(
    "/v1/bookings",
    stayOf(offer, { charges: [markUp("3000.00")] }),
  );
  expect([status, body.state, body.product]).toEqual([201, "HELD", "hotel"]);
  return body;
}

async function issue(booking: Pick<StayBody, "id">): Promise<BookingBody> {
  const { status } = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  expect([201, 202]).toContain(status);
  return awaitCondition("the voucher", async () => {
    const { body: list } = await client.get<{ data: { attention: object | null }[] }>(
      `/v1/operations?resource_id=${booking.id}&kind=booking.issue`,
    );
    expect(list.data.filter(({ attention }) => attention !== null)).toEqual([]);
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    return body.state === "ISSUED" && body;
  });
}

/** Lines of the entry by account: side and amount. */
async function entryOf(postingKey: string): Promise<string[]> {
  const rows = await partner.scope.db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(["account.account_code", "line.side", "line.transaction_amount"])
    .where("entry.posting_key", "=", postingKey)
    .orderBy("line.line_number")
    .execute();
  return rows.map(
    ({ account_code: code, side, transaction_amount: amount }) =>
      `${code} ${side === "debit" ? "Dr" : "Cr"} ${Number(amount)}`,
  );
}

async function bookingsAtSupplier({ record_locator: locator }: StayBody): Promise<string[]> {
  const { bookings } = await app.supplierSandbox("hotelbeds").control<{
    bookings: readonly { readonly status: string }[];
  }>("GET", `/bookings?clientReference=${locator}`);
  return bookings.map(({ status }) => status);
}

async function expectCleanBooks(): Promise<void> {
  const { status, body } = await client.post<{
    checks: readonly { readonly finding: unknown }[];
  }>("/v1/ledger/verification");
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

describe("GET /v1/stay-offers", () => {
  test("says what a bedbank offers for all rooms, each hotel under an id of its own", async () => {
    const offer = await findOffer();
    expect(offer).toMatchObject({
      payment: "prepaid",
      commission: null,
      rooms: [
        { adults: 2, child_ages: [] },
        { adults: 1, child_ages: [7] },
      ],
    });
    expect(Number(offer.total.amount)).toBeGreaterThan(0);
  });

  test.each([
    ["no place", "supplier=hotelbeds&check_in=2027-02-03&check_out=2027-02-06", 400],
    ["two places", `${search}&hotels=1533`, 400],
    ["days in the wrong order", search.replace("2027-02-06", "2027-02-02"), 422],
    ["a supplier of flights", search.replace("hotelbeds", "lcc"), 400],
  ])("refuses %s", async (_name, query, status) => {
    expect((await client.get<ProblemBody>(`/v1/stay-offers?${query}`)).status).toBe(status);
  });
});

describe("POST /v1/bookings of a stay", () => {
  test("books it as it was offered, once for its key, and asks nobody", async () => {
    const offer = await findOffer();
    const key = { "Idempotency-Key": `stay-${offer.id}` };
    const first = await client.post<StayBody>("/v1/bookings", stayOf(offer), key);
    const again = await client.post<StayBody>("/v1/bookings", stayOf(offer), key);
    expect([first.status, again.body.id]).toEqual([201, first.body.id]);
    expect(first.body).toMatchObject({
      supplier: "hotelbeds",
      segments: [],
      stay: { hotel_name: offer.hotel_name, check_out: "2027-02-06" },
    });
    expect(await bookingsAtSupplier(first.body)).toEqual([]);
    const { body: list } = await client.get<{ data: StayBody[] }>("/v1/bookings?product=hotel");
    expect(list.data.map(({ id }) => id)).toContain(first.body.id);
  });

  test("refuses other guests, and an offer that is another partner's", async () => {
    const offer = await findOffer();
    const others = stayOf(offer, { guests: guests.slice(1) });
    const { status, body } = await client.post<ProblemBody>("/v1/bookings", others);
    expect([status, body.code]).toEqual([422, "passengers_invalid"]);
    const stranger = apiClient(app, (await app.createPartner()).token);
    const theirs = stayOf(offer, { customer_id: await createTestCustomer(stranger) });
    const foreign = await stranger.post<ProblemBody>("/v1/bookings", theirs);
    expect(foreign.body.code).toBe("offer_expired");
  });

  test("is cancelled again before it is issued", async () => {
    const booking = await book();
    const { status, body } = await client.post<{ state: string }>(
      `/v1/bookings/${booking.id}/cancel`,
      { reason: "the guests stay at home" },
    );
    expect([status, body.state]).toEqual([201, "CANCELLED_BEFORE_ISSUE"]);
  });
});

describe("issuing a stay", () => {
  test("buys it, and books price and cost to wait for its nights", async () => {
    const booking = await book();
    const { tickets } = await issue(booking);
    expect(tickets).toMatchObject([{ document_type: "VCHR", status: "ISSUED" }]);
    expect(await bookingsAtSupplier(booking)).toEqual(["CONFIRMED"]);
    const cost = Number(booking.total.amount) - 3000;
    expect(await entryOf(`issue:${booking.id}`)).toEqual([
      `1101 Dr ${cost + 3000}`,
      `2034 Cr ${cost + 3000}`,
      `1401 Dr ${cost}`,
      `2012 Cr ${cost}`,
    ]);
    const slices = await partner.scope.db
      .selectFrom("revenue_schedule_lines as line")
      .innerJoin(
        "revenue_schedules as schedule",
        "schedule.revenue_schedule_id",
        "line.revenue_schedule_id",
      )
      .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
      .select(["schedule.schedule_kind", "line.recognise_on"])
      .where("booking.public_id", "=", booking.id)
      .where("schedule.schedule_kind", "=", "principal_revenue")
      .orderBy("line.line_number")
      .execute();
    expect(slices.map(({ recognise_on: day }) => day)).toEqual([
      "2027-02-03",
      "2027-02-04",
      "2027-02-05",
    ]);
    await awaitCondition("the voucher's mail", async () => {
      const mail = await partner.scope.db
        .selectFrom("email_outbox")
        .select("subject")
        .where("subject", "like", `Voucher ${booking.reference}: %Plaza, 2027-02-03`)
        .where("status", "=", "sent")
        .executeTakeFirst();
      return mail !== undefined;
    });
    const papers = await partner.scope.db
      .selectFrom("documents")
      .select("file_name")
      .where("file_name", "like", `%${booking.reference}%`)
      .execute();
    expect(papers).toEqual([{ file_name: `voucher-${booking.reference}.pdf` }]);
    await expectCleanBooks();
  });

  test("pays a commission where the guest pays at the property", async () => {
    const offer = await findOffer("free", "&payment=at_property");
    const commission = Number(offer.commission?.amount);
    expect(commission).toBeGreaterThan(0);
    const { body } = await client.post<StayBody>("/v1/bookings", stayOf(offer));
    await issue(body);
    expect(await entryOf(`issue:${body.id}`)).toEqual([
      `1109 Dr ${commission}`,
      `2031 Cr ${commission}`,
    ]);
  });

  test.each<SupplierFault>([
    "reset before the work",
    "reset after the work",
    "hang after the work",
  ])("buys it once where the supplier's answer is lost: %s", async (fault) => {
    const booking = await book();
    await app
      .supplierSandbox("hotelbeds")
      .fault("issue", fault, { recordLocator: booking.record_locator });
    await issue(booking);
    expect(await bookingsAtSupplier(booking)).toEqual(["CONFIRMED"]);
  });

  test("refuses another price until it is accepted", async () => {
    const booking = await book();
    await changeRates(booking, { percent: 10 });
    const { status, body } = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([status, body.code]).toEqual([409, "price_changed"]);
    expect(await bookingsAtSupplier(booking)).toEqual([]);
    const { body: found } = await client.get<{ data: { id: string }[] }>(
      `/v1/bookings/${booking.id}/price-changes`,
    );
    const accepted = await client.post<BookingBody>(
      `/v1/bookings/${booking.id}/accept-price`,
      { price_change_id: found.data[0]?.id },
      { "If-Match": '"v1"' },
    );
    expect(accepted.status).toBe(200);
    const { tickets } = await issue(booking);
    expect(tickets).toMatchObject([{ document_type: "VCHR" }]);
  });

  test("refuses a rate that is gone", async () => {
    const booking = await book();
    await changeRates(booking, { isGone: true });
    const { status, body } = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([status, body.code]).toEqual([422, "supplier_refused"]);
    expect(await bookingsAtSupplier(booking)).toEqual([]);
  });

  async function changeRates({ id }: StayBody, change: object): Promise<void> {
    const row = await partner.scope.db
      .selectFrom("booking_stays as stay")
      .innerJoin(
        "booking_segments as segment",
        "segment.booking_segment_id",
        "stay.booking_segment_id",
      )
      .innerJoin("bookings as booking", "booking.booking_id", "segment.booking_id")
      .select("stay.offer_reference as reference")
      .where("booking.public_id", "=", id)
      .executeTakeFirstOrThrow();
    await app.supplierSandbox("hotelbeds").control("PATCH", "/rates", { ...row, ...change });
  }
});

describe("giving up a stay", () => {
  test("costs what the supplier keeps; what it gives back is the customer's", async () => {
    const booking = await book("one night");
    await issue(booking);
    const quote = await client.post<RefundQuoteBody>("/v1/refunds/quote", {
      booking_id: booking.id,
    });
    expect(quote.status).toBe(201);
    const [document] = quote.body.documents;
    const cost = Number(booking.total.amount) - 3000;
    const penalty = Number(document?.penalty.amount);
    expect(penalty).toBeGreaterThan(0);
    expect(Number(quote.body.supplier_total.amount)).toBe(cost - penalty);
    const refund = await client.post<{ id: string }>("/v1/refunds", {
      quote_id: quote.body.id,
      reason: "the guests stay at home",
    });
    expect(refund.status).toBe(201);
    expect(await bookingsAtSupplier(booking)).toEqual(["CANCELLED"]);
    const lines = await entryOf(`refund:${refund.body.id}`);
    expect(lines.toSorted()).toEqual(
      [
        // The supplier's claim and the customer's go by what it gives back; the mark-up is kept.
        `2012 Dr ${cost - penalty}`,
        `2022 Cr ${cost - penalty}`,
        `2034 Dr ${cost - penalty}`,
        `1401 Cr ${cost - penalty}`,
        // What is kept has nothing left to wait for.
        `2034 Dr ${penalty + 3000}`,
        `4023 Cr ${penalty + 3000}`,
        `1401 Cr ${penalty}`,
        `5022 Dr ${penalty}`,
      ].toSorted(),
    );
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect(body.state).toBe("CANCELLED_AFTER_ISSUE");
    expect(body.tickets).toMatchObject([{ status: "REFUNDED" }]);
    await expectCleanBooks();
  });

  test.each(["void", "exchange"])("is no %s", async (act) => {
    const booking = await book();
    await issue(booking);
    const { status, body } =
      act === "void"
        ? await client.post<ProblemBody>(`/v1/bookings/${booking.id}/void`, { reason: "no guests" })
        : await client.post<ProblemBody>("/v1/exchanges/quote", { booking_id: booking.id });
    expect([status, body.code]).toEqual([422, expect.stringMatching(/refused|not_/)]);
    expect(await bookingsAtSupplier(booking)).toEqual(["CONFIRMED"]);
  });
});

describe("the supplier of stays", () => {
  test("is taken up as whom the partner owes, by its first sale", async () => {
    await book();
    const { body } = await client.get<{ data: object[] }>("/v1/suppliers?code=HOTELBEDS");
    expect(body.data).toMatchObject([
      { type: "bedbank", settlement_mode: "direct", revenue_role: "principal" },
    ]);
    expect(supplierProviders.hotelbeds).toBe("HBD");
  });
});
