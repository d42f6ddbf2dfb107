import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import { parseReference } from "../../suppliers/ndc/offer-reference";
import { ndcSandboxCredentials } from "../../suppliers/ndc/sandbox/default-account";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { nowAsDateTime, testContext } from "../harness/database";
import { replayAndKeep } from "../harness/keep-history";
import { openPerson } from "../harness/open-person";
import type { SupplierSandbox } from "../harness/supplier-sandbox";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let sandbox: SupplierSandbox;
let customerId: string;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["lcc", "ndc"], settleMs: 200 });
  partner = await app.createPartner();
  await forgetReferences();
  client = apiClient(app, partner.token);
  sandbox = app.supplierSandbox("lcc");
  customerId = await createTestCustomer(client);
});

afterEach(() => sandbox.clearFaults());
afterAll(() => app.close());

/** An airline that cannot be asked for an order by our own reference. */
async function forgetReferences(): Promise<void> {
  const { findsOrdersBy: _none, ...airline } = ndcSandboxCredentials(
    app.supplierSandbox("ndc").url,
  );
  await setGdsCredentials(
    partner.scope,
    { gdsProviderCode: "NDC", label: "no references", secret: JSON.stringify(airline) },
    { secrets: app.dependencies.secrets, context: testContext, at: nowAsDateTime() },
  );
}

interface Operation {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
  readonly resource: { readonly id: string };
  readonly attention: {
    readonly reason: string;
    readonly text: string;
    readonly actions: readonly string[];
  } | null;
  readonly error: { readonly code: string } | null;
}

const readOperation = async (id: string): Promise<Operation> =>
  (await client.get<Operation>(`/v1/operations/${id}`)).body;

const untilStatus = (id: string, status: string): Promise<Operation> =>
  awaitCondition(`${id} ${status}`, async () => {
    const operation = await readOperation(id);
    return operation.status === status ? operation : undefined;
  });

type Fault = (operation: string, skip: number, behaviour: object) => Promise<unknown>;

/** An offer whose order was made, as nobody heard, and that the supplier will not look for. */
async function holdUnheard(): Promise<{ operation: Operation; orders: () => Promise<string[]> }> {
  return holdAt("lcc", async (fault) => {
    await fault("orders", 0, { kind: "resetAfterWork" });
    await fault("list_orders", 1, { kind: "refuse", code: "REQUEST_REJECTED", text: "not now" });
  });
}

