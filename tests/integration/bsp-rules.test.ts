import { createApplyRulesToFile } from "../../activities/bsp/rules/apply-rules";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { systemContext } from "../../temporal/contract/payloads";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import type { BspFileBody, PlannedTransaction } from "../harness/bsp-files";
import {
  agencies,
  altered,
  hotLines,
  importBspFile,
  numberOf,
  saleOf,
  sellForBsp,
  toBytes,
} from "../harness/bsp-files";
import { asWorker, dependenciesOf } from "../harness/issuable-booking";
import { replayAndKeep } from "../harness/keep-history";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  people = await openBookkeepers(app);
  await people.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly" })
    .execute();
});

const path = "/v1/bsp-rules";
const bdt = (amount: string) => ({ amount, currency: "BDT" });

interface RuleBody {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly hits: number;
  readonly last_hit_at: string | null;
  readonly version: number;
  readonly deleted_at: string | null;
}

interface ExceptionBody {
  readonly id: string;
  readonly document_number: string;
  readonly kind: string;
  readonly state: string;
  readonly resolution: string | null;
  readonly resolution_text: string | null;
  readonly suggested_action: string;
  readonly assigned_to: string | null;
  readonly rule_id: string | null;
  readonly journal_entry_id: string | null;
}

async function addRule(rule: object, priority = 100): Promise<RuleBody> {
  const named = { name: "A usual one", priority, ...rule };
  const { status, body } = await people.maker.post<RuleBody>(path, named);
  expect([status, JSON.stringify(body)]).toEqual([201, expect.any(String)]);
  return body;
}

async function readRule(id: string): Promise<RuleBody> {
  return (await people.maker.get<RuleBody>(`${path}/${id}`)).body;
}

async function importWell(transactions: readonly PlannedTransaction[]): Promise<BspFileBody> {
  const { status, body } = await importBspFile(people.maker, toBytes(hotLines(transactions)));
  expect([status, JSON.stringify(body)]).toEqual([201, expect.any(String)]);
  return body;
}

/** By document. */
async function exceptionsOf(file: BspFileBody): Promise<ReadonlyMap<string, ExceptionBody>> {
  const { body } = await people.maker.get<{ data: ExceptionBody[] }>(
    `/v1/bsp-exceptions?file_id=${file.id}&limit=100`,
  );
  return new Map(body.data.map((exception) => [exception.document_number, exception]));
}

async function findPerson(): Promise<string> {
  const { public_id: id } = await people.scope.db
    .selectFrom("users")
    .select("public_id")
    .orderBy("user_id", "desc")
    .executeTakeFirstOrThrow();
  return id;
}

async function readHits() {
  return people.scope.db
    .selectFrom("bsp_rule_hits")
    .select(["bsp_exception_id", "bsp_rule_id", "hit_outcome", "accepted_amount"])
    .orderBy("bsp_rule_hit_id")
    .execute();
}

