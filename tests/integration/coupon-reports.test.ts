import { verifyLedger } from "../../db/verify/verify-ledger";
import { addDays, previousDay } from "../../domain/calendar";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { auditOf } from "../harness/books";
import { openMigrationConnection, todayAtTheOffice } from "../harness/database";
import type { MoneyBody, Refundable } from "../harness/refunds";
import { quoteRefund, sellRefundable } from "../harness/refunds";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

/** Nothing of another test is due. */
beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

interface ReportsBody {
  readonly coupons: readonly {
    readonly coupon_number: number;
    readonly rule: string;
    readonly due_on: string;
    readonly expires_on: string | null;
    readonly moved_lines: number;
  }[];
}

interface PreviewBody {
  readonly lines: number;
  readonly amount: MoneyBody;
  readonly groups: readonly { readonly rule: string; readonly amount: MoneyBody }[];
}

interface RunBody {
  readonly recognised: { readonly lines: number; readonly amount: MoneyBody };
}

interface RecognitionBody {
  readonly schedules: readonly {
    readonly lines: readonly {
      readonly recognise_on: string;
      readonly due_on: string;
      readonly waiting: MoneyBody;
      readonly moves: readonly { readonly rule: string; readonly to: string }[];
    }[];
  }[];
}

const yesterday = () => previousDay(todayAtTheOffice());

/** A journey out and back, of which each flight earns half of 4,795.00. */
async function sellReturn(days: readonly [string, string]): Promise<Refundable> {
  const sale = await sellRefundable(client, supplierControl(app), { template: "return" });
  await serveOn(sale, days);
  return sale;
}

/** As if it were sold two months ago, and flown on those days: time itself can't be moved. */
async function serveOn({ booking }: Refundable, days: readonly string[]): Promise<void> {
  const connection = await openMigrationConnection();
  await connection.query(
    `UPDATE booking_tickets ticket JOIN bookings booking USING (partner_id, booking_id)
        SET ticket.issued_on = ? WHERE booking.public_id = ?`,
    [addDays(yesterday(), -60), booking.id],
  );
  for (const [index, day] of days.entries()) {
    await connection.query(
      `UPDATE booking_segments segment JOIN bookings booking USING (partner_id, booking_id)
          SET segment.departs_local = ?, segment.arrives_local = ?
        WHERE booking.public_id = ? AND segment.segment_number = ?`,
      [`${day} 09:00`, `${day} 13:00`, booking.id, index + 1],
    );
    await connection.query(
      `UPDATE revenue_schedule_lines line
         JOIN booking_segments segment USING (partner_id, booking_segment_id)
         JOIN bookings booking ON booking.booking_id = segment.booking_id
          SET line.recognise_on = ? WHERE booking.public_id = ? AND segment.segment_number = ?`,
      [day, booking.id, index + 1],
    );
  }
  await connection.end();
}

async function report<Body = ReportsBody>(
  { booking, issuance }: Refundable,
  coupons: readonly object[],
) {
  const { headers } = await client.get(`/v1/bookings/${booking.id}`);
  return client.post<Body>(
    `/v1/bookings/${booking.id}/report-coupons`,
    { coupons: coupons.map((each) => ({ ticket_number: issuance.ticket_numbers[0], ...each })) },
    { "If-Match": headers.get("ETag") ?? "" },
  );
}

async function linesOf({ booking }: Refundable) {
  const { body } = await client.get<RecognitionBody>(`/v1/bookings/${booking.id}/recognition`);
  return body.schedules[0]?.lines ?? [];
}

async function periodOf(day: string): Promise<string> {
  const { body } = await client.get<{ data: { id: string; starts_on: string; ends_on: string }[] }>(
    "/v1/periods",
  );
  const period = body.data.find(({ starts_on, ends_on }) => starts_on <= day && day <= ends_on);
  if (period === undefined) throw new Error(`no period has ${day}`);
  return period.id;
}

const preview = async () =>
  (await client.get<PreviewBody>(`/v1/periods/${await periodOf(yesterday())}/recognition`)).body;

async function recognise(): Promise<RunBody["recognised"]> {
  const { status, body } = await client.post<RunBody>(
    `/v1/periods/${await periodOf(yesterday())}/recognise`,
  );
  expect(status).toBe(201);
  return body.recognised;
}

async function findings() {
  return (await verifyLedger(partner.scope)).flatMap(({ finding }) => finding ?? []);
}