async function holdAt(supplier: "lcc" | "ndc", harm: (fault: Fault) => Promise<void>) {
  const { control } = app.supplierSandbox(supplier);
  const offers = await client.get<{ data: { id: string }[] }>(
    `/v1/offers?supplier=${supplier}&legs=DAC-DXB-2027-02-03&adults=1`,
  );
  await harm((operation, skip, behaviour) =>
    control("POST", "/faults", { operation, skip, times: 1, behaviour }),
  );
  const { status, body } = await client.post<Operation>("/v1/bookings", {
    offer_id: offers.body.data[0]?.id,
    customer_id: customerId,
    passengers: [{ type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
    contact: { email: "ayesha@example.com" },
  });
  expect(status).toBe(202);
  const operation = await untilStatus(body.id, "needs_attention");
  const row = await partner.scope.db
    .selectFrom("operations")
    .select("request_payload")
    .where("public_id", "=", operation.id)
    .executeTakeFirstOrThrow();
  const request: { offerReference: string } = JSON.parse(String(row.request_payload));
  const { offerReference } = request;
  const offer = supplier === "ndc" ? parseReference(offerReference)?.offerId : offerReference;
  const orders = async () => {
    const made = await control<{ orders: { id: string }[] }>("GET", `/offers/${offer}/orders`);
    return made.orders.map(({ id }) => id);
  };
  return { operation, orders };
}

const resolve = ({ id }: Operation, decision: object) =>
  client.post<ProblemBody>(`/v1/operations/${id}/resolve`, {
    note: "looked at their pages",
    ...decision,
  });

const requestsOf = ({ resource }: Operation) =>
  partner.scope.db
    .selectFrom("supplier_request_log")
    .select(["state", "outcome_text"])
    .where("idempotency_key", "=", `hold:${resource.id}`)
    .orderBy("turn")
    .execute();

describe("a hold whose answer was lost, and whose order the supplier will not look for", () => {
  test("asks a person; to try again finds the order", async () => {
    const { operation, orders } = await holdUnheard();
    expect(operation.attention).toMatchObject({
      reason: "hold_unknown",
      text: expect.stringContaining("REQUEST_REJECTED not now"),
      actions: ["retry", "adopt", "abandon"],
    });
    expect((await requestsOf(operation)).map(({ state }) => state)).toEqual(["unknown", "refused"]);
    await resolve(operation, { action: "retry" });
    await untilStatus(operation.id, "succeeded");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${operation.resource.id}`);
    expect([body.state, [body.record_locator]]).toEqual(["HELD", await orders()]);
    await replayAndKeep(app, "hold-booking.found-again", operation.workflow_id);
  });

  test("takes the order that a person has found, of these travellers at this price alone", async () => {
    const { operation, orders } = await holdUnheard();
    const [made = ""] = await orders();
    const nameless = await resolve(operation, { action: "adopt" });
    expect([nameless.status, nameless.body]).toMatchObject([
      409,
      {
        code: "operation_not_resolvable",
        detail: "To adopt an order, say its record_locator.",
      },
    ]);
    const other = await sandbox.createOrder();
    await resolve(operation, { action: "adopt", record_locator: other });
    const asked = await untilStatus(operation.id, "needs_attention");
    expect(asked.attention).toMatchObject({
      reason: "hold_unknown",
      text: expect.stringContaining("PNR_CHANGED"),
    });
    await resolve(operation, { action: "adopt", record_locator: made });
    await untilStatus(operation.id, "succeeded");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${operation.resource.id}`);
    expect([body.state, body.record_locator, await orders()]).toEqual(["HELD", made, [made]]);
    expect((await requestsOf(operation)).map(({ state }) => state)).toEqual([
      "succeeded",
      "refused",
    ]);
    expect(await auditOf(app, operation.resource.id)).toContainEqual(
      expect.objectContaining({
        type: "booking.hold_resolved",
        payload: expect.objectContaining({ action: "adopt", record_locator: made }),
      }),
    );
    await replayAndKeep(app, "hold-booking.adopted", operation.workflow_id);
  });

  test("takes it once another person has approved, where the policy wants that", async () => {
    const act = "ticket_number.adopt";
    await settlePolicy(partner.scope, act, { levels: [["0", 1]] });
    const { operation, orders } = await holdUnheard();
    const [made = ""] = await orders();
    const answer = await resolve(operation, { action: "adopt", record_locator: made });
    const location = answer.headers.get("Location") ?? "";
    expect([answer.status, location]).toEqual([202, expect.stringMatching(/approvals.apr_/)]);
    expect((await readOperation(operation.id)).status).toBe("needs_attention");
    const { client: other } = await openPerson(app, partner.scope, { role: "partner_admin" });
    const approval = { id: location.split("/").at(-1) ?? "" };
    expect((await tryToApprove(other, approval)).body.status).toBe("approved");
    await untilStatus(operation.id, "succeeded");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${operation.resource.id}`);
    expect([body.state, body.record_locator, await orders()]).toEqual(["HELD", made, [made]]);
    await settlePolicy(partner.scope, act, { levels: [] });
  });

  test("ends where a person says that there is none, and leaves nothing open", async () => {
    const { operation } = await holdUnheard();
    await resolve(operation, { action: "abandon" });
    const { error } = await untilStatus(operation.id, "failed");
    expect(error?.code).toBe("operation_abandoned");
    expect(await requestsOf(operation)).toEqual([
      { state: "not_done", outcome_text: "a person says that the supplier holds no such order" },
      expect.objectContaining({ state: "refused" }),
    ]);
    await replayAndKeep(app, "hold-booking.abandoned", operation.workflow_id);
  });
});

describe("a hold whose answer was lost at an airline that keeps no reference of ours", () => {
  test("is not asked for again: a person finds the order, or says that there is none", async () => {
    const { operation, orders } = await holdAt("ndc", async (fault) => {
      await fault("OrderCreate", 0, { kind: "resetAfterWork" });
    });
    expect(operation.attention).toMatchObject({
      reason: "hold_unknown",
      text: expect.stringContaining("cannot be asked for an order by our reference"),
    });
    await resolve(operation, { action: "retry" });
    const again = await awaitCondition("the same question", async () => {
      const requests = await requestsOf(operation);
      return requests.length > 2 ? readOperation(operation.id) : undefined;
    });
    expect(["needs_attention", "running"]).toContain(again.status);
    await untilStatus(operation.id, "needs_attention");
    const [made = "", ...others] = await orders();
    expect(others).toEqual([]);
    await resolve(operation, { action: "adopt", record_locator: made });
    await untilStatus(operation.id, "succeeded");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${operation.resource.id}`);
    expect([body.state, body.record_locator, await orders()]).toEqual(["HELD", made, [made]]);
  });
});
