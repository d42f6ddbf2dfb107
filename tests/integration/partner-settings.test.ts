import type { PartnerDatabase } from "../../db/partner-scope";
import { readLogo } from "../../services/partner/read-logo";
import { readImages, readPages } from "../e-ticket/read-pdf";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { openBookkeepers, postManualEntry } from "../harness/bookkeepers";
import { today } from "../harness/database";
import { downloadDocument, exportReport } from "../harness/exports";
import { inFull } from "../harness/in-full";
import { sampleJpeg, samplePng } from "../harness/sample-images";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let scope: PartnerDatabase;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  ({ scope } = partner);
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface Versioned {
  readonly id: string;
  readonly version: number;
}

const match = ({ version }: Versioned) => ({ "If-Match": `"v${version}"` });

function auditOf(type: string) {
  return scope.db
    .selectFrom("audit_logs")
    .select(["target_entity_id as target", "event_payload as payload"])
    .where("event_type", "=", type)
    .orderBy("audit_log_id", "desc")
    .executeTakeFirst();
}

describe("a partner's settings", () => {
  test("are read with their version, and changed under it", async () => {
    const before = await client.get<Versioned & Record<string, unknown>>("/v1/partner");
    expect(before.status).toBe(200);
    expect(before.headers.get("ETag")).toBe(`"v${before.body.version}"`);
    const change = {
      name: "Nova Tours",
      time_zone: "Asia/Kolkata",
      contact_phone: "+8801711",
      refund_settlement_days: 60,
      supplier_call_days: 0,
      hold_reminder_hours: [72, 24],
      memo_reminder_hours: [],
    };
    const after = await client.patch<Versioned>("/v1/partner", change, match(before.body));
    expect([after.status, after.body]).toEqual([
      200,
      {
        ...before.body,
        ...change,
        version: before.body.version + 1,
        updated_at: expect.any(String),
      },
    ]);
    const known = { "If-None-Match": `"v${after.body.version}"` };
    const unchanged = await client.get("/v1/partner", known);
    expect(unchanged.status).toBe(304);
  });

  test("tell the audit what was changed, and no contact", async () => {
    const audited = await auditOf("partner.changed");
    expect(JSON.parse(audited?.payload ?? "")).toMatchObject({
      partner_name: [expect.any(String), "Nova Tours"],
      contact_phone: "changed",
    });
    const history = await scope.db
      .selectFrom("partner_history")
      .select(["change_type", "partner_name"])
      .orderBy("history_id", "desc")
      .executeTakeFirst();
    expect(history).toEqual({ change_type: "UPDATE", partner_name: "Nova Tours" });
  });

  test("keep the number of the account sealed: answers have its last four characters", async () => {
    const before = await client.get<Versioned>("/v1/partner");
    const numbers = ["GB33BUKB20201555555555", "DE89370400440532015555"] as const;
    const first = await client.patch<Versioned>(
      "/v1/partner",
      { bank_account_number: numbers[0] },
      match(before.body),
    );
    const change = { bank_account_number: numbers[1] };
    const second = await client.patch<Versioned>("/v1/partner", change, match(first.body));
    expect(second.body).toEqual({
      ...before.body,
      bank_account_number_last_four: "5555",
      version: before.body.version + 2,
      updated_at: expect.any(String),
    });
    const stored = await Promise.all([
      scope.db.selectFrom("partners").selectAll().execute(),
      scope.db.selectFrom("partner_history").selectAll().execute(),
      scope.db.selectFrom("audit_logs").selectAll().execute(),
    ]);
    const sealed = stored[0][0]?.bank_account_number_encrypted?.toString("latin1");
    expect(sealed).toEqual(expect.any(String));
    for (const number of numbers) {
      expect(`${sealed} ${JSON.stringify(stored)}`).not.toContain(number);
    }
    expect(JSON.parse((await auditOf("partner.changed"))?.payload ?? "")).toEqual({
      bank_account_number: "changed",
    });
    const taken = { bank_account_number: null };
    const third = await client.patch<Versioned>("/v1/partner", taken, match(second.body));
    expect(third.body).toMatchObject({ bank_account_number_last_four: null });
  });

  test.each([
    ["a zone that does not exist", { time_zone: "Asia/Atlantis" }],
    ["a currency that does not exist", { reporting_currency: "XXQ" }],
    ["what never changes", { functional_currency: "USD" }],
    ["the environment", { environment: "live" }],
    ["a prefix in small letters", { booking_reference_prefix: "tvb" }],
    ["a prefix of an entry's number in small letters", { entry_number_prefix: "je" }],
    ["a name of control characters", { name: "a\nb" }],
    ["a refund that is late at once", { refund_settlement_days: 0 }],
    ["a reminder after the deadline", { hold_reminder_hours: [24, 0] }],
    ["calls to suppliers for ever", { supplier_call_days: 401 }],
  ])("refuse %s", async (_, change) => {
    const before = await client.get<Versioned>("/v1/partner");
    const answer = await client.patch("/v1/partner", change, match(before.body));
    expect(answer.status).toBe(400);
    expect((await client.get<Versioned>("/v1/partner")).body).toEqual(before.body);
  });

  test("are not changed blindly, nor over another's change", async () => {
    const { body } = await client.get<Versioned>("/v1/partner");
    expect((await client.patch("/v1/partner", { name: "Blind" })).status).toBe(428);
    const stale = { "If-Match": `"v${body.version - 1}"` };
    expect((await client.patch("/v1/partner", { name: "Late" }, stale)).status).toBe(412);
    expect((await client.get<Versioned>("/v1/partner")).body).toEqual(body);
  });

  test("take a reporting currency until something is posted", async () => {
    const people = await openBookkeepers(app);
    const get = async () => (await people.maker.get<Versioned>("/v1/partner")).body;
    const set = async (currency: string | null) =>
      people.maker.patch<Versioned & { code?: string }>(
        "/v1/partner",
        { reporting_currency: currency },
        match(await get()),
      );
    expect((await set("USD")).body).toMatchObject({ reporting_currency: "USD" });
    expect((await set(null)).body).toMatchObject({ reporting_currency: null });
    await postManualEntry(people);
    const refused = await set("USD");
    expect([refused.status, refused.body.code]).toEqual([422, "reporting_currency_fixed"]);
  });
});

