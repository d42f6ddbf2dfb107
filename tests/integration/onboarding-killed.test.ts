import { createPartnerScopes } from "../../db/partner-scopes";
import { defaultChartOfAccounts } from "../../domain/journal/accounts";
import { builtInRoles } from "../../domain/roles";
import { idsOfSignUp } from "../../domain/sign-up";
import { taskQueues } from "../../temporal/contract/queues";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { awaitCondition } from "../harness/await-condition";
import type { KillableWorker } from "../harness/killable-worker";
import { startWorkerProcess } from "../harness/killable-worker";
import { awaitLink, awaitMails } from "../harness/mailbox";
import { newAgency, rowsOf, signUp, verify } from "../harness/sign-up";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let worker: KillableWorker | undefined;

beforeAll(async () => {
  const { messaging, supplierAmadeus } = taskQueues;
  app = await startTestApp({ queues: [messaging, supplierAmadeus] });
});

afterAll(async () => {
  await worker?.kill();
  // The worker of the books sees to it that they stand; no other suite expects them.
  const { refreshAllExchangeRates, verifyAllBooks, purgeIdempotencyKeys, recogniseAllPartners } =
    workflowIds;
  for (const id of [
    refreshAllExchangeRates,
    verifyAllBooks,
    purgeIdempotencyKeys,
    recogniseAllPartners,
  ]) {
    await app.temporal.client.schedule.getHandle(id).delete();
  }
  await app.close();
});

/** The worker of the books as its own process. */
function startBooks(): void {
  worker = startWorkerProcess(app, "books");
}

describe("onboardPartner", () => {
  test("ends with one partner, whole, though its worker is killed in the middle", async () => {
    const body = newAgency();
    startBooks();
    const { id } = await signUp(app, body);
    const { partner } = idsOfSignUp(id);
    const token = await awaitLink(app, body.administrator.email, { page: "verify-sign-up" });
    const verified = verify(app, token);
    const begun = await awaitCondition("the partner's row", () => rowsOf(app, partner));
    await worker?.kill();
    expect(begun.status).toBe("onboarding");
    startBooks();
    expect((await verified).status).toBeLessThan(300);
    const rows = await awaitCondition("the active partner", async () => {
      const now = await rowsOf(app, partner);
      return now?.status === "active" ? now : undefined;
    });
    expect(rows).toMatchObject({
      accounts: defaultChartOfAccounts.length,
      periods: 24,
      roles: builtInRoles.length,
      people: 1,
    });
    const { db } = await createPartnerScopes(app.database)(partner);
    const written = await db
      .selectFrom("audit_logs")
      .select("event_type")
      .orderBy("audit_log_id")
      .execute();
    const types = written.map(({ event_type: type }) => type);
    expect(types.filter((type) => /^(partner|user)\./.test(type))).toEqual([
      "partner.created",
      "partner.onboarded",
      "user.created",
      "user.invited",
    ]);
    expect(await awaitMails(app, body.administrator.email, 2)).toHaveLength(2);
  });
});
