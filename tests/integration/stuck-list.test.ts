import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { OperationBody } from "../harness/books";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

interface StuckOperation extends OperationBody {
  readonly supplier: string | null;
  readonly workflow_id: string;
}

interface Page {
  readonly data: readonly StuckOperation[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let unmatched: StuckOperation;
let incomplete: StuckOperation;

beforeAll(async () => {
  app = await startTestApp({ settleMs: 300, supplierTimeoutMs: 1_000 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  unmatched = await issueUnmatched();
  incomplete = await voidIncompletely();
});

afterAll(() => app.close());

/** One ticket of a family's four, then a no. */
async function issueUnmatched(): Promise<StuckOperation> {
  const booking = await bookReservation(client, locator("PRT"));
  const { body } = await client.post<StuckOperation>(`/v1/bookings/${booking.id}/issue`);
  return body;
}

/** Of a family's tickets one is not voided. */
async function voidIncompletely(): Promise<StuckOperation> {
  const recordLocator = locator("FAM");
  const booking = await bookReservation(client, recordLocator);
  await client.post(`/v1/bookings/${booking.id}/issue`);
  await keepVoidWindowsOpen(partner.scope);
  await app
    .supplierSandbox("amadeus")
    .fault("voidDocuments", "business refusal", { recordLocator });
  return voidAll(booking);
}

async function voidAll(booking: BookingBody): Promise<StuckOperation> {
  const { body } = await client.post<StuckOperation>(`/v1/bookings/${booking.id}/void`, {
    reason: "the customer changed their mind",
  });
  return body;
}

async function listStuck(query = ""): Promise<Page> {
  const { body } = await client.get<Page>(`/v1/operations?needs_attention=true${query}`);
  return body;
}

async function idsOf(query: string): Promise<string[]> {
  return (await listStuck(query)).data.map(({ id }) => id);
}

describe("GET /v1/operations?needs_attention=true", () => {
  test("says of each why, since when, of which supplier, and what can be done", async () => {
    const { data } = await listStuck();
    expect(data.map(({ id }) => id)).toEqual([incomplete.id, unmatched.id]);
    expect(data).toMatchObject([
      {
        kind: "ticket.void",
        supplier: "amadeus",
        resource: { type: "booking" },
        attention: { reason: "void_incomplete", actions: ["retry", "adopt", "abandon"] },
      },
      {
        kind: "booking.issue",
        supplier: "amadeus",
        attention: { reason: "documents_unmatched", actions: ["retry", "adopt", "abandon"] },
      },
    ]);
  });

  test("is filtered by reason, kind and supplier, and paged", async () => {
    expect(await idsOf("&reason=documents_unmatched")).toEqual([unmatched.id]);
    expect(await idsOf("&kind=ticket.void")).toEqual([incomplete.id]);
    expect(await idsOf("&supplier=amadeus")).toHaveLength(2);
    expect(await idsOf("&supplier=sabre")).toEqual([]);
    const first = await listStuck("&limit=1");
    expect(first).toMatchObject({ has_more: true, data: [{ id: incomplete.id }] });
    expect(await idsOf(`&limit=1&cursor=${first.next_cursor}`)).toEqual([unmatched.id]);
  });

  test("is another partner's own", async () => {
    const other = apiClient(app, (await app.createPartner()).token);
    const { body } = await other.get<Page>("/v1/operations?needs_attention=true");
    expect(body.data).toEqual([]);
  });

  test("is what the Temporal UI shows under NeedsAttention, with the same reasons", async () => {
    const { data } = await listStuck();
    const stuck = data.map(({ workflow_id: id, attention }) =>
      [id, attention?.reason, "1A", "needs_attention"].join(" "),
    );
    const query = `NeedsAttention = true AND PartnerId = '${partner.scope.partner}'`;
    const inTemporal = await awaitCondition("the same list in Temporal", async () => {
      const shown: string[] = [];
      for await (const execution of app.temporal.client.workflow.list({ query })) {
        const { typedSearchAttributes: facts } = execution;
        shown.push(
          [
            execution.workflowId,
            facts.get(searchAttributes.attentionReason),
            facts.get(searchAttributes.supplier),
            facts.get(searchAttributes.stage),
          ].join(" "),
        );
      }
      return shown.length === stuck.length ? shown : undefined;
    });
    expect(new Set(inTemporal)).toEqual(new Set(stuck));
  });
});

describe("GET /v1/attention-counts", () => {
  test("counts them by reason and kind, with the oldest", async () => {
    const { body } = await client.get("/v1/attention-counts");
    expect(body).toEqual({
      object: "attention_counts",
      total: 2,
      counts: [
        {
          reason: "documents_unmatched",
          kind: "booking.issue",
          count: 1,
          oldest_since: unmatched.attention?.since,
        },
        {
          reason: "void_incomplete",
          kind: "ticket.void",
          count: 1,
          oldest_since: incomplete.attention?.since,
        },
      ],
    });
  });
});

/** Last: it empties the list. */
describe("a decision", () => {
  test("takes the operation off both lists", async () => {
    const note = "the GDS was asked; the rest is void by now";
    await client.post(`/v1/operations/${incomplete.id}/resolve`, { action: "retry", note });
    const left = await awaitCondition("one operation less", async () => {
      const ids = await idsOf("");
      return ids.length === 1 ? ids : undefined;
    });
    expect(left).toEqual([unmatched.id]);
    const query = `AttentionReason = 'void_incomplete' AND PartnerId = '${partner.scope.partner}'`;
    await awaitCondition("the decision in Temporal", async () => {
      const { count } = await app.temporal.client.workflow.count(query);
      return count === 0 ? true : undefined;
    });
  });
});
