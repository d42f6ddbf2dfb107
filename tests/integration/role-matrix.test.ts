import { isPermission } from "../../domain/permissions";
import { builtInRoles } from "../../domain/roles";
import type { ProblemBody } from "../harness/api-client";
import type { ApiOperation } from "../harness/api-contract";
import { openPerson } from "../harness/open-person";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
  operations = app.contract.operations.filter(({ permission }) => isPermission(permission));
});

afterAll(() => app.close());

/** Without a body and with ids of no form: whoever is let in is told so, and nothing is done. */
async function call({ method, path }: ApiOperation, token: string) {
  const response = await app.request(path.replaceAll(/\{\w+\}/g, "x"), {
    method,
    headers: { Authorization: `Bearer ${token}` },
  });
  if (response.status !== 403) {
    await response.body?.cancel();
    return { status: response.status, missing: undefined };
  }
  const problem: Partial<ProblemBody> & { readonly permission?: string } = JSON.parse(
    await response.text(),
  );
  return { status: 403, missing: problem.permission };
}

describe.each(builtInRoles)("$name", ({ code, permissions: held }) => {
  test("is let into each route that the role is for, and into no other", async () => {
    const { token } = await openPerson(app, partner.scope, { role: code });
    const wrong: string[] = [];
    let denied = 0;
    for (const operation of operations) {
      const { status, missing } = await call(operation, token);
      const isHeld = held.some((permission) => permission === operation.permission);
      if (!isHeld) denied += 1;
      const isRight = isHeld ? status !== 403 : status === 403 && missing === operation.permission;
      if (!isRight) wrong.push(`${operation.method} ${operation.path}: ${status} ${missing}`);
      if (status >= 500) wrong.push(`${operation.method} ${operation.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(operations.length).toBeGreaterThan(90);
    expect(denied).toBe(
      operations.filter(({ permission }) => !held.some((one) => one === permission)).length,
    );
  });
});

describe("the built-in roles", () => {
  const may = (code: string, permission: string) =>
    builtInRoles.some(
      (role) => role.code === code && role.permissions.some((one) => one === permission),
    );

  test.each([
    ["travel_agent", "journal_draft.create.partner"],
    ["travel_agent", "period.close.partner"],
    ["accountant", "booking.issue.partner"],
    ["controller", "booking.issue.partner"],
    ["approver", "journal_draft.create.partner"],
    ["accountant", "period.close.partner"],
    ["controller", "period.lock.partner"],
    ["auditor", "period.close.partner"],
    ["auditor", "journal_entry.reverse.partner"],
    ["cashier", "role.grant.partner"],
    ["controller", "token.create.partner"],
  ])("%s may not %s: duties are apart (manual 2.1, 13.6)", (code, permission) => {
    expect(may(code, permission)).toBe(false);
  });

  test.each([
    ["accountant", "period.soft_close.partner"],
    ["controller", "period.close.partner"],
    ["auditor", "period.lock.partner"],
  ])("%s may %s (manual 13.6)", (code, permission) => {
    expect(may(code, permission)).toBe(true);
  });
});