const partsOf = ({ groups }: PreviewBody) =>
  groups.map(({ rule, amount }) => `${rule} ${amount.amount}`);

describe("POST /v1/bookings/{booking_id}/report-coupons", () => {
  test("earns what was flown and what was missed on its day, once, and tells of it", async () => {
    const sale = await sellReturn([addDays(yesterday(), -9), addDays(yesterday(), 20)]);
    const { status, body } = await report(sale, [
      { coupon_number: 1, outcome: "no_show" },
      { coupon_number: 2, outcome: "no_show" },
    ]);
    expect(status).toBe(200);
    expect(body.coupons).toMatchObject([
      { rule: "no_show", due_on: addDays(yesterday(), -9), moved_lines: 0 },
      { rule: "no_show", due_on: addDays(yesterday(), -9), moved_lines: 1 },
    ]);
    expect(await linesOf(sale)).toMatchObject([
      { moves: [] },
      {
        recognise_on: addDays(yesterday(), 20),
        due_on: addDays(yesterday(), -9),
        moves: [{ rule: "no_show", to: addDays(yesterday(), -9) }],
      },
    ]);
    expect(partsOf(await preview())).toEqual(["no_show 2397.50", "scheduled 2397.50"]);
    expect(await recognise()).toMatchObject({ lines: 2, amount: { amount: "4795.00" } });
    const flown = await report(sale, [{ coupon_number: 1, outcome: "flown" }]);
    expect(flown.body.coupons).toMatchObject([{ rule: "flown", moved_lines: 0 }]);
    expect(await recognise()).toMatchObject({ lines: 0 });
    const ticket = await client.get<{ coupons: { status: string }[] }>(
      `/v1/tickets/${sale.issuance.ticket_numbers[0]}`,
    );
    expect(ticket.body.coupons.map((coupon) => coupon.status)).toEqual(["FLOWN", "OPEN"]);
    const told = (await auditOf(app, sale.booking.id)).filter(
      ({ type }) => type === "booking.coupons_reported",
    );
    expect(told).toHaveLength(2);
    expect(await findings()).toEqual([]);
  });

  test("holds what is unused until it expires: breakage, once; a later refund takes it back from the open period", async () => {
    const sale = await sellReturn([addDays(yesterday(), -9), addDays(yesterday(), -5)]);
    const later = await sellReturn([addDays(yesterday(), -9), addDays(yesterday(), -5)]);
    const { body } = await report(sale, [
      { coupon_number: 1, outcome: "flown", on: addDays(yesterday(), -8) },
      { coupon_number: 2, outcome: "unused", expires_on: yesterday() },
    ]);
    expect(body.coupons).toMatchObject([
      { rule: "flown", due_on: addDays(yesterday(), -8), moved_lines: 1 },
      { rule: "unused_expiry", due_on: yesterday(), moved_lines: 1 },
    ]);
    await report(later, [{ coupon_number: 2, outcome: "unused" }]);
    expect(partsOf(await preview())).toEqual([
      "flown 2397.50",
      "scheduled 2397.50",
      "unused_expiry 2397.50",
    ]);
    expect(await recognise()).toMatchObject({ lines: 3, amount: { amount: "7192.50" } });
    expect(await recognise()).toMatchObject({ lines: 0, amount: { amount: "0.00" } });
    const [, waiting] = await linesOf(later);
    expect(waiting).toMatchObject({ waiting: { amount: "2397.50" } });
    expect(await findings()).toEqual([]);

    const numbers = sale.issuance.ticket_numbers;
    await supplierControl(app).changeDocument(numbers[0] ?? "", { usedCoupons: [1] });
    const quote = await quoteRefund(client, sale, { ticket_numbers: numbers });
    const refunded = await client.post("/v1/refunds", { quote_id: quote.body.id, reason: "late" });
    expect(refunded.status).toBe(201);
    expect(quote.body.entry.map(({ account, side }) => `${account} ${side}`)).toEqual(
      expect.arrayContaining(["4011 debit", "1109 credit"]),
    );
    expect(await findings()).toEqual([]);
  });

  test("holds what was missed too, where the partner's setting says so", async () => {
    const settled = await client.patch<{ no_show_recognition: string }>(
      "/v1/partner",
      { no_show_recognition: "at_expiry", recognition_entries: "summed" },
      { "If-Match": '"v1"' },
    );
    expect(settled.body.no_show_recognition).toBe("at_expiry");
    const sale = await sellReturn([addDays(yesterday(), -9), addDays(yesterday(), -5)]);
    const { body } = await report(sale, [{ coupon_number: 2, outcome: "no_show" }]);
    expect(body.coupons).toMatchObject([{ rule: "no_show_expiry", moved_lines: 1 }]);
    expect(partsOf(await preview())).toEqual(["scheduled 2397.50"]);
    expect(await recognise()).toMatchObject({ lines: 1, amount: { amount: "2397.50" } });
    const obligations = await client.get<{
      data: { month: string; amount: MoneyBody }[];
    }>("/v1/reports/remaining-obligations");
    expect(obligations.body).toMatchObject({ total: { amount: "2397.50" } });
    const flown = await report(sale, [{ coupon_number: 2, outcome: "flown" }]);
    expect(flown.body.coupons).toMatchObject([{ rule: "flown", moved_lines: 1 }]);
    expect(await recognise()).toMatchObject({ lines: 1, amount: { amount: "2397.50" } });
    expect(await findings()).toEqual([]);
  });

  test("waits for the flight that the airline has put in place of the one sold, and not for one given up", async () => {
    const supplier = supplierControl(app);
    const sale = await sellRefundable(client, supplier);
    const [before] = await linesOf(sale);
    const nextDay = addDays(before?.recognise_on ?? "", 1);
    const flight = { carrierCode: "BG", flightNumber: "147", bookingClass: "Y" };
    const route = { originAirport: "DAC", destinationAirport: "DXB" };
    const times = { departsLocal: `${nextDay}T19:30`, arrivesLocal: `${nextDay}T22:45` };
    const segments = [{ ...flight, ...route, ...times }];
    await supplier.changePnr(sale.booking.record_locator, { segments });
    const found = await client.post<{ schedule_change_id: string }>(
      `/v1/bookings/${sale.booking.id}/check-schedule`,
    );
    const path = `/v1/schedule-changes/${found.body.schedule_change_id}/accept`;
    expect((await client.post(path, undefined, { "If-Match": '"v1"' })).status).toBe(200);
    expect(await linesOf(sale)).toMatchObject([
      { due_on: nextDay, moves: [{ rule: "schedule_change", to: nextDay }] },
    ]);
    const expiry = addDays(nextDay, 300);
    await report(sale, [{ coupon_number: 1, outcome: "unused", expires_on: expiry }]);
    expect(await linesOf(sale)).toMatchObject([
      { due_on: expiry, moves: [{ rule: "schedule_change" }, { rule: "unused_expiry" }] },
    ]);
  });

  test("refuses what cannot be, and keeps nothing of it", async () => {
    const sale = await sellReturn([addDays(yesterday(), -9), addDays(yesterday(), 20)]);
    const codeOf = async (coupons: readonly object[]) => {
      const { status, body } = await report<ProblemBody>(sale, coupons);
      return `${status} ${body.code}`;
    };
    const [flown, missed] = [
      { coupon_number: 1, outcome: "flown" },
      { coupon_number: 2, outcome: "no_show" },
    ];
    expect(await codeOf([flown, missed])).toBe("422 coupon_not_departed");
    expect(await codeOf([flown, flown])).toBe("409 coupon_reported");
    expect((await report(sale, [flown])).status).toBe(200);
    expect(await codeOf([flown])).toBe("409 coupon_reported");
    expect(await codeOf([{ coupon_number: 3, outcome: "unused" }])).toBe("404 not_found");
    const early = { coupon_number: 2, outcome: "unused", expires_on: "2020-01-01" };
    expect(await codeOf([early])).toBe("422 service_before_issue");
    const stale = await client.post(
      `/v1/bookings/${sale.booking.id}/report-coupons`,
      { coupons: [{ ticket_number: sale.issuance.ticket_numbers[0], ...missed }] },
      { "If-Match": '"v1"' },
    );
    expect(stale.status).toBe(412);
    await supplierControl(app).changeDocument(sale.issuance.ticket_numbers[0] ?? "", {
      usedCoupons: [1],
    });
    const quote = await quoteRefund(client, sale);
    await client.post("/v1/refunds", { quote_id: quote.body.id, reason: "not wanted" });
    expect(await codeOf([missed])).toBe("409 coupon_not_open");
    expect(await findings()).toEqual([]);
  });
});
