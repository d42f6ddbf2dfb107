import { deferBookings } from "../../bench/recognition/defer-bookings";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { addDays, previousDay } from "../../domain/calendar";
import { credit, debit } from "../../domain/journal/posting";
import { formatAmount, parseMoney, sum } from "../../domain/money";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { OperationBody } from "../harness/books";
import { auditOf } from "../harness/books";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { openMigrationConnection, todayAtTheOffice } from "../harness/database";
import { openFurnishedPartner } from "../harness/furnished-partner";
import { post, postingOf, setPeriodStatus } from "../harness/ledger";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

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

interface MoneyBody {
  readonly amount: string;
  readonly currency: string;
}

interface RunBody {
  readonly id: string;
  readonly period_id: string;
  readonly recognised_through: string;
  readonly status: string;
  readonly entries: string;
  readonly is_as_due: boolean;
  readonly due: { readonly bookings: number; readonly lines: number; readonly amount: MoneyBody };
  readonly recognised: {
    readonly entries: number;
    readonly lines: number;
    readonly amount: MoneyBody;
  };
  readonly failure: { readonly code: string } | null;
}

interface RecognitionBody {
  readonly schedules: readonly {
    readonly kind: string;
    readonly policy: string;
    readonly lines: readonly {
      readonly recognise_on: string;
      readonly functional_amount: MoneyBody;
      readonly waiting: MoneyBody;
      readonly releases: readonly {
        readonly reason: string;
        readonly functional_amount: MoneyBody;
        readonly journal_entry_id: string;
        readonly entry_date: string;
        readonly recognition_run_id: string | null;
      }[];
    }[];
  }[];
}

interface FlightsBody {
  readonly segments: readonly { readonly departs_local: string; readonly arrives_local: string }[];
}

interface EntryBody {
  readonly entry_date: string;
  readonly source: { readonly type: string; readonly id: string };
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: MoneyBody;
  }[];
}

const yesterday = () => previousDay(todayAtTheOffice());

async function issue(): Promise<{
  readonly booking: BookingBody;
  readonly issuance: IssuanceBody;
}> {
  const booking = await bookReservation(client, locator("OK"));
  const issued = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  expect(issued.status).toBe(201);
  return { booking, issuance: issued.body };
}

/** As if the flight had been on that day: time itself can't be moved. */
async function serveOn(day: string, booking: BookingBody): Promise<void> {
  const connection = await openMigrationConnection();
  await connection.query(
    `UPDATE revenue_schedule_lines line
       JOIN revenue_schedules schedule USING (partner_id, revenue_schedule_id)
       JOIN bookings booking USING (partner_id, booking_id)
        SET line.recognise_on = ? WHERE booking.public_id = ?`,
    [day, booking.id],
  );
  await connection.end();
}

async function issueServed(day = yesterday()): Promise<BookingBody> {
  const { booking } = await issue();
  await serveOn(day, booking);
  return booking;
}

async function periodOf(day: string): Promise<string> {
  const { body } = await client.get<{ data: { id: string; starts_on: string; ends_on: string }[] }>(
    "/v1/periods",
  );
  const period = body.data.find(({ starts_on, ends_on }) => starts_on <= day && day <= ends_on);
  if (period === undefined) throw new Error(`no period has ${day}`);
  return period.id;
}

async function recognise<Body = RunBody>(day = yesterday(), body?: object) {
  return client.post<Body>(`/v1/periods/${await periodOf(day)}/recognise`, body);
}

async function storyOf(booking: BookingBody): Promise<RecognitionBody> {
  return (await client.get<RecognitionBody>(`/v1/bookings/${booking.id}/recognition`)).body;
}

async function findings() {
  return (await verifyLedger(partner.scope)).flatMap(({ finding }) => finding ?? []);
}

