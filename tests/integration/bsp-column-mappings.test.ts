import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import type { BspFileBody } from "../harness/bsp-files";
import {
  agencies,
  altered,
  hotLines,
  numberOf,
  saleOf,
  sellForBsp,
  toBytes,
} from "../harness/bsp-files";
import { today } from "../harness/database";
import { agtLines, agtMapping } from "../harness/mapped-files";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  await people.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly" })
    .execute();
});

afterAll(() => app.close());

const path = "/v1/bsp-column-mappings";

interface MappingBody {
  readonly id: string;
  readonly name: string;
  readonly delimiter: string;
  readonly version: number;
  readonly deleted_at: string | null;
}

async function keepMapping(change: object = {}): Promise<MappingBody> {
  const { status, body } = await people.maker.post<MappingBody>(path, { ...agtMapping, ...change });
  expect([status, JSON.stringify(body)]).toEqual([201, expect.any(String)]);
  return body;
}

describe("/v1/bsp-column-mappings", () => {
  test("keeps a mapping, changes it by its version, and takes it away; all of it audited", async () => {
    const mapping = await keepMapping();
    expect(mapping).toMatchObject({
      ...agtMapping,
      delimiter: ",",
      encoding: "utf-8",
      final: false,
    });
    const one = `${path}/${mapping.id}`;
    const unseen = await people.maker.patch<ProblemBody>(one, { delimiter: ";" });
    expect(unseen.status).toBe(428);
    const headers = { "If-Match": '"v1"' };
    const changed = await people.maker.patch<MappingBody>(one, { delimiter: ";" }, headers);
    expect(changed.body).toMatchObject({ delimiter: ";", version: 2, columns: agtMapping.columns });
    const late = await people.maker.patch<ProblemBody>(one, { delimiter: "|" }, headers);
    expect(late.status).toBe(412);
    const seen = await people.maker.get(one, { "If-None-Match": '"v2"' });
    expect(seen.status).toBe(304);
    const deleted = await people.maker.delete<MappingBody>(one, { "If-Match": '"v2"' });
    expect(deleted.body.deleted_at).toEqual(expect.any(String));
    const read = await people.maker.get<MappingBody>(one);
    expect(read.body).toEqual(deleted.body);
    const events = await auditOf(app, mapping.id);
    expect(events.map(({ type }) => type)).toEqual([
      "bsp_column_mapping.created",
      "bsp_column_mapping.changed",
      "bsp_column_mapping.deleted",
    ]);
  });

  test("has one of each name for each source, listed by pages, narrowed by source and name", async () => {
    const first = await keepMapping({ name: "Weekly" });
    const taken = await people.maker.post<ProblemBody>(path, { ...agtMapping, name: "Weekly" });
    expect([taken.status, taken.body.code]).toEqual([409, "duplicate_code"]);
    const other = await keepMapping({ name: "Weekly", source: "arc", market: "US" });
    const second = await keepMapping({ name: "Monthly" });
    const list = async (query: string) => {
      const { body } = await people.maker.get<MappingPage>(`${path}?${query}`);
      return body;
    };
    expect((await list("source=arc")).data.map(({ id }) => id)).toEqual([other.id]);
    expect((await list("name=Weekly")).data.map(({ id }) => id)).toEqual([other.id, first.id]);
    const page = await list("source=agtdata&limit=1");
    expect(page.data.map(({ id }) => id)).toEqual([second.id]);
    const rest = await list(`source=agtdata&limit=1&cursor=${String(page.next_cursor)}`);
    expect(rest.data.map(({ id }) => id)).toEqual([first.id]);
    const renamed = { name: "Monthly" };
    const one = `${path}/${first.id}`;
    const clash = await people.maker.patch<ProblemBody>(one, renamed, { "If-Match": '"v1"' });
    expect(clash.body.code).toBe("duplicate_code");
    await people.maker.delete(`${path}/${second.id}`, { "If-Match": '"v1"' });
    const free = await people.maker.patch(one, renamed, { "If-Match": '"v1"' });
    expect(free.status).toBe(200);
  });

  test.each([
    ["without what every transaction has", { constants: {} }, 422, "bsp_mapping_refused"],
    [
      "with a field that is both",
      { constants: { agent: "1", code: "TKTT" } },
      422,
      "bsp_mapping_refused",
    ],
    [
      "with a field that is none",
      { columns: { ...agtMapping.columns, colour: "X" } },
      400,
      "request_invalid",
    ],
    ["with a code that is none", { codes: { TKT: "ticket" } }, 400, "request_invalid"],
    [
      "with a card number in it",
      { constants: { agent: "4111111111111111" } },
      400,
      "card_number_refused",
    ],
  ])("refuses a mapping %s", async (_, change, status, code) => {
    const refused = await people.maker.post<ProblemBody>(path, {
      ...agtMapping,
      ...change,
      name: "Bad",
    });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });

  test("is of its partner and of whoever may", async () => {
    const { id } = await keepMapping({ name: "Ours" });
    const others = apiClient(app, (await app.createPartner()).token);
    expect((await others.get(`${path}/${id}`)).status).toBe(404);
  });
});

