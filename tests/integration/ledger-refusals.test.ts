import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { getPartner } from "../../db/read/get-partner";
import { permissions } from "../../domain/permissions";
import type { RefusalCode } from "../../domain/refusal";
import { refusalCodes } from "../../domain/refusal";
import { apiClient } from "../harness/api-client";
import { openBookkeepers } from "../harness/bookkeepers";
import { addCustomer, addSupplier } from "../harness/ledger";
import { refusalCases } from "../harness/ledger-refusals/refusal-cases";
import type { RefusingBooks } from "../harness/ledger-refusals/refusing-books";
import { listSourceFiles } from "../harness/source-files";
import type { RowCounts } from "../harness/table-rows";
import { countRows } from "../harness/table-rows";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const approvals = "tests/integration/approval-policies.test.ts";

const signOffs = "tests/integration/period-sign-offs.test.ts";

/** Refusals that no request leads to today, or that have a suite of their own: what proves each. */
const provedElsewhere: Partial<Readonly<Record<RefusalCode, string>>> = {
  APPROVAL_EXPIRED: approvals,
  APPROVAL_POLICY_INVALID: approvals,
  APPROVER_NOT_ALLOWED: approvals,
  APPROVER_REPEATED: approvals,
  BRANCH_NOT_ALLOWED: "tests/integration/branch-access-to-books.test.ts",
  DELEGATION_INVALID: "tests/integration/approval-waiting.test.ts",
  CURRENCY_MISMATCH: "domain/journal/build-entry.test.ts",
  FX_FEED_UNAVAILABLE: "tests/integration/refresh-exchange-rates.test.ts",
  OWN_ACCESS: "tests/integration/roles.test.ts",
  PERIOD_SIGN_OFF_GIVEN: signOffs,
  PERIOD_SIGN_OFF_MISSING: signOffs,
  PERIOD_SIGN_OFF_NOT_YOURS: signOffs,
  PERIOD_STAGE_REFUSED: "tests/integration/complete-period.test.ts",
  PERSON_REQUIRED: approvals,
  OVER_APPLIED: "domain/posting/receipt.test.ts",
  POSTING_KEY_REPEATED: "tests/sql/batch-posting.test.ts",
  REPORT_COLUMN_UNKNOWN: "tests/integration/report-definitions.test.ts",
  REPORT_TOO_LARGE: "activities/books/export/follow-rows.test.ts",
  RECOGNITION_PREVIEW_CHANGED: "tests/integration/recognition-approval.test.ts",
  SUPPLIER_ANSWERS_OUTSTANDING: "tests/integration/recognition-runs.test.ts",
  VERSION_CONFLICT: approvals,
};

/** Where the ledger says no. A code that is named here is the ledger's. */
const ledgerFiles =
  /^(domain\/(approval|attachment|currency|money|journal\/|period\/|fx\/|interchange\/|posting\/(cash|open-item)|statements\/)|db\/(journal|read\/statements)\/|db\/write\/(approvals|journal-drafts|recurring-journals)|services\/(account|approval|fx-rate|journal|period)\/|activities\/books\/|workflows\/books\/)/;

/** Of operations, whoever begins them: `tests/integration/export-report.test.ts` and others. */
const ofOperations = /^OPERATION_/;

function ledgerCodes(): RefusalCode[] {
  const texts = listSourceFiles().filter(({ path }) => ledgerFiles.test(path));
  return refusalCodes.filter(
    (code) => !ofOperations.test(code) && texts.some(({ text }) => text.includes(`"${code}"`)),
  );
}

let app: TestApp;
let strangersCustomerId: string;
let shared: RefusingBooks;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  ({ customerId: strangersCustomerId } = await openBookkeepers(app));
  shared = await openBooks();
});

afterAll(() => app.close());

async function openBooks(): Promise<RefusingBooks> {
  const people = await openBookkeepers(app, { booksFrom: "2025-01-01" });
  const { scope } = people;
  const plain = permissions.filter((one) => one !== "journal_entry.adjust.partner");
  return {
    ...people,
    partner: await getPartner(scope),
    customer: await addCustomer(scope),
    supplierId: await addSupplier(scope),
    strangersCustomerId,
    clerk: apiClient(app, await app.createToken(scope, plain)),
  };
}

/** That it was asked, and the answer; and what goes on in the background by itself. */
const notCounted =
  /^(operations|idempotency_keys|audit_logs|unsealed_audit_logs|audit_seals|email_outbox|ledger_folds|.*balance.*)$/;

async function rowsOf({ scope }: RefusingBooks, leaves: readonly string[]): Promise<RowCounts> {
  const counts = await countRows(app.database.pool.promise(), scope.partnerId);
  return Object.fromEntries(
    Object.entries(counts).filter(([table]) => !notCounted.test(table) && !leaves.includes(table)),
  );
}

async function lastNumberOf({ scope }: RefusingBooks): Promise<number> {
  const row = await scope.db
    .selectFrom("sequences")
    .select("current_value")
    .where("sequence_name", "=", "journal_entry")
    .executeTakeFirstOrThrow();
  return row.current_value;
}

describe("the ledger's refusals", () => {
  test("have a case below each, or a test that is named above", () => {
    const cased = new Set(refusalCases.map(({ code }) => code));
    const codes = ledgerCodes();
    expect(codes.length).toBeGreaterThanOrEqual(35);
    const unproved = codes.filter((code) => !cased.has(code) && !(code in provedElsewhere));
    expect(unproved).toEqual([]);
    for (const [code, file] of Object.entries(provedElsewhere)) {
      const path = join(process.cwd(), file);
      expect([
        file,
        existsSync(path) && readFileSync(path, "utf8").toUpperCase().includes(code),
      ]).toEqual([file, true]);
    }
  });

  test.each(refusalCases)("$code: $name", async (refusal) => {
    const { code, status, detail, leaves = [], isAlone = false, arrange } = refusal;
    const books = isAlone ? await openBooks() : shared;
    const act = await arrange(books);
    const before = await rowsOf(books, leaves);
    const number = await lastNumberOf(books);
    const answer = await act();
    expect([answer.status, answer.body.code]).toEqual([status, code.toLowerCase()]);
    expect(answer.body.detail).toMatch(detail);
    expect(answer.body).toMatchObject({
      status,
      type: `/docs/errors#${code.toLowerCase()}`,
      retryable: false,
    });
    expect(await rowsOf(books, leaves)).toEqual(before);
    expect(await lastNumberOf(books)).toBe(number);
  });
});
