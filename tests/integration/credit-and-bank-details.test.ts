import type { ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import { bdt, expectStatus, openBookkeepers } from "../harness/bookkeepers";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

interface CustomerBody {
  readonly id: string;
  readonly credit_limit: { readonly amount: string } | null;
}

interface Requested {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly changes: readonly { readonly field: string; readonly after: unknown }[];
}

const reason = { reason: "asked for by the branch" };

async function limitOf(customerId: string): Promise<string | undefined> {
  const { body } = await people.maker.get<CustomerBody>(`/v1/customers/${customerId}`);
  return body.credit_limit?.amount;
}

function setLimit<Body = CustomerBody>(customerId: string, limit: object | null) {
  const path = `/v1/customers/${customerId}/credit-limit`;
  return people.maker.post<Body>(path, { credit_limit: limit, ...reason });
}

async function auditOf(type: string, targetId: string) {
  const rows = await people.scope.db
    .selectFrom("audit_logs")
    .select("event_payload")
    .where("event_type", "=", type)
    .where("target_entity_id", "=", targetId)
    .orderBy("audit_log_id")
    .execute();
  return rows.map(({ event_payload: payload }): unknown => JSON.parse(payload));
}

describe("a customer's credit limit", () => {
  test("below the threshold is settled at once, and audited with before and after", async () => {
    const id = await createTestCustomer(people.maker);
    const { status, body } = await setLimit(id, bdt("499999.99"));
    expect([status, body.credit_limit?.amount]).toEqual([200, "499999.99"]);
    expect(await auditOf("customer.credit_changed", id)).toEqual([
      { before: null, after: bdt("499999.99"), ...reason },
    ]);
  });

  test("from the threshold on waits for another person, and holds when they approve", async () => {
    const id = await createTestCustomer(people.maker);
    const { status, body } = await setLimit<Requested>(id, bdt("500000.00"));
    expect([status, body.kind, body.status]).toEqual([202, "credit_limit", "pending"]);
    expect(await limitOf(id)).toBeUndefined();
    const path = `/v1/approvals/${body.id}`;
    const own = await people.maker.post<ProblemBody>(`${path}/approve`, {});
    expect(own.body.code).toBe("approval_by_maker");
    expect(await limitOf(id)).toBeUndefined();
    const shown = await people.checker.get<Requested>(path);
    expect(shown.body.changes).toEqual([
      { field: "credit_limit", before: null, after: bdt("500000.00") },
    ]);
    expectStatus(200, await people.checker.post(`${path}/approve`, { reason: "good payer" }));
    expect(await limitOf(id)).toBe("500000.00");
  });

  test("is not settled over another one that came first", async () => {
    const id = await createTestCustomer(people.maker);
    const { body } = await setLimit<Requested>(id, bdt("900000.00"));
    expectStatus(200, await setLimit(id, bdt("10.00")));
    const late = await people.checker.post<ProblemBody>(`/v1/approvals/${body.id}/approve`, {});
    expect([late.status, late.body.code]).toEqual([409, "version_conflict"]);
    expect(await limitOf(id)).toBe("10.00");
  });

  test("none at all is more than any; a lower one asks nobody", async () => {
    const id = await createTestCustomer(people.maker);
    expectStatus(200, await setLimit(id, bdt("400000.00")));
    expect((await setLimit<Requested>(id, null)).status).toBe(202);
    expectStatus(200, await setLimit(id, bdt("1.00")));
  });

  test("is given to no new customer by one person, nor by who sells", async () => {
    const customer = { code: "C-BIG", display_name: "Big", credit_limit: bdt("500000.00") };
    const big = await people.maker.post<ProblemBody>("/v1/customers", customer);
    expect([big.status, big.body.code]).toEqual([422, "approval_required"]);
    const agent = apiClient(app, await app.createToken(people.scope, ["customer.create.partner"]));
    const small = { ...customer, credit_limit: bdt("1.00") };
    const refused = await agent.post<ProblemBody>("/v1/customers", small);
    expect([refused.status, refused.body.code]).toEqual([403, "permission_not_held"]);
  });
});

describe("a supplier's bank details", () => {
  const account = {
    bank_name: "BRAC Bank",
    account_holder_name: "Biman Bangladesh Airlines",
    account_number: "1501202345678",
    bank_identifier: "BRAKBDDH",
    currency: "BDT",
    ...reason,
  };
  const path = () => `/v1/suppliers/${people.supplierId}/bank-details`;

  interface Details {
    readonly account_number_last_four: string;
    readonly current: boolean;
    readonly approved_at: string | null;
  }

  async function list(): Promise<(readonly [string, boolean, boolean])[]> {
    const { body } = await people.maker.get<{ data: Details[] }>(path());
    return body.data.map(({ account_number_last_four: last, current, approved_at: at }) => [
      last,
      current,
      at !== null,
    ]);
  }

  async function ask(number: string): Promise<Requested> {
    const wanted = { ...account, account_number: number };
    return expectStatus(202, await people.maker.post<Requested>(path(), wanted));
  }

  test("hold once another person has approved them, in place of those before", async () => {
    const first = await ask("1501202345678");
    expect(await list()).toEqual([["5678", false, false]]);
    const own = await people.makerAgain.post<ProblemBody>(`/v1/approvals/${first.id}/approve`, {});
    expect(own.body.code).toBe("approval_by_maker");
    expectStatus(200, await people.checker.post(`/v1/approvals/${first.id}/approve`, {}));
    expect(await list()).toEqual([["5678", true, true]]);
    const second = await ask("1501202399999");
    const third = await ask("1501202300000");
    expectStatus(200, await people.checker.post(`/v1/approvals/${third.id}/reject`, reason));
    expectStatus(200, await people.checker.post(`/v1/approvals/${second.id}/approve`, {}));
    expect(await list()).toEqual([
      ["0000", false, false],
      ["9999", true, true],
      ["5678", false, true],
    ]);
    const audited = await auditOf("supplier.bank_details_changed", people.supplierId);
    expect(audited).toMatchObject([
      { before: null, after: { last_four: "5678" } },
      { before: { last_four: "5678" }, after: { last_four: "9999" } },
    ]);
  });

  test("are kept sealed: no number of an account in the database or in an answer", async () => {
    const number = "9876543210123";
    const { id } = await ask(number);
    const shown = await people.checker.get(`/v1/approvals/${id}`);
    expect(JSON.stringify(shown.body)).not.toContain(number);
    const rows = await people.scope.db
      .selectFrom("supplier_bank_details")
      .select("account_number_encrypted")
      .execute();
    for (const { account_number_encrypted: sealed } of rows) {
      expect(sealed.toString("latin1")).not.toContain(number);
    }
    const audited = await people.scope.db
      .selectFrom("audit_logs")
      .select("event_payload")
      .execute();
    expect(JSON.stringify(audited)).not.toContain(number);
  });

  test.each([
    [{ account_number: "12 34" }, "/account_number"],
    [{ currency: "XXQ" }, "/currency"],
    [{ bank_identifier: "brac" }, "/bank_identifier"],
  ])("refuse %j", async (change, pointer) => {
    const { status, body } = await people.maker.post<ProblemBody>(path(), {
      ...account,
      ...change,
    });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});
