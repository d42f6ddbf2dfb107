import { createHash } from "node:crypto";

import { attachmentBytesMax } from "../../domain/attachment";
import type { ProblemBody } from "../harness/api-client";
import { bookReservation, locator } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  postManualEntry,
  submitDraft,
} from "../harness/bookkeepers";
import { addBranch } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let ids: Record<"rent" | "visa" | "fees" | "issued", string>;
let bookingId: string;
let ticketNumber: string;
let branchId: string;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  const { maker, customerId, supplierId, scope } = people;
  branchId = (await addBranch(scope, "CGP")).publicId;
  const booking = await bookReservation(maker, locator("OK"));
  const issued = await maker.post<{ journal_entry_id: string; ticket_numbers: string[] }>(
    `/v1/bookings/${booking.id}/issue`,
  );
  [bookingId, ticketNumber] = [booking.id, issued.body.ticket_numbers[0] ?? ""];
  const pair = (debit: object, credit: object, amount: string) => [
    { side: "debit", amount: bdt(amount), ...debit },
    { side: "credit", amount: bdt(amount), ...credit },
  ];
  const charges = { account: "5051" };
  ids = {
    issued: issued.body.journal_entry_id,
    rent: await postManualEntry(people, {
      entry_date: "2026-09-30",
      description: "Office rent, September",
      lines: pair(charges, { account: "2012", supplier_id: supplierId }, "8000.00"),
    }),
    visa: await postManualEntry(people, {
      entry_date: "2026-10-15",
      description: "Visa handling at the embassy",
      lines: pair(
        { account: "1101", customer_id: customerId, branch_id: branchId },
        { account: "4031", service_date: "2026-10-20", product_code: "VISA", tax_code: "VAT15" },
        "1150.00",
      ),
    }),
    fees: await postManualEntry(people, {
      entry_date: "2026-10-31",
      description: "Bank fees, October; office account",
      lines: pair(charges, { account: "1161" }, "75.25"),
    }),
  };
});

afterAll(() => app.close());

interface Found {
  readonly data: readonly { readonly id: string; readonly number: number }[];
  readonly next_cursor: string | null;
}

async function search(query: Record<string, string>): Promise<string[]> {
  const answer = await people.maker.get<Found>(
    `/v1/journal-entries?${new URLSearchParams(query).toString()}`,
  );
  const names = Object.entries(ids);
  return expectStatus(200, answer)
    .data.map(({ id }) => names.find(([, known]) => known === id)?.[0] ?? id)
    .toSorted();
}

describe("GET /v1/journal-entries", () => {
  test.each<[Record<string, string>, string[]]>([
    [{ account: "5051" }, ["fees", "rent"]],
    [{ period: "2026-10" }, ["fees", "visa"]],
    [{ "entry_date[gte]": "2026-09-30", "entry_date[lte]": "2026-10-15" }, ["rent", "visa"]],
    [{ "amount[gte]": "75.25", "amount[lte]": "1150" }, ["fees", "issued", "visa"]],
    [{ "amount[gte]": "8000", "amount[lte]": "8000", account: "2012" }, ["rent"]],
    [{ account: "1101", "amount[lte]": "100.00" }, []],
    [{ product_code: "VISA" }, ["visa"]],
    [{ product_code: "VIS%" }, []],
    [{ tax_code: "VAT15", account: "4031" }, ["visa"]],
    [{ tax_code: "VAT15", account: "1101" }, []],
    [{ "service_date[gte]": "2026-10-20", "service_date[lte]": "2026-10-20" }, ["visa"]],
    [{ "service_date[lte]": "2026-10-19" }, []],
    [{ currency: "USD" }, []],
    [{ currency: "BDT", period: "2026-09" }, ["rent"]],
    [{ source_type: "booking" }, ["issued"]],
    [{ source_type: "manual_entry", period: "2026-09" }, ["rent"]],
    [{ q: "office" }, ["fees", "rent"]],
    [{ q: "the OFFICE rent" }, ["rent"]],
    [{ q: "embas" }, ["visa"]],
    [{ q: "+office -rent" }, ["rent"]],
    [{ q: "of the" }, []],
    [{ q: "nothing like it" }, []],
  ])("finds by %j", async (query, found) => {
    expect(await search(query)).toEqual(found);
  });

  test("finds by each party, booking, ticket, key and number", async () => {
    const { customerId, supplierId, maker } = people;
    expect(await search({ customer_id: customerId })).toEqual(["visa"]);
    expect(await search({ supplier_id: supplierId })).toEqual(["rent"]);
    expect(await search({ branch_id: branchId })).toEqual(["visa"]);
    const visa = await maker.get<{ lines: { branch_id: string | null }[] }>(
      `/v1/journal-entries/${ids.visa}`,
    );
    expect(visa.body.lines.map((line) => line.branch_id)).toEqual([branchId, null]);
    expect(await search({ booking_id: bookingId })).toEqual(["issued"]);
    expect(await search({ ticket_number: ticketNumber })).toEqual(["issued"]);
    expect(await search({ posting_key: `issue:${bookingId}` })).toEqual(["issued"]);
    expect(await search({ source_id: bookingId })).toEqual(["issued"]);
    const { body } = await maker.get<{ number: number }>(`/v1/journal-entries/${ids.visa}`);
    expect(await search({ number: String(body.number) })).toEqual(["visa"]);
  });

  test("goes through what it finds page by page, each entry once", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: URLSearchParams = new URLSearchParams({ q: "office", limit: "1" });
      if (cursor !== null) query.set("cursor", cursor);
      const answer = await people.maker.get<Found>(`/v1/journal-entries?${query.toString()}`);
      const page: Found = expectStatus(200, answer);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([ids.fees, ids.rent]);
  });

  test("finds nothing of another partner's", async () => {
    const { maker } = await openBookkeepers(app);
    const { body } = await maker.get<Found>("/v1/journal-entries?q=office");
    expect(body.data).toEqual([]);
  });

  test.each(["colour=green", "amount[gte]=ten", "period=October", "number=0"])(
    "refuses %s",
    async (query) => {
      const answer = await people.maker.get(`/v1/journal-entries?${query}`);
      expect(answer.status).toBe(400);
    },
  );
});