describe("a run", () => {
  test("recognises what is due as it was previewed, once, with an entry for each booking", async () => {
    const [first, second] = [await issueServed(), await issueServed(addDays(yesterday(), -40))];
    const later = (await issue()).booking;
    const period = await periodOf(yesterday());
    const look = () =>
      client.get<
        RunBody["due"] & { groups: Record<string, unknown>[]; differences: object | null }
      >(`/v1/periods/${period}/recognition`);
    const preview = await look();
    expect(preview.body).toMatchObject({
      bookings: 2,
      lines: 2,
      amount: { currency: "BDT" },
      differences: null,
    });
    expect(preview.body.groups).toEqual([
      expect.objectContaining({
        kind: "commission",
        policy: "per_segment",
        deferred_account: "2031",
        recognised_account: "4011",
        lines: 2,
        amount: preview.body.amount,
      }),
    ]);

    const run = await recognise();
    expect(run.status).toBe(201);
    const { amount } = preview.body;
    expect(run.body).toMatchObject({
      period_id: period,
      recognised_through: yesterday(),
      status: "succeeded",
      due: { bookings: 2, lines: 2, amount },
      recognised: { entries: 2, lines: 2, amount },
      failure: null,
    });
    for (const booking of [first, second]) {
      const { schedules } = await storyOf(booking);
      const [release] = schedules[0]?.lines[0]?.releases ?? [];
      expect(schedules[0]?.lines[0]).toMatchObject({
        waiting: { amount: "0.00" },
        releases: [
          {
            reason: "recognition",
            functional_amount: schedules[0]?.lines[0]?.functional_amount,
            entry_date: yesterday(),
            recognition_run_id: run.body.id,
          },
        ],
      });
      const entry = await client.get<EntryBody>(
        `/v1/journal-entries/${String(release?.journal_entry_id)}`,
      );
      expect(entry.body.source).toEqual({ type: "recognition", id: run.body.id });
      expect(
        entry.body.lines.map(({ account, side, amount: { amount: text } }) =>
          [account.code, side, text].join(" "),
        ),
      ).toEqual([
        `2031 debit ${String(release?.functional_amount.amount)}`,
        `4011 credit ${String(release?.functional_amount.amount)}`,
      ]);
    }
    expect((await storyOf(later)).schedules[0]?.lines[0]?.releases).toEqual([]);
    expect(await findings()).toEqual([]);

    const [after, looked] = [await look(), await look()];
    expect(after.body).toMatchObject({
      lines: 0,
      groups: [],
      differences: { lines: -2, amount: { amount: `-${amount.amount}` } },
    });
    expect(looked.body).toEqual(after.body);

    const again = await recognise();
    expect(again.body).toMatchObject({
      status: "succeeded",
      due: { bookings: 0, lines: 0 },
      recognised: { entries: 0, lines: 0, amount: { amount: "0.00" } },
    });
    const { body: runs } = await client.get<{ data: RunBody[] }>("/v1/recognition-runs?limit=1");
    expect(runs.data.map(({ id }) => id)).toEqual([again.body.id]);
    const { body: read } = await client.get<RunBody>(`/v1/recognition-runs/${run.body.id}`);
    expect(read).toEqual(run.body);
    expect((await auditOf(app, run.body.id)).map(({ type }) => type)).toEqual([
      "recognition.started",
      "recognition.succeeded",
    ]);
  });

  test("is what a void and a refund of the same booking build on", async () => {
    const { booking, issuance } = await issue();
    await serveOn(yesterday(), booking);
    expect((await recognise()).body).toMatchObject({ recognised: { entries: 1 } });
    await keepVoidWindowsOpen(partner.scope);
    const voided = await client.post(`/v1/bookings/${booking.id}/void`, { reason: "test" });
    expect(voided.status).toBe(201);
    expect(issuance.ticket_numbers).toHaveLength(1);
    const balance = await partner.scope.db
      .selectFrom("journal_entry_lines as line")
      .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
      .select("account.account_code")
      .select(({ fn }) => fn.sum<string>("line.functional_amount").as("total"))
      .where("account.account_code", "in", ["2031", "4011"])
      .groupBy(["account.account_code", "line.side"])
      .execute();
    const totals = new Set(balance.map(({ total }) => total));
    expect(balance).toHaveLength(4);
    expect(totals.size).toBe(2);
    expect(await findings()).toEqual([]);
    expect((await recognise()).body).toMatchObject({ recognised: { entries: 0 } });
  });

  test("one at a time, and cancelled between batches leaves what is done", async () => {
    const booking = await issueServed();
    const holder = await openMigrationConnection();
    await holder.beginTransaction();
    await holder.query("SELECT * FROM bookings WHERE public_id = ? FOR UPDATE", [booking.id]);
    const first = recognise();
    const running = await awaitCondition("the run to be at work", async () => {
      const { body } = await client.get<{ data: OperationBody[] }>(
        "/v1/operations?kind=recognition.run&status=running",
      );
      return body.data.find(({ stage }) => stage !== "planning");
    });
    const second = await recognise<ProblemBody>();
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      code: "operation_in_progress",
      operation_id: running.id,
    });
    await awaitCondition("it to wait for the booking", async () => {
      const { body } = await client.get<OperationBody>(`/v1/operations/${running.id}`);
      return body.stage === "recognising" ? body : undefined;
    });
    const cancelled = client.post<OperationBody>(`/v1/operations/${running.id}/cancel`, {
      note: "the wrong month",
    });
    await untilCancelIsTaken(running.workflow_id);
    await holder.rollback();
    await holder.end();
    expect((await cancelled).status).toBe(200);
    expect((await first).status).toBe(409);
    const { body } = await client.get<{ data: RunBody[] }>("/v1/recognition-runs");
    expect(body.data).toMatchObject([{ status: "cancelled", recognised: { entries: 1 } }]);
    expect((await recognise()).body).toMatchObject({ status: "succeeded" });
    expect(await findings()).toEqual([]);
  });
});