interface MappingPage {
  readonly data: readonly MappingBody[];
  readonly next_cursor: string | null;
}

const ends = { billing_ends_on: today() };
const base64 = (lines: readonly string[], encoding: BufferEncoding = "utf8") =>
  Buffer.from(lines.map((line) => `${line}\r\n`).join(""), encoding).toString("base64");

interface PreviewBody {
  readonly header: readonly string[];
  readonly rows_read: number;
  readonly whole: boolean;
  readonly rows: readonly { readonly line: number }[];
  readonly faults: readonly {
    readonly code: string;
    readonly line: number | null;
    readonly column: string | null;
    readonly text: string;
  }[];
}

async function preview(lines: readonly string[], body: object = {}): Promise<PreviewBody> {
  const answer = await people.maker.post<PreviewBody>("/v1/bsp-column-previews", {
    content: base64(lines),
    mapping: reading,
    ...ends,
    ...body,
  });
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([200, expect.any(String)]);
  return answer.body;
}

const { name: _name, source: _source, ...reading } = agtMapping;
const [header = "", row = ""] = agtLines([saleOf({ number: "9971234567890" })]);

describe("POST /v1/bsp-column-previews", () => {
  test("shows the rows as they would be read, by a mapping that is kept or not, and keeps nothing", async () => {
    const { id } = await keepMapping({ name: "Previewed" });
    const kept = await preview([header, row], { mapping: undefined, column_mapping_id: id });
    expect(kept).toEqual(await preview([header, row]));
    expect(kept).toMatchObject({
      header: header.split(","),
      rows_read: 1,
      whole: true,
      faults: [],
      rows: [
        {
          line: 2,
          code: "TKTT",
          agent: agencies.own,
          document_number: "9971234567890",
          issued_on: today(),
          billing_ends_on: today(),
          currency: "BDT",
          fare: "40000.00",
          taxes: "8500.00",
          gross: "48500.00",
          commission: "-2800.00",
          form_of_payment: "CA",
          remittance: "45700.00",
          passenger_name: "RAHMAN/AYESHA MS",
        },
      ],
    });
    const files = await people.maker.get<{ data: unknown[] }>("/v1/bsp-files");
    expect(files.body.data).toEqual([]);
  });

  test("tells every fault of every row by its line and column, and masks card numbers", async () => {
    const cells = row.split(",");
    const bad = cells
      .with(2, "4111 1111 1111 1111")
      .with(3, "31/02/2026")
      .with(4, "4O000.00")
      .join(",");
    const foreign = cells.with(9, "QQQ").with(10, '"SMITH 4111111111111111"').join(",");
    const lines = [header, bad, row, header, foreign, cells.with(6, "1.00").join(","), "a,b"];
    const { rows, faults, rows_read: rowsRead } = await preview(lines);
    expect(rows.map(({ line }) => line)).toEqual([3]);
    expect(rowsRead).toBe(6);
    expect(faults.map(({ code, line, column }) => [code, line, column])).toEqual([
      ["bsp_file_malformed", 2, "Issue Date"],
      ["bsp_file_malformed", 2, "Document No"],
      ["bsp_file_malformed", 2, "Fare"],
      ["bsp_file_malformed", 4, null],
      ["bsp_file_malformed", 5, "Currency"],
      ["bsp_file_inconsistent", 6, "Gross"],
      ["bsp_file_malformed", 7, null],
    ]);
    expect(faults[1]?.text).toContain("***1111");
    expect(JSON.stringify(faults)).not.toContain("4111");
  });

  test("tells of every column that the header lacks or has twice, of agencies and of bytes", async () => {
    const twice = await preview([header.replace("Fare", "Gross").replace("Type", "Kind"), row]);
    expect(twice.faults.map(({ line, column }) => [line, column])).toEqual([
      [1, "Type"],
      [1, "Fare"],
      [1, "Gross"],
    ]);
    const strange = { ...reading, constants: { agent: "42300099" } };
    const agency = await preview([header, row], { mapping: strange });
    expect(agency.faults).toMatchObject([{ code: "bsp_agency_unknown", line: 2 }]);
    const accented = [header, row.replace("RAHMAN", "MÜLLER")];
    const content = base64(accented, "latin1");
    const latin = await preview([], { content });
    expect(latin.faults).toMatchObject([{ line: 2, column: "Passenger" }]);
    const windows = { ...reading, encoding: "windows-1252" };
    const read = await preview([], { content, mapping: windows });
    expect([read.faults, read.rows]).toMatchObject([[], [{ passenger_name: "MÜLLER/AYESHA MS" }]]);
    const none = await preview([header]);
    expect(none.faults).toMatchObject([{ code: "bsp_file_malformed" }]);
    const open = await preview([header, row.replace('"RAHMAN', '""RAHMAN')]);
    expect(open.faults).toMatchObject([{ line: 2 }]);
  });

  test("reads UTF-16 by its byte order mark, and no workbook", async () => {
    const lines = [header, row.replace("RAHMAN", "MÜLLER")].map((line) => `${line}\r\n`).join("");
    const little = Buffer.from(`\ufeff${lines}`, "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big]) {
      const read = await preview([], { content: bytes.toString("base64") });
      expect([read.faults, read.rows]).toMatchObject([
        [],
        [{ line: 2, passenger_name: "MÜLLER/AYESHA MS" }],
      ]);
    }
    const half = await preview([], { content: little.subarray(0, -1).toString("base64") });
    expect(half.faults).toMatchObject([{ code: "bsp_file_malformed" }]);
    const workbook = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(100)]);
    const refused = await preview([], { content: workbook.toString("base64") });
    expect(refused.faults).toMatchObject([{ code: "bsp_file_malformed", line: 1 }]);
    expect(refused.faults[0]?.text).toContain("save its sheet as CSV");
  });

  test("reads amounts in minor units, other delimiters, and a header further down", async () => {
    const lines = ["Download of 2026", "", header, row.replaceAll(/(\d+)\.(\d\d)/g, "$1$2")];
    const mapping = {
      ...reading,
      amount_format: "minor_units",
      delimiter: "\t",
      header_row: 3,
    };
    const read = await preview(
      lines.map((line) => line.replaceAll(",", "\t")),
      { mapping },
    );
    expect([read.faults, read.rows]).toMatchObject([[], [{ line: 4, gross: "48500.00" }]]);
  });
});

