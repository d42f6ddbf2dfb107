import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { createOneOfEverything } from "../harness/one-of-everything";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let one: Bookkeepers;
let two: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  [one, two] = [await openBookkeepers(app), await openBookkeepers(app)];
  await createOneOfEverything(one, "one");
  await createOneOfEverything(two, "two");
});

afterAll(() => app.close());

interface Found {
  readonly id: string;
  readonly partners: readonly unknown[];
}

/** Those that the visibility store knows of, once it has heard of the e-ticket's delivery. */
async function listWorkflows(query: string): Promise<Found[]> {
  return awaitCondition("the delivery's workflow", async () => {
    const found: Found[] = [];
    for await (const execution of app.temporal.client.workflow.list({ query })) {
      const { workflowId: id, typedSearchAttributes } = execution;
      const partners = typedSearchAttributes
        .getAll()
        .filter(({ key }) => key.name === "PartnerId")
        .map(({ value }) => value);
      found.push({ id, partners });
    }
    return found.some(({ id }) => id.startsWith("deliver:")) ? found : undefined;
  });
}

describe("what is kept outside the database", () => {
  test("a document's key begins with its partner", async () => {
    for (const { scope } of [one, two]) {
      const keysOf = async () => {
        const rows = await scope.db.selectFrom("documents").select("storage_key").execute();
        return rows.length > 1 ? rows.map(({ storage_key }) => storage_key) : undefined;
      };
      const keys = await awaitCondition("the e-ticket and the attachment", keysOf);
      expect(keys.filter((key) => !key.startsWith(`${scope.partner}/`))).toEqual([]);
    }
  });

  test("a workflow is found by its partner's attribute alone, and its id names no other", async () => {
    for (const [{ scope: own }, { scope: other }] of [
      [one, two],
      [two, one],
    ] as const) {
      const found = await listWorkflows(`PartnerId = '${own.partner}'`);
      expect(found.length).toBeGreaterThan(2);
      expect(found.filter(({ id }) => id.includes(other.partner))).toEqual([]);
      // An event's id is one over all partners.
      const unnamed = found.filter(({ id }) => !id.includes(own.partner));
      expect(unnamed.filter(({ id }) => !/^deliver:evt_[0-9a-z]{26}:/.test(id))).toEqual([]);
    }
  });

  test("a workflow that has no partner is one over all of them", async () => {
    const found = await listWorkflows("");
    // `versions` are of a test, whose workflows nobody's data go into.
    const over =
      /^(purge-idempotency-keys|recognise-all|refresh-exchange-rates|verify-all|versions:)/;
    const lost = found.filter(({ id, partners }) => partners.length !== 1 && !over.test(id));
    expect(lost).toEqual([]);
  });
});