/** After the request that runs it: what comes second is the cancellation. */
function untilCancelIsTaken(workflowId: string) {
  const handle = app.temporal.client.workflow.getHandle(workflowId);
  return awaitCondition("the cancellation to be taken", async () => {
    const { events } = await handle.fetchHistory();
    const accepted = (events ?? []).filter(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
    );
    return accepted.length > 1 ? accepted : undefined;
  });
}

describe("a run of a partner that wants its entries summed", () => {
  test("posts one entry by account and supplier, to which each slice is linked; voids build on it", async () => {
    const changed = await client.patch<{ recognition_entries: string }>(
      "/v1/partner",
      { recognition_entries: "summed" },
      { "If-Match": '"v1"' },
    );
    expect(changed.body.recognition_entries).toBe("summed");
    const bookings = [await issueServed(), await issueServed(), await issueServed()];
    const run = await recognise();
    expect(run.body).toMatchObject({
      entries: "summed",
      is_as_due: true,
      due: { bookings: 3, lines: 3 },
      recognised: { entries: 1, lines: 3 },
    });
    const releases = await Promise.all(bookings.map(releasesOf));
    const [entryId, ...others] = new Set(releases.flat().map((each) => each.journal_entry_id));
    expect(others).toEqual([]);
    const entry = await client.get<EntryBody>(`/v1/journal-entries/${String(entryId)}`);
    const { amount } = run.body.recognised;
    expect(entry.body.lines.map((line) => [line.account.code, line.side, line.amount])).toEqual([
      ["2031", "debit", amount],
      ["4011", "credit", amount],
    ]);
    expect(await findings()).toEqual([]);
    await keepVoidWindowsOpen(partner.scope);
    const voided = await client.post(`/v1/bookings/${String(bookings[0]?.id)}/void`, {
      reason: "test",
    });
    expect(voided.status).toBe(201);
    expect(await findings()).toEqual([]);
  });

  test("is found out where a line is not what its slices release", async () => {
    await client.patch("/v1/partner", { recognition_entries: "summed" }, { "If-Match": '"v1"' });
    await issueServed();
    const run = await recognise();
    const connection = await openMigrationConnection();
    await connection.query(
      `UPDATE revenue_releases JOIN recognition_runs USING (partner_id, recognition_run_id)
          SET functional_amount = functional_amount - 0.01 WHERE public_id = ?`,
      [run.body.id],
    );
    await connection.end();
    expect(await findings()).toMatchObject([
      { code: "DEFERRAL_DIFFERS", text: "A summed entry is not what its slices release." },
    ]);
  });
});

describe("a journey that is earned day by day", () => {
  test("waits in a slice for each of its days, of which a void leaves none", async () => {
    const settings = { commission_recognition: "over_service_period" };
    await client.patch("/v1/partner", settings, { "If-Match": '"v1"' });
    const { booking } = await issue();
    const [schedule] = (await storyOf(booking)).schedules;
    const days = schedule?.lines.map((line) => line.recognise_on) ?? [];
    const { segments } = (await client.get<FlightsBody>(`/v1/bookings/${booking.id}`)).body;
    const [first = ""] = segments.map((flight) => flight.departs_local.slice(0, 10)).toSorted();
    const last = segments
      .map((flight) => flight.arrives_local.slice(0, 10))
      .toSorted()
      .at(-1);
    expect(schedule).toMatchObject({ kind: "commission", policy: "over_service_period" });
    expect([days[0], days.at(-1)]).toEqual([first, last]);
    expect(days).toEqual(days.map((_, index) => addDays(first, index)));
    expect(await findings()).toEqual([]);
    await keepVoidWindowsOpen(partner.scope);
    const voided = await client.post(`/v1/bookings/${booking.id}/void`, { reason: "test" });
    expect(voided.status).toBe(201);
    const [after] = (await storyOf(booking)).schedules;
    expect(after?.lines.map(({ waiting }) => waiting.amount)).toEqual(days.map(() => "0.00"));
    expect(await findings()).toEqual([]);
  });
});