describe("POST /v1/bsp-files with a mapping", () => {
  const upload = <Body = BspFileBody>(
    mappingId: string,
    lines: readonly string[],
    body: object = {},
  ) =>
    people.maker.post<Body>(
      "/v1/bsp-files",
      {
        file_name: "AGTDATA.csv",
        content: base64(lines),
        column_mapping_id: mappingId,
        ...ends,
        ...body,
      },
      { Prefer: "wait=30" },
    );

  test("imports, matches taxes by their sum, lists what differs, and is replaced by the one that names it", async () => {
    const { id } = await keepMapping({ name: "Imported" });
    const sales = await sellForBsp(app.database, people.scope, 3);
    const [equal, dearer, missing] = sales;
    if (!equal || !dearer || !missing) throw new Error("few");
    const taxed = { taxes: [{ code: "BD", amount: 50_100n }, ...dearer.taxes.slice(1)] };
    const wrong = [equal, altered(dearer, taxed)];
    const first = await upload(id, agtLines(wrong), { final: true });
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        state: "imported",
        column_mapping_id: id,
        market: "BD",
        sequence: null,
        settlement_plan: null,
        final: true,
        billing_period: { to: today() },
        transactions: 2,
        matches: { matched: 1, different: 1 },
      },
    ]);
    const exceptions = await people.maker.get<{ data: object[] }>(
      `/v1/bsp-exceptions?file_id=${first.body.id}`,
    );
    expect(exceptions.body.data).toHaveLength(2);
    expect(exceptions.body.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "missing_in_bsp", document_number: numberOf(missing) }),
        expect.objectContaining({
          kind: "tax",
          document_number: numberOf(dearer),
          difference: { amount: "1.00", currency: "BDT" },
        }),
      ]),
    );
    const again = await upload<ProblemBody>(id, agtLines(wrong));
    expect(again.body.code).toBe("bsp_file_known");
    const second = await upload(id, agtLines(sales), { replaces: first.body.id });
    expect(second.body).toMatchObject({
      matches: { matched: 3 },
      supersedes: first.body.id,
      final: false,
    });
    const twice = await upload<ProblemBody>(id, agtLines([equal]), { replaces: first.body.id });
    expect([twice.status, twice.body.code]).toEqual([422, "bsp_mapping_refused"]);
    const billing = `market=BD&currency=BDT&remittance_ends_on=${today()}`;
    const statement = await people.maker.get(`/v1/bsp-billing?${billing}`);
    expect(statement.body).toMatchObject({ documents: 3, difference: { amount: "0.00" } });
  });

  test("matches taxes with columns of their own tax by tax", async () => {
    const { taxes: _taxes, ...columns } = agtMapping.columns;
    const taxColumns = { BD: "Tax BD", YQ: "Tax YQ" };
    const { id } = await keepMapping({ name: "By tax", columns, tax_columns: taxColumns });
    const kept = await people.maker.get(`/v1/bsp-column-mappings/${id}`);
    expect(kept.body).toMatchObject({ tax_columns: taxColumns });
    const sales = await sellForBsp(app.database, people.scope, 2);
    const [equal, moved] = sales.slice(-2);
    if (!equal || !moved) throw new Error("few");
    const lines = agtLines([equal, moved]).map((line, index) => {
      const own = ["Tax BD,Tax YQ", "500.00,8000.00", "400.00,8100.00"][index] ?? "";
      return line.replace("Tax Total", own).replace(",8500.00,", `,${own},`);
    });
    const { status, body } = await upload(id, lines);
    expect([status, body.matches]).toEqual([201, { matched: 1, different: 1 }]);
    const exceptions = await people.maker.get<{ data: object[] }>(
      `/v1/bsp-exceptions?file_id=${body.id}`,
    );
    expect(exceptions.body.data).toMatchObject([
      {
        kind: "tax",
        document_number: numberOf(moved),
        stated: "BD 400.00, YQ 8100.00",
        expected: "BD 500.00, YQ 8000.00",
      },
    ]);
  });

  test("reads a file by the mapping as it was when the file was taken up", async () => {
    const { id } = await keepMapping({ name: "Changed" });
    const file = await upload(id, agtLines([saleOf({ number: "9971111111111" })]));
    expect(file.status).toBe(201);
    const headers = { "If-Match": '"v1"' };
    await people.maker.patch(`${path}/${id}`, { delimiter: ";" }, headers);
    const taken = await people.scope.db
      .selectFrom("bsp_import_files")
      .select("column_mapping")
      .where("public_id", "=", file.body.id)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(taken.column_mapping ?? "")).toMatchObject({ delimiter: "," });
    await people.maker.delete(`${path}/${id}`, { "If-Match": '"v2"' });
    const gone = await upload<ProblemBody>(id, agtLines([saleOf({ number: "9971111111112" })]));
    expect(gone.status).toBe(404);
  });

  const cells = row.split(",");
  test.each<[what: string, lines: readonly string[], expected: object]>([
    [
      "a column that is missing",
      [header.replace("Gross", "Total"), row],
      { line: 1, column: "Gross" },
    ],
    ["a doubled header", [header, row, header], { line: 3 }],
    [
      "letters in an amount",
      [header, cells.with(4, "4OOOO").join(",")],
      { line: 2, column: "Fare" },
    ],
    [
      "an unknown currency",
      [header, cells.with(9, "QQQ").join(",")],
      { line: 2, column: "Currency" },
    ],
    [
      "a gross that is off",
      [header, row, cells.with(6, "1.00").join(",")],
      {
        code: "bsp_file_inconsistent",
        line: 3,
        column: "Gross",
        stated: "1.00",
        found: "48500.00",
      },
    ],
    [
      "a card number where a document stands",
      [header, cells.with(2, "4111111111111111").join(",")],
      { line: 2, column: "Document No" },
    ],
  ])("quarantines %s, with its line and column", async (what, lines, expected) => {
    const { id } = await keepMapping({ name: what });
    const { status, body } = await upload<ProblemBody>(id, lines);
    expect([status, body]).toMatchObject([422, { code: "bsp_file_malformed", ...expected }]);
    const { body: list } = await people.maker.get<{ data: BspFileBody[] }>(
      "/v1/bsp-files?state=quarantined&limit=1",
    );
    expect(list.data).toMatchObject([
      { state: "quarantined", column_mapping_id: id, failure: { code: body.code } },
    ]);
    expect(JSON.stringify([body, list])).not.toContain("411111");
  });

  test("keeps of a card number in a name no more than its last four digits", async () => {
    const { id } = await keepMapping({ name: "Cards" });
    const name = '"RAHMAN 4111 1111 1111 1111"';
    const paid = cells.with(2, "9973333333333").with(8, "CCVI4111111111111111").with(10, name);
    const { body } = await upload(id, [header, paid.join(",")]);
    const staged = await people.scope.db
      .selectFrom("bsp_staged_transactions")
      .select(["passenger_name", "payments", "remittance_amount"])
      .where("document_number", "=", "9973333333333")
      .execute();
    expect([body.state, staged]).toEqual([
      "imported",
      [
        {
          passenger_name: "RAHMAN ***1111",
          payments: "CC=48500.00",
          remittance_amount: "-2800.000",
        },
      ],
    ]);
  });

  test("asks when billing ends where neither a column nor the request says it, and asks nothing of HOT", async () => {
    const { id } = await keepMapping({ name: "Unsaid" });
    const unsaid = await upload<ProblemBody>(id, [header, row], { billing_ends_on: undefined });
    expect(unsaid.body).toMatchObject({ code: "bsp_file_malformed", column: "billing_ends_on" });
    const hot = await people.maker.post<ProblemBody>("/v1/bsp-files", {
      file_name: "BDhtBSP.hot",
      content: toBytes(hotLines([saleOf({ number: "9974444444444" })])).toString("base64"),
      final: true,
    });
    expect([hot.status, hot.body.code]).toEqual([422, "bsp_mapping_refused"]);
  });
});
