import { deferBookings } from "../../bench/recognition/defer-bookings";
import { settlePolicy } from "../harness/approvals";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { addCustomer, addSupplier, setPeriodStatus } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  people = await openBookkeepers(app, { booksFrom: "2025-01-01" });
});

afterAll(() => app.close());

interface Step {
  readonly step: string;
  readonly status: string;
  readonly waits_for: { readonly permission: string; readonly roles: readonly string[] } | null;
  readonly blocked_by: readonly { readonly what: string; readonly link: string | null }[];
}

interface Entry {
  readonly period_id: string;
  readonly code: string;
  readonly status: string;
  readonly due_on: string;
  readonly overdue: boolean;
  readonly steps: readonly Step[];
  readonly approvals: readonly {
    readonly id: string;
    readonly act: string;
    readonly waits_for: readonly string[];
  }[];
  readonly recognised_through: string | null;
  readonly checklist: { readonly passed: boolean } | null;
}

async function list(query: string): Promise<Entry[]> {
  const { status, body } = await people.maker.get<{ data: Entry[] }>(`/v1/close-calendar${query}`);
  expect(status).toBe(200);
  return body.data;
}

async function entryOf(code: string): Promise<Entry> {
  const entry = (await list("?fiscal_year=2025")).find((each) => each.code === code);
  if (entry === undefined) throw new Error(`${code} is not in it`);
  const { body } = await people.maker.get<Entry>(`/v1/close-calendar/${entry.period_id}`);
  expect(body).toEqual(entry);
  return body;
}

const statusesOf = ({ steps }: Entry) => steps.map(({ step, status }) => `${step} ${status}`);

describe("GET /v1/close-calendar", () => {
  test("has the periods of a year with when each is due, by filter and page", async () => {
    const year = await list("?fiscal_year=2025");
    expect(year).toHaveLength(12);
    expect(year[0]).toMatchObject({ code: "2025-01", due_on: "2025-02-12", overdue: true });
    expect(year[0]?.steps[0]).toMatchObject({
      step: "soft_close",
      status: "waiting",
      waits_for: { permission: "period.soft_close.partner" },
    });
    expect(year[0]?.steps[0]?.waits_for?.roles).toContain("partner_admin");
    expect(year[1]?.steps[0]).toMatchObject({
      status: "blocked",
      blocked_by: [{ what: "2025-01" }],
    });
    expect(await list("?fiscal_year=2025&overdue=false")).toEqual([]);
    expect(await list("?fiscal_year=2025&status=closed")).toEqual([]);
    const first = await people.maker.get<{ data: Entry[]; next_cursor: string }>(
      "/v1/close-calendar?fiscal_year=2025&limit=5",
    );
    expect(first.body.data).toEqual(year.slice(0, 5));
    const going = await list("");
    expect(going.map(({ status }) => status)).toContain("open");
    expect(going.at(-1)?.overdue).toBe(false);
  });

  test("goes by the partner's own days", async () => {
    const { body: partner } = await people.maker.get<{ version: number }>("/v1/partner");
    const changed = await people.maker.patch<{ close_due_days: number }>(
      "/v1/partner",
      { close_due_days: 3, weekend_days: "fri_sat" },
      { "If-Match": `"v${partner.version}"` },
    );
    expect(changed.body).toMatchObject({ close_due_days: 3, weekend_days: "fri_sat" });
    expect((await entryOf("2025-01")).due_on).toBe("2025-02-04");
  });

  test("shows what is done, what blocks, and whose approval is waited for", async () => {
    const { scope, maker } = people;
    const { period_id: id } = await entryOf("2025-01");
    const sold = {
      customerId: (await addCustomer(scope)).id,
      supplierId: await addSupplier(scope),
    };
    const days = { issuedOn: "2025-01-05", servedOn: "2025-01-20" };
    await deferBookings(scope, { ...sold, ...days, bookings: 1, linesEach: 1 });
    await setPeriodStatus(scope, "2025-01", "soft_closed");
    expect((await maker.post(`/v1/periods/${id}/check`)).status).toBe(201);
    const checked = await entryOf("2025-01");
    expect(checked.checklist).toMatchObject({ passed: false });
    expect(statusesOf(checked)).toEqual([
      "soft_close done",
      "recognition waiting",
      "accruals done",
      "revaluation done",
      "checklist blocked",
      "sign_off done",
      "close blocked",
      "lock not_begun",
    ]);
    expect(checked.steps[6]?.blocked_by).toContainEqual(
      expect.objectContaining({
        what: "recognition_run",
        link: "/v1/reports/deferred-revenue?to=2025-01-31",
      }),
    );
    await settlePolicy(scope, "recognition.run", { levels: [["0", 1]] });
    expect((await maker.post(`/v1/periods/${id}/recognise`)).status).toBe(202);
    const [waiting] = (await entryOf("2025-01")).approvals;
    expect(waiting).toMatchObject({ act: "recognition.run", waits_for: [expect.any(String)] });
    expect((await entryOf("2025-02")).approvals).toEqual([]);
    await people.checker.post(`/v1/approvals/${String(waiting?.id)}/reject`, { reason: "later" });
    expect((await entryOf("2025-01")).approvals).toEqual([]);
  });
});
