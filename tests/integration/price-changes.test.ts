import { inTransaction } from "../../db/transaction";
import { type AirSupplierName, airSupplierNames } from "../../domain/supplier-names";
import { acceptPrice } from "../../services/booking/accept-price";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { auditOf, tokenIdOf } from "../harness/books";
import { nowAsDateTime, testContext } from "../harness/database";
import { fareOf } from "../harness/exchanges";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: airSupplierNames, settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface Change {
  readonly id: string;
  readonly status: string;
  readonly old: Record<string, { readonly amount: string }>;
  readonly new: Record<string, { readonly amount: string }>;
  readonly accepted_at: string | null;
}

interface PriceProblem extends ProblemBody {
  readonly old_total: string;
  readonly new_total: string;
  readonly price_change_id?: string;
}

interface PricedBooking extends BookingBody {
  readonly fare: { readonly amount: string };
  readonly tax: { readonly amount: string };
  readonly fares: readonly {
    readonly number: number;
    readonly total: { readonly amount: string };
    readonly commission: { readonly amount: string };
  }[];
}

/** One adult for 46,500.00 of which 6,500.00 are taxes, in the sandbox's own terms. */
function fareAt(supplier: AirSupplierName, base: number, tax: number) {
  if (supplier === "amadeus") return fareOf(base, tax);
  return {
    reference: "1",
    passengerIds: ["PAX1"],
    base: `${base}.00`,
    taxes: [{ code: "BD", amount: `${tax}.00` }],
    fareBasis: "YOWBD",
    commissionPercent: "7",
  };
}

async function book(supplier: AirSupplierName): Promise<BookingBody> {
  const fares = [fareAt(supplier, 40_000, 6_500)];
  const content = supplier === "amadeus" ? { template: "one-way", pnr: { fares } } : { fares };
  const recordLocator = await app.supplierSandbox(supplier).createOrder(content);
  return bookReservation(client, recordLocator, [serviceFee], supplier);
}

async function reprice(
  supplier: AirSupplierName,
  { record_locator: recordLocator }: BookingBody,
  base: number,
  tax: number,
): Promise<void> {
  const fares = [fareAt(supplier, base, tax)];
  await app.supplierSandbox(supplier).changeOrder(recordLocator, { fares });
}

const issue = <Body = IssuanceBody>({ id }: BookingBody) =>
  client.post<Body>(`/v1/bookings/${id}/issue`);

async function findPrice(booking: BookingBody): Promise<PriceProblem> {
  const { status, body } = await issue<PriceProblem>(booking);
  expect([status, body.code]).toEqual([409, "price_changed"]);
  return body;
}

const accept = <Body = PricedBooking>(
  { id }: BookingBody,
  priceChangeId: string | undefined,
  version = 1,
) =>
  client.post<Body>(
    `/v1/bookings/${id}/accept-price`,
    { price_change_id: priceChangeId },
    { "If-Match": `"v${version}"` },
  );

async function expectNothingIssued(supplier: AirSupplierName, booking: BookingBody): Promise<void> {
  const sandbox = app.supplierSandbox(supplier);
  expect(await sandbox.liveDocuments(booking.record_locator)).toEqual([]);
}

describe.each(airSupplierNames)("a price that has changed at %s", (supplier) => {
  test("is refused with both totals, and issued once it is accepted", async () => {
    const booking = await book(supplier);
    await reprice(supplier, booking, 42_000, 7_000);
    const found = await findPrice(booking);
    expect([found.old_total, found.new_total]).toEqual(["46500.00 BDT", "49000.00 BDT"]);
    await expectNothingIssued(supplier, booking);
    const accepted = await accept(booking, found.price_change_id);
    expect(accepted.body).toMatchObject({
      version: 2,
      fare: { amount: "42000.00" },
      tax: { amount: "7000.00" },
      // With the service fee and its VAT.
      total: { amount: "50150.00" },
      fares: [{ number: 2, total: { amount: "49000.00" } }],
    });
    const issued = await issue(booking);
    expect([issued.status, issued.body.ticket_numbers]).toEqual([
      201,
      await app.supplierSandbox(supplier).liveDocuments(booking.record_locator),
    ]);
  });
});

