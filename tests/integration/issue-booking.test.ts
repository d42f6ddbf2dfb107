import type { ApiClient } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface Issuance {
  readonly operation_id: string;
  readonly ticket_numbers: readonly string[];
  readonly journal_entry_id: string;
}

interface Entry {
  readonly number: number;
  readonly posting_key: string;
  readonly workflow_id: string;
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: { readonly amount: string };
  }[];
}

describe("POST /v1/bookings/{id}/issue", () => {
  test("issues the ticket and posts its balanced entry, line by line as accounting.md 5.1", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const issued = await client.post<Issuance>(`/v1/bookings/${booking.id}/issue`);
    expect(issued.status).toBe(201);
    expect(issued.body.ticket_numbers).toHaveLength(1);
    const entry = await client.get<Entry>(`/v1/journal-entries/${issued.body.journal_entry_id}`);
    expect(
      entry.body.lines.map(({ account, side, amount }) => [account.code, side, amount.amount]),
    ).toEqual([
      ["1101", "debit", "50800.00"],
      ["1109", "debit", "2800.00"],
      ["2011", "credit", "49650.00"],
      ["2031", "credit", "2800.00"],
      ["4031", "credit", "1000.00"],
      ["2061", "credit", "150.00"],
    ]);
    expect(entry.body.posting_key).toBe(`issue:${booking.id}`);
  });
});