async function releasesOf(booking: BookingBody) {
  const { schedules } = await storyOf(booking);
  return schedules.flatMap(({ lines }) => lines.flatMap(({ releases }) => releases));
}

describe("the reports on schedules", () => {
  interface RollForwardBody {
    readonly rows: readonly (Readonly<Record<string, MoneyBody>> & {
      readonly period: string;
      readonly account: { readonly code: string };
      readonly policy: string | null;
    })[];
    readonly totals: Readonly<Record<string, MoneyBody>>;
  }
  interface ObligationsBody {
    readonly rows: readonly {
      readonly month: string;
      readonly band: string;
      readonly account: string;
      readonly bookings: number;
      readonly amount: MoneyBody;
      readonly within_one_year: MoneyBody;
    }[];
    readonly bands: readonly { readonly band: string; readonly amount: MoneyBody }[];
    readonly total: MoneyBody;
    readonly unscheduled: MoneyBody;
    readonly balance: MoneyBody;
  }
  const amountsOf = (row: Readonly<Record<string, MoneyBody>> | undefined, names: string[]) =>
    names.map((name) => row?.[name]?.amount);
  const columns = ["opening", "additions", "recognised", "other", "closing"];

  async function deferredOf(day: string): Promise<string> {
    const sheet = await client.get<{
      liabilities: { lines: { account: { code: string }; amount: MoneyBody }[] };
    }>(`/v1/reports/balance-sheet?as_of=${day}`);
    const lines = sheet.body.liabilities.lines.filter(({ account }) =>
      account.code.startsWith("203"),
    );
    const amounts = lines.map(({ amount }) => parseMoney(amount));
    return formatAmount(sum("BDT", amounts));
  }

  test("roll forward what was sold, earned and entered by hand, and tell what is still to be earned", async () => {
    const books = await createBooksPartner(app);
    ({ client } = books);
    const sold = { customerId: books.customer.id, supplierId: books.supplierId, linesEach: 2 };
    const defer = (bookings: number, after: number, issuedOn: string, servedOn: string) =>
      deferBookings(books.scope, { ...sold, bookings, after, issuedOn, servedOn });
    await defer(2, 0, "2025-01-05", "2025-01-20");
    await defer(1, 2, "2025-02-10", "2025-03-10");
    await defer(1, 3, "2025-02-10", "2027-06-01");
    const byHand = parseMoney({ amount: "50.00", currency: "BDT" });
    const lines = [debit("1011", byHand, {}), credit("2032", byHand, {})];
    await post(books, postingOf(books, { eventDate: "2025-02-15", lines }));
    const january = await periodIdOf(books, "2025-01");
    expect((await client.post(`/v1/periods/${january}/recognise`)).status).toBe(201);

    const path = "/v1/reports/revenue-roll-forward?from=2025-01-01&to=2025-03-31";
    const { body } = await client.get<RollForwardBody>(path);
    const shown = body.rows.map((row) => [
      row.period,
      row.account.code,
      row.policy,
      ...amountsOf(row, columns),
    ]);
    expect(shown).toEqual([
      ["2025-01", "2031", "per_segment", "0.00", "56.03", "56.03", "0.00", "0.00"],
      ["2025-02", "2031", "per_segment", "0.00", "56.07", "0.00", "0.00", "56.07"],
      ["2025-02", "2032", null, "0.00", "0.00", "0.00", "50.00", "50.00"],
      ["2025-03", "2031", "per_segment", "56.07", "0.00", "0.00", "0.00", "56.07"],
      ["2025-03", "2032", null, "50.00", "0.00", "0.00", "0.00", "50.00"],
    ]);
    expect(amountsOf(body.totals, columns)).toEqual(["0.00", "112.10", "56.03", "50.00", "106.07"]);
    expect(await deferredOf("2025-03-31")).toBe("106.07");
    const late = await client.get<RollForwardBody>(
      "/v1/reports/revenue-roll-forward?from=2025-02-11&to=2025-02-28&policy=per_segment",
    );
    expect(late.body.rows.map((row) => amountsOf(row, columns))).toEqual([
      ["56.07", "0.00", "0.00", "0.00", "56.07"],
    ]);

    const obligations = async (day: string) =>
      (await client.get<ObligationsBody>(`/v1/reports/remaining-obligations?as_of=${day}`)).body;
    const february = await obligations("2025-02-28");
    const rowsOf = ({ rows }: ObligationsBody) =>
      rows.map((row) => [
        row.month,
        row.band,
        row.account,
        row.bookings,
        row.amount.amount,
        row.within_one_year.amount,
      ]);
    expect(rowsOf(february)).toEqual([
      ["2025-03", "within_12_months", "2031", 1, "28.03", "28.03"],
      ["2027-06", "later", "2031", 1, "28.04", "0.00"],
    ]);
    expect(
      [february.total, february.unscheduled, february.balance].map(({ amount }) => amount),
    ).toEqual(["56.07", "50.00", "106.07"]);
    expect(rowsOf(await obligations("2025-03-31"))[0]?.slice(0, 2)).toEqual(["2025-03", "overdue"]);
    expect(rowsOf(await obligations("2025-01-10"))).toEqual([
      ["2025-01", "within_12_months", "2031", 2, "56.03", "56.03"],
    ]);
  });

  test("tell what was voided, refunded, exchanged and recalled, and tie to the balance sheet", async () => {
    const { ledger } = await openFurnishedPartner(app.database);
    client = apiClient(app, await app.createToken(ledger.scope, ["report.read.partner"]));
    const { body } = await client.get<RollForwardBody>("/v1/reports/revenue-roll-forward");
    expect(body.totals["closing"]?.amount).toBe(await deferredOf(todayAtTheOffice()));
    expect(Number(body.totals["voided"]?.amount)).toBeGreaterThan(0);
    expect(body.totals["other"]?.amount).toBe("0.00");
    const { body: left } = await client.get<ObligationsBody>("/v1/reports/remaining-obligations");
    expect(left.balance).toEqual(body.totals["closing"]);
    expect(left.unscheduled.amount).toBe("0.00");
  });
});