describe("references of bookings", () => {
  interface Change {
    readonly booking_reference_prefix?: string;
    readonly booking_reference_year?: string;
    readonly booking_reference_separator?: string;
    readonly booking_reference_digits?: number;
  }

  test("are written as settled, without a gap or a double under sixteen at once", async () => {
    const own = apiClient(app, (await app.createPartner()).token);
    const customer = await createTestCustomer(own);
    const settle = async (change: Change) => {
      const { body } = await own.get<Versioned>("/v1/partner");
      return own.patch<{ code?: string }>("/v1/partner", change, match(body));
    };
    const book = async () => {
      const body = { ...inFull(), customer_id: customer };
      const { reference } = (await own.post<BookingBody>("/v1/bookings", body)).body;
      return reference;
    };
    const crowd = () => Promise.all(Array.from({ length: 8 }, book));
    const year = today().slice(0, 4);
    const numbered = (from: number, write: (number: number) => string) =>
      Array.from({ length: 8 }, (_, index) => write(from + index));
    const yearly = (number: number) => `TVB-${year}-00000${number}`;
    expect((await crowd()).toSorted()).toEqual(numbered(1, yearly));

    // Changed while others are being made: each is of one format, and each series goes on.
    const continuous = { booking_reference_year: "none", booking_reference_separator: "" };
    const changed = settle({ ...continuous, booking_reference_digits: 4 });
    const between = await crowd();
    expect((await changed).status).toBe(200);
    const after = await crowd();
    const written = [...between, ...after];
    const isYearly = (reference: string) => reference.startsWith(`TVB-${year}-`);
    const [yearlyCount, others] = [
      written.filter(isYearly).length,
      written.filter((reference) => !isYearly(reference)),
    ];
    expect(new Set(written.filter(isYearly))).toEqual(
      new Set(
        Array.from(
          { length: yearlyCount },
          (_, index) => `TVB-${year}-${`${9 + index}`.padStart(6, "0")}`,
        ),
      ),
    );
    expect(others.toSorted()).toEqual(
      Array.from(
        { length: 16 - yearlyCount },
        (_, index) => `TVB${`${1 + index}`.padStart(4, "0")}`,
      ),
    );

    await settle({ booking_reference_separator: ".", booking_reference_year: "short" });
    const next = `${9 + yearlyCount}`.padStart(4, "0");
    expect(await book()).toBe(`TVB.${year.slice(2)}.${next}`);
    const refused = await settle({ booking_reference_separator: "" });
    expect([refused.status, refused.body.code]).toEqual([422, "booking_reference_ambiguous"]);
  });

  test.each([
    ["a separator of paths", { booking_reference_separator: "/" }],
    ["too few digits", { booking_reference_digits: 2 }],
    ["too many digits", { booking_reference_digits: 11 }],
    ["a year that is none", { booking_reference_year: "fiscal" }],
  ])("are not written with %s", async (_, change: Change) => {
    const { body } = await client.get<Versioned>("/v1/partner");
    expect((await client.patch("/v1/partner", change, match(body))).status).toBe(400);
  });
});