describe("attachments", () => {
  const bytes = Buffer.from("%PDF-1.7 the bill");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const bill = {
    file_name: "bill.pdf",
    content_type: "application/pdf",
    content: bytes.toString("base64"),
  };

  interface DocumentBody {
    readonly id: string;
    readonly content_url: string;
  }

  test("of a draft are its entry's too, byte for byte; sent again, they are the same", async () => {
    const draft = await createDraft(people);
    const path = `/v1/journal-entries/drafts/${draft.id}/attachments`;
    const key = { "Idempotency-Key": "bill-1" };
    const first = await people.maker.post<DocumentBody>(path, { ...bill, sha256 }, key);
    expect(expectStatus(201, first)).toMatchObject({
      type: "attachment",
      sha256,
      byte_size: bytes.length,
      file_name: "bill.pdf",
    });
    const again = await people.maker.post<DocumentBody>(path, { ...bill, sha256 }, key);
    expect(again.body).toEqual(first.body);
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const late = await people.maker.post<DocumentBody>(
      `/v1/journal-entries/${outcome.id}/attachments`,
      { ...bill, file_name: "চালান (2).pdf" },
    );
    const list = await people.checker.get<{ data: DocumentBody[] }>(
      `/v1/journal-entries/${outcome.id}/attachments`,
    );
    expect(list.body.data.map(({ id }) => id)).toEqual([first.body.id, late.body.id]);
    const token = await app.createToken(people.scope, ["document.read.partner"]);
    for (const { content_url: url } of list.body.data) {
      const content = await app.request(url, { headers: { Authorization: `Bearer ${token}` } });
      expect(Buffer.from(await content.arrayBuffer())).toEqual(bytes);
    }
  });

  test.each([
    ["bytes of another kind", { ...bill, content_type: "image/png" }],
    ["another digest", { ...bill, sha256: "0".repeat(64) }],
  ])("with %s are refused", async (_name, body) => {
    const path = `/v1/journal-entries/${ids.rent}/attachments`;
    const answer = await people.maker.post<ProblemBody>(path, body);
    expect([answer.status, answer.body.code]).toEqual([422, "attachment_refused"]);
    const list = await people.maker.get<{ data: unknown[] }>(path);
    expect(list.body.data).toEqual([]);
  });

  test("are as large as they may be, and not a byte larger", async () => {
    const path = `/v1/journal-entries/${ids.fees}/attachments`;
    const largest = Buffer.alloc(attachmentBytesMax, "x");
    const csv = { ...bill, content_type: "text/csv", file_name: "large.csv" };
    const fits = await people.maker.post(path, { ...csv, content: largest.toString("base64") });
    expect(fits.status).toBe(201);
    const larger = Buffer.alloc(attachmentBytesMax + 1, "x");
    const over = await people.maker.post<ProblemBody>(path, {
      ...csv,
      content: larger.toString("base64"),
    });
    expect([over.status, over.body.code]).toEqual([422, "attachment_refused"]);
  });

  test("of another partner's entry are not found, nor taken", async () => {
    const { maker } = await openBookkeepers(app);
    const path = `/v1/journal-entries/${ids.rent}/attachments`;
    expect([(await maker.get(path)).status, (await maker.post(path, bill)).status]).toEqual([
      404, 404,
    ]);
  });
});
