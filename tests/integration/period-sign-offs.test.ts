import { getPartner } from "../../db/read/get-partner";
import type { ProblemBody } from "../harness/api-client";
import type { ApprovalBody, Bookkeepers } from "../harness/bookkeepers";
import { approve, expectStatus, openBookkeepers } from "../harness/bookkeepers";
import type { OperationBody } from "../harness/books";
import { auditOf } from "../harness/books";
import { addCustomer, post, postingOf } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let path: string;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  people = await openBookkeepers(app, { booksFrom: "2025-01-01" });
  const { scope, maker } = people;
  const partner = await getPartner(scope);
  const books = { scope, partner, customer: await addCustomer(scope), supplierId: 0 };
  await post(books, postingOf(books, { eventDate: "2025-01-15" }));
  const { body } = await maker.get<{ data: { id: string }[] }>("/v1/periods");
  path = `/v1/periods/${String(body.data[0]?.id)}`;
});

afterAll(() => app.close());

interface PeriodBody {
  readonly id: string;
  readonly status: string;
  readonly checklist: { readonly items: { readonly item: string; readonly text: string }[] } | null;
  readonly sign_offs: readonly {
    readonly role: string;
    readonly signed_by: string | null;
    readonly note: string | null;
  }[];
}

const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];

async function settleRoles(roles: readonly string[]) {
  const { body } = await people.maker.get<{ version: number }>("/v1/partner");
  const match = { "If-Match": `"v${body.version}"` };
  return people.maker.patch<ProblemBody>("/v1/partner", { close_sign_off_roles: roles }, match);
}

const read = async () => (await people.maker.get<PeriodBody>(path)).body;
const signedRoles = async () =>
  (await read()).sign_offs.map(
    ({ role, signed_by }) => `${role} ${signed_by === null ? "-" : "+"}`,
  );

async function stepsOf() {
  const { body } = await people.maker.get<{
    steps: {
      step: string;
      status: string;
      waits_for: { roles: string[] } | null;
      blocked_by: { what: string }[];
    }[];
  }>(path.replace("periods", "close-calendar"));
  return new Map(body.steps.map((each) => [each.step, each]));
}

describe("POST /v1/periods/{period_id}/sign-off", () => {
  test("is asked of nobody by default, and then of active roles", async () => {
    expect((await read()).sign_offs).toEqual([]);
    const unknown = await settleRoles(["night_watch"]);
    expect([unknown.status, unknown.body.code]).toEqual([422, "role_inactive"]);
    expect((await settleRoles(["partner_admin", "controller"])).status).toBe(200);
    expect(await signedRoles()).toEqual(["partner_admin -", "controller -"]);
  });

  test("closing in one act does the rest, and is refused by name while a word is missing", async () => {
    const { body } = await people.maker.post<ProblemBody>(`${path}/complete`, { attestations });
    expect(body).toMatchObject({
      code: "period_stage_refused",
      stage: "close",
      reason: "PERIOD_SIGN_OFF_MISSING",
      roles: "partner_admin, controller",
    });
    const alone = await people.maker.post<ProblemBody>(`${path}/close`, { attestations });
    expect([alone.status, alone.body.code]).toEqual([422, "period_sign_off_missing"]);
    const text = (await read()).checklist?.items.find(({ item }) => item === "signed_off")?.text;
    expect(text).toBe("Waits for the sign-off of partner_admin, controller.");
    const steps = await stepsOf();
    expect(steps.get("sign_off")).toMatchObject({
      status: "waiting",
      waits_for: { roles: ["partner_admin", "controller"] },
    });
    expect(steps.get("checklist")?.status).toBe("done");
    expect(steps.get("close")?.blocked_by).toMatchObject([{ what: "signed_off" }]);
  });

  test("is given by who has the role, each by another person, and taken back", async () => {
    const { maker, checker, scope } = people;
    const notHeld = await maker.post<ProblemBody>(`${path}/sign-off`, { role: "controller" });
    expect([notHeld.status, notHeld.body.code]).toEqual([403, "period_sign_off_not_yours"]);
    const unasked = await maker.post<ProblemBody>(`${path}/sign-off`, { role: "auditor" });
    expect(unasked.body.code).toBe("period_sign_off_not_yours");
    await giveController(scope);

    const given = await maker.post<PeriodBody>(`${path}/sign-off`, {
      role: "partner_admin",
      note: "the books are complete",
    });
    expect(given.status).toBe(200);
    expect(given.body.sign_offs[0]).toMatchObject({
      signed_by: expect.stringMatching(/^usr_/),
      note: "the books are complete",
    });
    const second = await maker.post<ProblemBody>(`${path}/sign-off`, { role: "controller" });
    expect([second.status, second.body.code]).toEqual([409, "period_sign_off_given"]);
    const twice = await checker.post<ProblemBody>(`${path}/sign-off`, { role: "partner_admin" });
    expect(twice.body.code).toBe("period_sign_off_given");
    const nobody = await checker.post<ProblemBody>(`${path}/withdraw-sign-off`, {});
    expect(nobody.status).toBe(404);

    await maker.post(`${path}/withdraw-sign-off`, { note: "one invoice is missing" });
    expect(await signedRoles()).toEqual(["partner_admin -", "controller -"]);
    await checker.post(`${path}/sign-off`, { role: "controller" });
    await maker.post(`${path}/sign-off`, { role: "partner_admin" });
    expect(await signedRoles()).toEqual(["partner_admin +", "controller +"]);
    expect((await stepsOf()).get("sign_off")?.status).toBe("done");
  });

  test("lets it be closed; a closed one takes none back, and a reopened one needs them anew", async () => {
    const { maker, checker } = people;
    const done = await maker.post<OperationBody>(`${path}/complete`, { attestations });
    expect([done.status, (await read()).status]).toEqual([201, "closed"]);
    const late = await maker.post<ProblemBody>(`${path}/withdraw-sign-off`, {});
    expect([late.status, late.body.code]).toEqual([409, "period_state_invalid"]);

    const asked = await maker.post<ApprovalBody>(`${path}/reopen`, { reason: "an invoice" });
    await approve(people, expectStatus(201, asked));
    expect((await read()).status).toBe("soft_closed");
    expect(await signedRoles()).toEqual(["partner_admin -", "controller -"]);
    const again = await checker.post<ProblemBody>(`${path}/close`, { attestations });
    expect(again.body.code).toBe("period_sign_off_missing");
    const { id } = await read();
    const audited = await auditOf(app, id);
    expect(audited.map(({ type }) => type)).toEqual([
      "period.soft_closed",
      "period.signed_off",
      "period.sign_off_withdrawn",
      "period.signed_off",
      "period.signed_off",
      "period.closed",
      "period.completed",
      "period.reopened",
    ]);
  });
});

async function giveController({ db }: Bookkeepers["scope"]): Promise<void> {
  const { role_id } = await db
    .selectFrom("roles")
    .select("role_id")
    .where("role_code", "=", "controller")
    .executeTakeFirstOrThrow();
  const users = await db.selectFrom("users").select("user_id").execute();
  for (const { user_id } of users) {
    await db.insertInto("user_roles").values({ user_id, role_id }).execute();
  }
}