describe("POST /v1/bookings/{id}/accept-price", () => {
  test.each([
    ["cheaper", 38_000, 6_500, "44500.00 BDT", "2660.00"],
    ["dearer by taxes only", 40_000, 6_501, "46501.00 BDT", "2800.00"],
    ["the same, of another fare and taxes", 40_500, 6_000, "46500.00 BDT", "2835.00"],
  ])("takes a price that is %s, with its commission", async (_, base, tax, total, commission) => {
    const booking = await book("amadeus");
    await reprice("amadeus", booking, base, tax);
    const found = await findPrice(booking);
    expect(found.new_total).toBe(total);
    const { body } = await accept(booking, found.price_change_id);
    expect(body.fares.map((fare) => fare.commission.amount)).toEqual([commission]);
    expect((await issue(booking)).status).toBe(201);
  });

  test("is audited, leaves the old price in the history, and says in the list who took what", async () => {
    const booking = await book("amadeus");
    await reprice("amadeus", booking, 41_000, 6_500);
    const { price_change_id: first } = await findPrice(booking);
    expect((await findPrice(booking)).price_change_id).toBe(first);
    await reprice("amadeus", booking, 43_000, 6_500);
    const { price_change_id: second = "" } = await findPrice(booking);
    const stale = await accept<ProblemBody>(booking, first);
    expect([stale.status, stale.body.code]).toEqual([409, "price_changed"]);
    expect((await accept(booking, second)).status).toBe(200);
    const { body } = await client.get<{ data: Change[] }>(
      `/v1/bookings/${booking.id}/price-changes`,
    );
    expect(body.data).toMatchObject([
      { id: second, status: "ACCEPTED", old: { total: { amount: "46500.00" } } },
      {
        id: first,
        status: "SUPERSEDED",
        new: { total: { amount: "47500.00" } },
        accepted_at: null,
      },
    ]);
    const acts = (await auditOf(app, booking.id)).filter(
      ({ type }) => type === "booking.price_accepted",
    );
    expect(acts).toEqual([
      {
        type: "booking.price_accepted",
        actor: await tokenIdOf(app, partner.token),
        payload: {
          booking_ref: booking.reference,
          price_change_id: second,
          old_total: "46500.00",
          new_total: "49500.00",
          currency: "BDT",
        },
      },
    ]);
    const history = await partner.scope.db
      .selectFrom("booking_history")
      .innerJoin("bookings", "bookings.booking_id", "booking_history.booking_id")
      .select("booking_history.diff_json")
      .where("bookings.public_id", "=", booking.id)
      .orderBy("booking_history.history_id", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(history.diff_json)).toEqual({
      fare_amount: ["40000.00", "43000.00"],
      tax_amount: ["6500.00", "6500.00"],
      total_amount: ["47650.00", "50650.00"],
    });
  });

  test("changes nothing without the version that was seen, or where the booking has been issued", async () => {
    const booking = await book("amadeus");
    await reprice("amadeus", booking, 41_000, 6_500);
    const { price_change_id: found } = await findPrice(booking);
    expect((await accept(booking, found, 7)).status).toBe(412);
    const path = `/v1/bookings/${booking.id}/accept-price`;
    expect((await client.post(path, { price_change_id: found })).status).toBe(428);
    const other = await book("amadeus");
    expect((await accept(other, found)).status).toBe(404);
    await reprice("amadeus", booking, 40_000, 6_500);
    expect((await issue(booking)).status).toBe(201);
    const late = await accept<ProblemBody>(booking, found, 2);
    expect([late.status, late.body.code]).toEqual([409, "booking_already_issued"]);
  });

  test("waits for an issuance that is under way", async () => {
    const booking = await book("amadeus");
    await reprice("amadeus", booking, 41_000, 6_500);
    const { price_change_id: found = "" } = await findPrice(booking);
    await reprice("amadeus", booking, 40_000, 6_500);
    const sandbox = app.supplierSandbox("amadeus");
    const { record_locator: recordLocator } = booking;
    await sandbox.fault("issue", "delay", { recordLocator });
    const issuing = issue(booking);
    await sandbox.untilAsked("issue", recordLocator);
    const asked = inTransaction(partner.scope, (transaction) =>
      acceptPrice(transaction, {
        bookingId: booking.id,
        priceChangeId: found,
        assertVersion: () => undefined,
        context: testContext,
        at: nowAsDateTime(),
      }),
    );
    await expect(asked).rejects.toMatchObject({ code: "OPERATION_IN_PROGRESS" });
    expect((await issuing).status).toBe(201);
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect(body.total.amount).toBe("47650.00");
  });

  test("is not offered for a price in another currency", async () => {
    const booking = await book("amadeus");
    const abroad = { amount: "400.00", currency: "USD" };
    const fare = { ...fareOf(0, 0), base: abroad, taxes: [], total: abroad };
    await app.supplierSandbox("amadeus").changeOrder(booking.record_locator, { fares: [fare] });
    const found = await findPrice(booking);
    expect(found).toMatchObject({ old_total: "46500.00 BDT", new_total: "400.00 USD" });
    expect(found.price_change_id).toBeUndefined();
    await expectNothingIssued("amadeus", booking);
  });
});

test("leaves clean books", async () => {
  const { status, body } = await client.post<{
    checks: readonly { readonly finding: unknown }[];
  }>("/v1/ledger/verification");
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
});