describe("numbers of journal entries", () => {
  test("are written as settled, for what is posted from then on", async () => {
    const people = await openBookkeepers(app);
    const settle = async (change: Record<string, unknown>) => {
      const { body } = await people.maker.get<Versioned>("/v1/partner");
      return people.maker.patch<{ code?: string }>("/v1/partner", change, match(body));
    };
    const references = async (query = "") => {
      const path = `/v1/journal-entries?fields=reference${query}`;
      const { data } = (await people.maker.get<{ data: { reference: string }[] }>(path)).body;
      return data.map(({ reference }) => reference);
    };
    await postManualEntry(people);
    const settled = await settle({ entry_number_prefix: "JV", entry_number_year: "short" });
    expect(settled.body).toMatchObject({
      entry_number_prefix: "JV",
      entry_number_year: "short",
      entry_number_separator: "-",
      entry_number_digits: 6,
    });
    await postManualEntry(people);
    const written = `JV-${today().slice(2, 4)}-000001`;
    expect(await references()).toEqual([written, "1"]);
    expect(await references(`&reference=${written}`)).toEqual([written]);
    const refused = await settle({ entry_number_separator: "" });
    expect([refused.status, refused.body.code]).toEqual([422, "entry_number_ambiguous"]);
    expect((await settle({ entry_number_prefix: null })).status).toBe(200);
    await postManualEntry(people);
    expect(await references()).toEqual(["3", written, "1"]);
    const audited = await people.scope.db
      .selectFrom("audit_logs")
      .select("event_payload")
      .where("event_type", "=", "partner.changed")
      .orderBy("audit_log_id")
      .executeTakeFirst();
    expect(JSON.parse(audited?.event_payload ?? "")).toEqual({
      entry_number_prefix: [null, "JV"],
      entry_number_year: ["full", "short"],
    });
  });
});

describe("a partner's logo and colour", () => {
  const put = async (image: Buffer, headers?: Record<string, string>, type = "image/png") => {
    const known = match((await client.get<Versioned>("/v1/partner")).body);
    const body = { content_type: type, content: image.toString("base64") };
    return client.put<Versioned & Record<string, unknown>>(logoPath, body, headers ?? known);
  };
  const logoPath = "/v1/partner/logo";
  const download = (token: string) =>
    app.request(logoPath, { headers: { Authorization: `Bearer ${token}` } });
  const stored = () =>
    scope.db
      .selectFrom("documents")
      .select(["storage_key", "deleted_at"])
      .where("document_type", "=", "logo")
      .orderBy("document_id")
      .execute();

  test("is kept under the partner's prefix, read by it alone, and replaced", async () => {
    const before = await client.get<Versioned>("/v1/partner");
    const first = samplePng({ width: 60, height: 20 });
    const answer = await put(first, { ...match(before.body), "Idempotency-Key": "logo-once" });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { logo_url: logoPath, version: before.body.version + 1 },
    ]);
    const again = await put(first, { ...match(before.body), "Idempotency-Key": "logo-once" });
    expect([again.status, again.body]).toEqual([200, answer.body]);
    expect((await put(first, match(before.body))).status).toBe(412);
    expect((await put(first, {})).status).toBe(428);

    const bytes = await download(partner.token);
    expect(bytes.headers.get("Content-Type")).toBe("image/png");
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(readLogo("image/png", first).bytes);
    expect((await download((await app.createPartner()).token)).status).toBe(404);

    expect((await put(sampleJpeg({ width: 60, height: 20 }), undefined, "image/jpeg")).status).toBe(
      200,
    );
    const rows = await stored();
    expect(rows.map((row) => row.deleted_at === null)).toEqual([false, true]);
    const { documents } = app.dependencies;
    const kept = await Promise.all(rows.map((row) => documents.head(row.storage_key)));
    expect(kept.map((one) => one?.contentType)).toEqual([undefined, "image/jpeg"]);
    expect(rows.every((row) => row.storage_key.startsWith(`${scope.partner}/`))).toBe(true);
    expect(JSON.parse((await auditOf("partner.logo_set"))?.payload ?? "")).toMatchObject({
      width: 60,
      height: 20,
      sha256: expect.any(String),
    });
  });

  test.each([
    ["what is no picture", Buffer.from("<svg onload=alert(1)>"), 422, "logo_refused"],
    [
      "a picture of too many pixels",
      samplePng({ width: 1_001, height: 1_000 }),
      422,
      "logo_refused",
    ],
    ["too many bytes", Buffer.alloc(600 * 1024), 413, "body_too_large"],
  ])("refuses %s, and stays as it was", async (_, image, status, code) => {
    const before = (await client.get("/v1/partner")).body;
    const answer = await put(image);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    expect((await client.get("/v1/partner")).body).toEqual(before);
  });

  test("stand on e-tickets and reports, with the name for papers on the e-ticket", async () => {
    expect((await put(samplePng({ width: 60, height: 20 }))).status).toBe(200);
    const { body } = await client.get<Versioned>("/v1/partner");
    const change = { brand_name: "Meghna Holidays", brand_color: "#0B5CAD" };
    expect((await client.patch("/v1/partner", change, match(body))).body).toMatchObject(change);
    const booking = await bookReservation(client, locator("OK"));
    expect((await client.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
    const url = await awaitCondition("the e-ticket", async () => {
      const list = `/v1/documents?booking_id=${booking.id}`;
      const { data } = (await client.get<{ data: { content_url: string }[] }>(list)).body;
      return data[0]?.content_url;
    });
    const headers = { Authorization: `Bearer ${partner.token}` };
    const eTicket = Buffer.from(await (await app.request(url, { headers })).arrayBuffer());
    expect(readPages(eTicket)[0]).toContain("Meghna Holidays");
    const report = await exportReport(client, { report: "trial_balance", format: "pdf" });
    const pdf = await downloadDocument(app, partner.token, report.document_url);
    expect(readPages(pdf)[0]).toContain("Nova Tours");
    for (const paper of [eTicket, pdf]) {
      expect(readImages(paper)).toMatchObject([{ page: 1, width: 60, height: 20 }]);
    }
  });

  test.each(["#ffffff", "#FFD400", "blue", "#12345"])("refuse the colour %s", async (color) => {
    const { body } = await client.get<Versioned>("/v1/partner");
    const answer = await client.patch("/v1/partner", { brand_color: color }, match(body));
    expect(answer.status).toBe(400);
  });

  test("are taken away", async () => {
    const { body } = await client.get<Versioned>("/v1/partner");
    const removed = await client.delete<Versioned>(logoPath, match(body));
    expect([removed.status, removed.body]).toMatchObject([200, { logo_url: null }]);
    expect((await download(partner.token)).status).toBe(404);
    expect((await client.delete(logoPath, match(removed.body))).status).toBe(404);
    expect((await stored()).filter((row) => row.deleted_at === null)).toEqual([]);
    expect(await auditOf("partner.logo_removed")).toMatchObject({ target: scope.partner });
  });
});