describe("refuses", () => {
  test("a period of which no day is over, days outside of it, and a day that is not over", async () => {
    const far = addDays(yesterday(), 400);
    const begun = await recognise<ProblemBody>(far);
    expect([begun.status, begun.body.code]).toEqual([422, "period_not_begun"]);
    for (const through of [addDays(yesterday(), 1), addDays(yesterday(), -400)]) {
      const answer = await recognise<ProblemBody>(yesterday(), { through });
      expect([answer.status, answer.body.code]).toEqual([422, "recognition_day_invalid"]);
    }
  });

  test("a closed period, and leaves the run that was closed upon as failed", async () => {
    await issueServed();
    const code = yesterday().slice(0, 7);
    await setPeriodStatus(partner.scope, code, "closed");
    const answer = await recognise<ProblemBody>();
    expect([answer.status, answer.body.code]).toEqual([422, "period_closed"]);
    await setPeriodStatus(partner.scope, code, "soft_closed");
    expect((await recognise()).body).toMatchObject({ recognised: { entries: 1 } });
  });

  test("an issuance for a flight that has left; one that was booked late is caught up", async () => {
    const departsOn = addDays(yesterday(), -3);
    const booking = await bookReservation(
      client,
      await supplierControl(app).createPnr({ departsOn }),
    );
    const refused = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([refused.status, refused.body.code]).toEqual([422, "service_before_issue"]);
    await issueServed(addDays(yesterday(), -40));
    expect((await recognise()).body).toMatchObject({ is_as_due: true, recognised: { entries: 1 } });
  });

  test("a period that has ended while a supplier's answer of it is out", async () => {
    const { booking } = await issue();
    const connection = await openMigrationConnection();
    const sentAt = `${addDays(yesterday(), -45)} 06:00:00`;
    await connection.query(
      `UPDATE supplier_request_log JOIN bookings USING (partner_id, booking_id)
          SET supplier_request_log.state = 'pending', sent_at = ?, settled_at = NULL WHERE bookings.public_id = ?`,
      [sentAt, booking.id],
    );
    await connection.end();
    const day = addDays(yesterday(), -45);
    const answer = await recognise<ProblemBody>(day);
    expect([answer.status, answer.body.code]).toEqual([422, "supplier_answers_outstanding"]);
  });
});