async function expectClean(): Promise<void> {
  const { body } = await people.maker.post<{ checks: { finding: unknown }[] }>(
    "/v1/ledger/verification",
  );
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

const waiting = { kind: "resolve", resolution: "waiting", comment: "comes in the next period" };

describe("/v1/bsp-rules", () => {
  test("keeps rules in the order of their priority; changes and deletes what was seen", async () => {
    const late = await addRule(
      { conditions: { kinds: ["missing_in_bsp"] }, outcome: waiting },
      200,
    );
    const early = await addRule({ conditions: { airlines: ["997"] }, outcome: waiting }, 10);
    const first = await people.maker.get<{ data: RuleBody[]; next_cursor: string }>(
      `${path}?limit=1`,
    );
    expect(first.body.data.map(({ id }) => id)).toEqual([early.id]);
    const cursor = encodeURIComponent(first.body.next_cursor);
    const second = await people.maker.get<{ data: RuleBody[] }>(`${path}?limit=1&cursor=${cursor}`);
    expect(second.body.data.map(({ id }) => id)).toEqual([late.id]);

    const own = `${path}/${early.id}`;
    const change = { active: false, name: "Off" };
    expect((await people.maker.patch(own, change)).status).toBe(428);
    const changed = await people.maker.patch<RuleBody>(own, change, { "If-Match": '"v1"' });
    expect(changed.body).toMatchObject({ ...change, priority: 10, version: 2 });
    const stale = await people.maker.patch(own, { name: "On" }, { "If-Match": '"v1"' });
    expect(stale.status).toBe(412);

    const deleted = await people.maker.delete<RuleBody>(own, { "If-Match": '"v2"' });
    expect([deleted.status, deleted.body.deleted_at]).toEqual([200, expect.any(String)]);
    expect((await people.maker.delete(own, { "If-Match": '"v3"' })).status).toBe(404);
    expect((await people.maker.post(`${own}/apply`, {})).status).toBe(404);
    expect((await readRule(early.id)).deleted_at).toEqual(deleted.body.deleted_at);
    const left = await people.maker.get<{ data: RuleBody[] }>(path);
    expect(left.body.data.map(({ id }) => id)).toEqual([late.id]);
    const audited = (await auditOf(app, early.id)).map(({ type }) => type);
    expect(audited).toEqual(["bsp_rule.created", "bsp_rule.changed", "bsp_rule.deleted"]);
  });

  test("refuses a rule that hits all there is, and one that does what its maker may not", async () => {
    const all = { name: "All", conditions: {}, outcome: waiting };
    expect((await people.maker.post(path, all)).status).toBe(400);
    const token = await app.createToken(people.scope, [
      "bsp_rule.create.partner",
      "bsp_exception.update.partner",
    ]);
    const outcome = { kind: "accept", up_to: bdt("100.00"), comment: "as it was filed" };
    const accepting = { name: "Accept", conditions: { kinds: ["tax"] }, outcome };
    const refused = await apiClient(app, token).post<ProblemBody>(path, accepting);
    expect([refused.status, refused.body.code]).toEqual([403, "permission_not_held"]);
    const nothing = { ...accepting, outcome: { ...outcome, up_to: bdt("0.00") } };
    expect((await people.maker.post(path, nothing)).status).toBe(400);
    const nobody = { kind: "assign", user_id: "usr_01hxv2ztq3k4m5n6p7q8r9s0t1" };
    const lost = { ...accepting, outcome: nobody };
    expect((await people.maker.post(path, lost)).status).toBe(404);
  });
});

describe("an import applies the rules", () => {
  test("the first that hits wins; each exception names its rule, each rule counts its hits, once", async () => {
    const [taxed, dearer, paidLess, unreported] = await sellForBsp(app.database, people.scope, 4);
    if (!taxed || !dearer || !paidLess || !unreported) throw new Error("few");
    const person = await findPerson();
    const accepting = await addRule(
      {
        conditions: { kinds: ["tax"], fields: ["YQ"], codes: ["TKTT"], amount_max: bdt("100.00") },
        outcome: { kind: "accept", up_to: bdt("100.00"), comment: "the airline's rounding" },
      },
      10,
    );
    const wait = await addRule({ conditions: { kinds: ["missing_in_bsp"] }, outcome: waiting }, 20);
    const giving = await addRule(
      {
        conditions: { kinds: ["missing_in_books"], airlines: ["997"], direction: "against_us" },
        outcome: { kind: "assign", user_id: person },
      },
      30,
    );
    const off = { conditions: { kinds: ["commission"] }, outcome: waiting, active: false };
    const sleeping = await addRule(off, 40);
    const rest = await addRule(
      {
        conditions: { kinds: ["amount", "tax", "missing_in_books", "missing_in_bsp"] },
        outcome: { kind: "resolve", resolution: "disputed", comment: "not as it was sold" },
      },
      50,
    );
    const [bd, yq] = taxed.taxes;
    if (!bd || !yq) throw new Error("few");
    const file = await importWell([
      altered(taxed, { taxes: [bd, { ...yq, amount: yq.amount + 9_000n }] }),
      altered(dearer, { fare: dearer.fare + 1_000n }),
      altered(paidLess, { commission: paidLess.commission + 12_500n }),
      saleOf({ number: "9979999999999" }),
    ]);
    const found = await exceptionsOf(file);
    const stateOf = (sale: PlannedTransaction | string) => {
      const exception = found.get(typeof sale === "string" ? sale : numberOf(sale));
      return [exception?.state, exception?.resolution, exception?.rule_id];
    };
    expect(stateOf(taxed)).toEqual(["resolved", "accepted", accepting.id]);
    expect(stateOf(unreported)).toEqual(["resolved", "waiting", wait.id]);
    expect(stateOf("9979999999999")).toEqual(["open", null, giving.id]);
    expect(found.get("9979999999999")?.assigned_to).toBe(person);
    expect(stateOf(dearer)).toEqual(["resolved", "disputed", rest.id]);
    expect(found.get(numberOf(dearer))?.resolution_text).toBe("not as it was sold");
    expect(stateOf(paidLess)).toEqual(["open", null, null]);

    const rules = await Promise.all(
      [accepting, wait, giving, rest, sleeping].map(({ id }) => readRule(id)),
    );
    expect(rules.map(({ hits }) => hits)).toEqual([1, 1, 1, 1, 0]);
    expect(rules.map(({ last_hit_at: last }) => last !== null)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const byRule = await people.maker.get<{ data: ExceptionBody[] }>(
      `/v1/bsp-exceptions?rule_id=${wait.id}`,
    );
    expect(byRule.body.data.map(({ document_number: number }) => number)).toEqual([
      numberOf(unreported),
    ]);
    const entry = found.get(numberOf(taxed))?.journal_entry_id ?? "";
    const { body } = await people.maker.get<{
      lines: { account: { code: string }; side: string; amount: { amount: string } }[];
    }>(`/v1/journal-entries/${entry}`);
    expect(
      body.lines.map(({ account, side, amount }) => `${account.code} ${side} ${amount.amount}`),
    ).toEqual(["5045 debit 90.00", "2011 credit 90.00"]);
    const audited = await auditOf(app, found.get(numberOf(taxed))?.id ?? "");
    expect(audited).toMatchObject([
      { type: "bsp_exception.accepted", actor: null, payload: { rule_id: accepting.id } },
    ]);

    const hits = await readHits();
    await applyAgain(file);
    expect(await readHits()).toEqual(hits);
    expect(await exceptionsOf(file)).toEqual(found);
    await expectClean();
    await replayAndKeep(
      app,
      "import-bsp-file.ruled",
      workflowIds.importBspFile(people.scope.partner, file.id),
    );
  });

  test("accepts no more of an import than the policy leaves without approval", async () => {
    const sales = await sellForBsp(app.database, people.scope, 4);
    const [first, second, third, large] = sales;
    if (!first || !second || !third || !large) throw new Error("few");
    const person = await findPerson();
    const rule = await addRule({
      conditions: { kinds: ["amount"] },
      outcome: { kind: "accept", up_to: bdt("30000.00"), comment: "as filed", user_id: person },
    });
    const file = await importWell([
      altered(first, { fare: first.fare + 2_900_000n }),
      altered(second, { fare: second.fare + 2_900_000n }),
      altered(third, { fare: third.fare + 1_000_000n }),
      altered(large, { fare: large.fare + 3_000_100n }),
    ]);
    const found = await exceptionsOf(file);
    const of = (sale: PlannedTransaction) => found.get(numberOf(sale));
    // 29,000 and 10,000 stay below 50,000; 58,000 would not.
    expect([of(first), of(second), of(third), of(large)]).toMatchObject([
      { state: "resolved", resolution: "accepted", rule_id: rule.id },
      { state: "open", suggested_action: "accept", assigned_to: person, rule_id: rule.id },
      { state: "resolved", resolution: "accepted", rule_id: rule.id },
      { state: "open", assigned_to: null, rule_id: null },
    ]);
    expect((await readHits()).map((hit) => [hit.hit_outcome, hit.accepted_amount])).toEqual([
      ["accepted", "29000.000"],
      ["accepted", "10000.000"],
      ["suggested", "0.000"],
    ]);
    await expectClean();
  });
});

describe("POST /v1/bsp-rules/{bsp_rule_id}/apply", () => {
  test("hits what its preview says, each exception once, however many ask", async () => {
    const [dearer, cheaper] = await sellForBsp(app.database, people.scope, 2);
    if (!dearer || !cheaper) throw new Error("few");
    const file = await importWell([
      altered(dearer, { fare: dearer.fare + 1_000n }),
      altered(cheaper, { fare: cheaper.fare - 2_000n }),
      saleOf({ number: "9979999999999" }),
    ]);
    const rule = await addRule({
      active: false,
      conditions: { kinds: ["amount"], fields: ["fare"] },
      outcome: { kind: "accept", up_to: bdt("20.00"), comment: "small" },
    });
    const own = `${path}/${rule.id}`;
    const preview = await people.maker.get(`${own}/preview?file_id=${file.id}`);
    expect(preview.body).toMatchObject({
      exceptions: 2,
      sums: [{ exceptions: 2, difference: bdt("-10.00") }],
      first: [{ document_number: numberOf(dearer) }, { document_number: numberOf(cheaper) }],
    });
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        people.maker.post<{ accepted: number }>(
          `${own}/apply`,
          { file_id: file.id },
          { Prefer: "wait=30" },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const accepted = answers.map(({ body }) => body.accepted);
    expect(accepted.reduce((all, one) => all + one, 0)).toBe(2);
    expect((await readRule(rule.id)).hits).toBe(2);
    const entries = await people.scope.db
      .selectFrom("journal_entries")
      .select("journal_entry_id")
      .where("source_type", "=", "bsp_exception")
      .execute();
    expect(entries).toHaveLength(2);
    const none = await people.maker.get(`${own}/preview`);
    expect(none.body).toMatchObject({ exceptions: 0, sums: [], first: [] });
    const { body } = await people.maker.get<{ data: { id: string }[] }>(
      `/v1/operations?resource_id=${rule.id}&kind=bsp_rule.apply`,
    );
    const operation = body.data[0]?.id ?? "";
    await replayAndKeep(
      app,
      "apply-bsp-rule.applied",
      workflowIds.applyBspRule(people.scope.partner, operation),
    );
    await expectClean();
  });
});

/** As a worker does whose predecessor died behind its last commit. */
async function applyAgain({ id: fileId, operation_id: operationId }: BspFileBody): Promise<void> {
  const { partner } = people.scope;
  const input: ImportBspFileInput = {
    schemaVersion: 1,
    partner,
    fileId,
    operationId: operationId ?? "",
    context: systemContext,
  };
  const activity = createApplyRulesToFile(dependenciesOf(app.database));
  await asWorker(`bsp:${partner}:${fileId}`).run(activity, input);
}