describe("branches", () => {
  test("are opened, listed, renamed, closed and opened again", async () => {
    const opened = await client.post<Versioned>("/v1/branches", { code: "DAC", name: "Dhaka" });
    expect([opened.status, opened.body]).toMatchObject([201, { code: "DAC", active: true }]);
    const path = `/v1/branches/${opened.body.id}`;
    const closed = await client.patch<Versioned>(
      path,
      { name: "Dhaka Gulshan", active: false },
      match(opened.body),
    );
    expect([closed.status, closed.body]).toMatchObject([
      200,
      { name: "Dhaka Gulshan", active: false, version: 2 },
    ]);
    const open = await client.get<{ data: Versioned[] }>("/v1/branches?active=true");
    expect(open.body.data).toEqual([]);
    const named = await client.get<{ data: Versioned[] }>("/v1/branches?code=DAC");
    expect(named.body.data).toEqual([closed.body]);
    expect((await client.get(path)).body).toEqual(closed.body);
    expect(JSON.parse((await auditOf("branch.changed"))?.payload ?? "")).toEqual({
      branch_code: "DAC",
      changes: { branch_name: ["Dhaka", "Dhaka Gulshan"], is_active: [true, false] },
    });
    const reopened = await client.patch<Versioned>(path, { active: true }, match(closed.body));
    expect(reopened.body).toMatchObject({ active: true, version: 3 });
  });

  test("have a code each", async () => {
    const body = { code: "CGP", name: "Chittagong" };
    expect((await client.post("/v1/branches", body)).status).toBe(201);
    const again = await client.post<{ code: string }>("/v1/branches", body);
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
  });

  test.each([
    ["no code", { name: "x" }],
    ["a code in small letters", { code: "dac", name: "x" }],
    ["an unknown field", { code: "X", name: "x", partner_id: 1 }],
  ])("refuse %s", async (_, body) => {
    expect((await client.post("/v1/branches", body)).status).toBe(400);
  });

  test("page through", async () => {
    for (const code of ["P1", "P2", "P3"]) {
      await client.post("/v1/branches", { code, name: code });
    }
    const first = await client.get<{ data: { code: string }[]; next_cursor: string }>(
      "/v1/branches?limit=2",
    );
    const second = await client.get<{ data: { code: string }[] }>(
      `/v1/branches?limit=2&cursor=${first.body.next_cursor}`,
    );
    const codes = [...first.body.data, ...second.body.data].map(({ code }) => code);
    expect(codes.slice(0, 3)).toEqual(["P3", "P2", "P1"]);
  });
});
