import { randomUUID } from "node:crypto";

import type { Connection, RowDataPacket } from "mysql2/promise";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import { foldBalances } from "../../db/balances/fold-balances";
import { toPostedEvent } from "../../db/journal/entry-rows";
import type { PostedEntry } from "../../db/journal/post-journal-entries";
import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import type { LedgerFinding, LedgerFindingCode } from "../../db/verify/ledger-check";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { lockApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { credit, debit, mirrorLines } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { createAccount } from "../../services/account/create-account";
import { decideApproval } from "../../services/approval/decide-approval";
import { requestApproval } from "../../services/approval/request-approval";
import { attachDocument } from "../../services/journal/attach-document";
import { asRoot } from "../harness/as-root";
import { nowAsDateTime, openTestDatabase, testContext, today } from "../harness/database";
import { commitIssuance, createIssuableBooking } from "../harness/issuable-booking";
import type { Ledger } from "../harness/ledger";
import { addRate, openLedger, post, postingOf } from "../harness/ledger";
import { addUser, giveAccess } from "../harness/people";

let database: DatabaseHandle;
let ledger: Ledger;

beforeAll(() => {
  database = openTestDatabase();
});

afterAll(() => database.close());

/** Entry 1 is an issuance, 2 in dollars, 3 is reversed by 4, 5 and 6 are plain, and JE-… 1 and 2. */
beforeEach(async () => {
  ledger = await openLedger(database, { reportingCurrency: "USD" });
  await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
  await addRate(ledger.scope, { from: "BDT", to: "USD", rate: "0.00852274", on: today() });
  await commitIssuance(database, await createIssuableBooking(ledger, { passengers: 2 }));
  const dollars = parseMoney({ amount: "20.01", currency: "USD" });
  const customerId = ledger.customer.id;
  await post(ledger, {
    ...postingOf(ledger),
    lines: [debit("1101", dollars, { customerId }), credit("4031", dollars, {})],
  });
  const posting = postingOf(ledger);
  const reversed = await post(ledger, posting);
  await post(ledger, {
    ...postingOf(ledger),
    lines: mirrorLines(posting.lines),
    reversesJournalEntryId: reversed.journalEntryId,
  });
  await ledger.scope.db.updateTable("partners").set({ entry_number_prefix: "JE" }).execute();
  await post(ledger);
  await keepRecords(await post(ledger));
  await foldBalances(ledger.scope);
  while ((await sealAuditLogs(database.system)) > 0);
});

/** An account of the partner's own, an approval, and a document on an entry. */
async function keepRecords(entry: PostedEntry): Promise<void> {
  const at = nowAsDateTime();
  const by = (id: string) => ({ context: { actor: { type: "api_token" as const, id } }, at });
  const own = {
    code: "4041",
    name: "Ferry commission",
    class: "income",
    parentCode: null,
    control: null,
    isPostable: true,
    isMonetary: false,
  } as const;
  const document = {
    publicId: newId("document"),
    fileName: "invoice.pdf",
    contentType: "application/pdf",
    byteSize: 12,
    sha256: "0".repeat(64),
    storageKey: randomUUID(),
  };
  const owner = {
    type: "journal_entry",
    rowId: entry.journalEntryId,
    publicId: entry.publicId,
  } as const;
  const checker = { context: { actor: await openChecker() }, at };
  await inTransaction(ledger.scope, async (transaction) => {
    await createAccount(transaction, own, by("tok_maker"));
    await attachDocument(transaction, owner, document, by("tok_maker"));
    const request = {
      kind: "journal_draft",
      act: "journal_entry.post",
      subjectId: newId("journalDraft"),
      payload: {},
    } as const;
    const { id: approvalId } = await requestApproval(transaction, request, by("tok_maker"));
    const event = await decideApproval(
      transaction,
      await lockApproval(transaction, approvalId),
      { decision: "approved", reason: null },
      checker,
    );
    await writeAudit(transaction, checker.context, [event], at);
    await requestApproval(
      transaction,
      { ...request, subjectId: newId("journalDraft") },
      by("tok_maker"),
    );
  });
}

/** Another person, who may approve. */
async function openChecker() {
  const userId = await addUser(ledger.scope);
  await giveAccess(ledger.scope, userId, { role: "partner_admin" });
  const user = await ledger.scope.db
    .selectFrom("users")
    .select("public_id as id")
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return { type: "user" as const, ...user };
}

async function findings(): Promise<LedgerFinding[]> {
  const checks = await verifyLedger(ledger.scope);
  return checks.flatMap(({ finding }) => finding ?? []);
}

/** Of one entry, by its number. */
const ofEntry = "partner_id = ? AND entry_number = ?";
const lineOf = (number: number, line: number) =>
  `partner_id = ? AND line_number = ${line} AND journal_entry_id =
    (SELECT journal_entry_id FROM journal_entries entry
      WHERE entry.partner_id = journal_entry_lines.partner_id AND entry_number = ${number})`;

type Tamper = (root: Connection, partnerId: number) => Promise<unknown>;

const onLine =
  (number: number, line: number, change: string): Tamper =>
  (root, partnerId) =>
    root.query(`UPDATE journal_entry_lines SET ${change} WHERE ${lineOf(number, line)}`, [
      partnerId,
    ]);

const onEntry =
  (number: number, change: string): Tamper =>
  (root, partnerId) =>
    root.query(`UPDATE journal_entries SET ${change} WHERE ${ofEntry}`, [partnerId, number]);

const statement =
  (text: string): Tamper =>
  (root, partnerId) =>
    root.query(text, [partnerId]);

const accountId = (code: string) =>
  `(SELECT account_id FROM chart_of_accounts account
     WHERE account.partner_id = journal_entry_lines.partner_id AND account_code = '${code}')`;

/** Says in the audit, as the writer would, that an entry was posted as it stands now. */
async function tellAudit(number: number): Promise<void> {
  const { scope } = ledger;
  const entry = await scope.db
    .selectFrom("journal_entries")
    .selectAll()
    .where("entry_number", "=", number)
    .executeTakeFirstOrThrow();
  const lines = await scope.db
    .selectFrom("journal_entry_lines")
    .selectAll()
    .where("journal_entry_id", "=", entry.journal_entry_id)
    .orderBy("line_number")
    .execute();
  const event = toPostedEvent(scope.partner, { header: entry, lines });
  await inTransaction(scope, (transaction) =>
    writeAudit(transaction, testContext, [event], nowAsDateTime()),
  );
}

interface Case {
  readonly what: string;
  readonly tamper: Tamper;
  readonly code: LedgerFindingCode;
  readonly names: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "an amount that was changed on one side",
    tamper: onLine(5, 1, "transaction_amount = 90, functional_amount = 90"),
    code: "ENTRY_UNBALANCED",
    names: /^journal entry 5 \(je_\w+\)$/,
  },
  {
    what: "a reporting amount that was changed",
    tamper: onLine(6, 2, "reporting_amount = reporting_amount + 1"),
    code: "ENTRY_UNBALANCED",
    names: /^journal entry 6 /,
  },
  {
    what: "an amount in a foreign currency that was changed",
    tamper: onLine(2, 2, "transaction_amount = 20.02"),
    code: "ENTRY_UNBALANCED",
    names: /^journal entry 2 /,
  },
  {
    what: "a line that was deleted",
    tamper: statement(`DELETE FROM journal_entry_lines WHERE ${lineOf(6, 1)}`),
    code: "ENTRY_UNBALANCED",
    names: /^journal entry 6 /,
  },
  {
    what: "an entry deleted with its lines left behind",
    tamper: (root, partnerId) =>
      root.query(`DELETE FROM journal_entries WHERE ${ofEntry}`, [partnerId, 6]),
    code: "LINE_WITHOUT_ENTRY",
    names: /^journal entry line \d+$/,
  },
  {
    what: "an amount of a scale that its currency does not have",
    tamper: onLine(5, 1, "transaction_minor_units = 3"),
    code: "LINE_INVALID",
    names: /^line 1 of journal entry 5 /,
  },
  {
    what: "a line moved to another day",
    tamper: onLine(5, 2, "entry_date = entry_date - INTERVAL 1 DAY"),
    code: "PERIOD_WRONG",
    names: /^line 2 of journal entry 5 /,
  },
  {
    what: "an entry moved out of its period",
    tamper: async (root, partnerId) => {
      await onEntry(5, "entry_date = entry_date - INTERVAL 40 DAY")(root, partnerId);
      await onLine(5, 1, "entry_date = entry_date - INTERVAL 40 DAY")(root, partnerId);
      await onLine(5, 2, "entry_date = entry_date - INTERVAL 40 DAY")(root, partnerId);
    },
    code: "PERIOD_WRONG",
    names: /^line 1 of journal entry 5 /,
  },
  {
    what: "an entry that was deleted altogether",
    tamper: async (root, partnerId) => {
      await statement(`DELETE FROM journal_entry_lines WHERE ${lineOf(5, 1)}`)(root, partnerId);
      await statement(`DELETE FROM journal_entry_lines WHERE ${lineOf(5, 2)}`)(root, partnerId);
      await root.query(`DELETE FROM journal_entries WHERE ${ofEntry}`, [partnerId, 5]);
    },
    code: "NUMBER_MISSING",
    names: /^journal entry 5$/,
  },
  {
    what: "last entries that were cut off",
    tamper: statement(
      "UPDATE sequences SET current_value = 9 WHERE partner_id = ? AND sequence_name = 'journal_entry'",
    ),
    code: "NUMBER_MISSING",
    names: /^journal entries 7 to 9$/,
  },
  {
    what: "two entries that have changed numbers",
    tamper: async (root, partnerId) => {
      await onEntry(5, "entry_number = 99")(root, partnerId);
      await onEntry(6, "entry_number = 5")(root, partnerId);
      await onEntry(99, "entry_number = 6")(root, partnerId);
    },
    code: "NUMBER_MOVED",
    names: /^journal entry 6 /,
  },
  {
    what: "a written number that was changed",
    tamper: onEntry(5, "entry_reference = 'JE-2026-000009'"),
    code: "REFERENCE_CHANGED",
    names: /^journal entry 5 /,
  },
  {
    what: "a number left out in a fiscal year",
    tamper: onEntry(6, "entry_reference = 'JE-2026-000003', year_number = 3"),
    code: "REFERENCE_MISSING",
    names: /^journal entry 6 /,
  },
  {
    what: "numbers of a fiscal year that no entry has",
    tamper: statement(
      "UPDATE sequences SET current_value = 3 WHERE partner_id = ? AND sequence_name LIKE 'journal_entry:%'",
    ),
    code: "REFERENCE_MISSING",
    names: /^the last number given in \d{4}$/,
  },
  {
    what: "a reversal that is no mirror",
    tamper: onLine(4, 1, "customer_id = customer_id, service_date = '2026-01-01'"),
    code: "REVERSAL_DIFFERS",
    names: /^journal entry 4 /,
  },
  {
    what: "a line on a control account that names nobody",
    tamper: onLine(5, 1, "customer_id = NULL"),
    code: "PARTY_MISSING",
    names: /^line 1 on 1101 of journal entry 5 /,
  },
  {
    what: "the totals that differ with an unbalanced entry",
    tamper: onLine(5, 1, "transaction_amount = 90, functional_amount = 90"),
    code: "TRIAL_BALANCE_NOT_ZERO",
    names: /^functional BDT: debits \d+\.\d+, credits \d+\.\d+$/,
  },
  {
    what: "a period's balance that was changed",
    tamper: statement(
      "UPDATE period_balances SET functional_debit_amount = functional_debit_amount + 1 WHERE partner_id = ? ORDER BY period_balance_id LIMIT 1",
    ),
    code: "BALANCE_NOT_FOLDED",
    names: /^\d{4}-\d\d, account \d{4}, (BDT|USD)$/,
  },
  {
    what: "a day's balance that was deleted",
    tamper: statement("DELETE FROM daily_balances WHERE partner_id = ?"),
    code: "BALANCE_NOT_FOLDED",
    names: /^\d{4}-\d\d-\d\d, account \d{4}, (BDT|USD)$/,
  },
  {
    what: "balances that claim entries which are still to come",
    tamper: statement("UPDATE ledger_folds SET folded_entry_number = 50 WHERE partner_id = ?"),
    code: "BALANCE_NOT_FOLDED",
    names: /^journal entry 50$/,
  },
  {
    what: "a customer's balance that was changed",
    tamper: statement(
      "UPDATE customer_balances SET balance_amount = balance_amount - 1 WHERE partner_id = ? AND currency = 'USD'",
    ),
    code: "BALANCE_NOT_FOLDED",
    names: /^customer \d+, account 1101, USD$/,
  },
  {
    what: "a supplier's balance that was changed",
    tamper: statement(
      "UPDATE supplier_balances SET functional_balance_amount = 0 WHERE partner_id = ?",
    ),
    code: "BALANCE_NOT_FOLDED",
    names: /^supplier \d+, account \d{4}, BDT$/,
  },
  {
    what: "a schedule that was changed",
    tamper: statement(
      "UPDATE revenue_schedules SET functional_amount = functional_amount - 1 WHERE partner_id = ? ORDER BY revenue_schedule_id LIMIT 1",
    ),
    code: "DEFERRAL_DIFFERS",
    names: /^account 2031, ticket \d{13}: -1\.000$/,
  },
  {
    what: "a slice of a schedule that was changed",
    tamper: statement(
      "UPDATE revenue_schedule_lines SET functional_amount = functional_amount - 1 WHERE partner_id = ? ORDER BY revenue_schedule_line_id LIMIT 1",
    ),
    code: "DEFERRAL_DIFFERS",
    names: /^revenue schedule rsc_\w+$/,
  },
  {
    what: "more released of a slice than it defers",
    tamper: async (root, partnerId) => {
      await root.query(
        `INSERT INTO revenue_releases (partner_id, revenue_schedule_line_id, release_reason,
             transaction_amount, functional_amount, posting_key)
           SELECT partner_id, revenue_schedule_line_id, 'void', transaction_amount + 1, 0,
             (SELECT MIN(posting_key) FROM journal_entries WHERE journal_entries.partner_id = line.partner_id)
           FROM revenue_schedule_lines AS line WHERE partner_id = ?
           ORDER BY revenue_schedule_line_id LIMIT 1`,
        [partnerId],
      );
    },
    code: "DEFERRAL_DIFFERS",
    names: /^revenue schedule rsc_\w+, slice 1$/,
  },
  {
    what: "a release without an entry",
    tamper: async (root, partnerId) => {
      await root.query(
        `INSERT INTO revenue_releases (partner_id, revenue_schedule_line_id, release_reason,
             transaction_amount, functional_amount, posting_key)
           SELECT partner_id, revenue_schedule_line_id, 'void', 0, 0, 'void:op_unknown'
           FROM revenue_schedule_lines WHERE partner_id = ?
           ORDER BY revenue_schedule_line_id LIMIT 1`,
        [partnerId],
      );
    },
    code: "DEFERRAL_DIFFERS",
    names: /^posting key void:op_unknown$/,
  },
  {
    what: "a ticket that its issuance does not name",
    tamper: statement(
      "UPDATE journal_entry_lines SET booking_ticket_id = NULL WHERE partner_id = ? AND booking_ticket_id = (SELECT MAX(booking_ticket_id) FROM booking_tickets WHERE booking_tickets.partner_id = journal_entry_lines.partner_id)",
    ),
    code: "TICKET_WITHOUT_ENTRY",
    names: /^ticket \d{13}$/,
  },
  {
    what: "an issuance without its tickets",
    tamper: statement("DELETE FROM booking_tickets WHERE partner_id = ?"),
    code: "ISSUANCE_WITHOUT_TICKETS",
    names: /^journal entry 1 /,
  },
  {
    what: "a request that nobody follows",
    tamper: async (root, partnerId) => {
      await root.query(
        `INSERT INTO supplier_request_log (partner_id, gds_provider_code, operation, workflow_id,
             workflow_run_id, step, attempt, idempotency_key, request_digest, sent_at)
           VALUES (?, '1A', 'issue', 'w', 'r', 's', 1, 'issue:bk_forgotten', REPEAT('0', 64),
             UTC_TIMESTAMP(6) - INTERVAL 2 HOUR)`,
        [partnerId],
      );
    },
    code: "REQUEST_WITHOUT_OUTCOME",
    names: /^supplier request \d+ \(issue:bk_forgotten\)$/,
  },
  {
    what: "an amount that was changed on both sides, and everywhere it was added up",
    tamper: async (root, partnerId) => {
      for (const line of [1, 2]) {
        const change = `account_id = ${accountId(line === 1 ? "1101" : "4032")}`;
        await onLine(5, line, change)(root, partnerId);
      }
    },
    code: "ENTRY_CHANGED",
    names: /^journal entry 5 /,
  },
  {
    what: "an entry whose posting the audit does not know",
    tamper: statement(
      "DELETE FROM audit_logs WHERE partner_id = ? AND event_type = 'je.posted' ORDER BY audit_log_id DESC LIMIT 1",
    ),
    code: "ENTRY_NOT_AUDITED",
    names: /^journal entry 6 /,
  },
  {
    what: "last entries that were cut off, with the count of them",
    tamper: async (root, partnerId) => {
      await statement(`DELETE FROM journal_entry_lines WHERE ${lineOf(6, 1)}`)(root, partnerId);
      await statement(`DELETE FROM journal_entry_lines WHERE ${lineOf(6, 2)}`)(root, partnerId);
      await root.query(`DELETE FROM journal_entries WHERE ${ofEntry}`, [partnerId, 6]);
      await statement(
        "UPDATE sequences SET current_value = 5 WHERE partner_id = ? AND sequence_name = 'journal_entry'",
      )(root, partnerId);
    },
    code: "ENTRY_MISSING",
    names: /^journal entry je_\w+$/,
  },
  {
    what: "an entry that was changed, with a further audit row that bears it out",
    tamper: async (root, partnerId) => {
      const description = "description = 'Another one'";
      await onEntry(5, description)(root, partnerId);
      await tellAudit(5);
    },
    code: "ENTRY_AUDITED_TWICE",
    names: /^journal entry 5 /,
  },
  {
    what: "an account that was made one of another class",
    tamper: statement(
      "UPDATE chart_of_accounts SET account_class = 'asset' WHERE partner_id = ? AND account_code = '4032'",
    ),
    code: "RECORD_CHANGED",
    names: /^account 4032 \(acc_\w+\)$/,
  },
  {
    what: "an account that was given another code",
    tamper: statement(
      "UPDATE chart_of_accounts SET account_code = '4039' WHERE partner_id = ? AND account_code = '4032'",
    ),
    code: "RECORD_CHANGED",
    names: /^account 4039 /,
  },
  {
    what: "a period whose state was changed",
    tamper: statement(
      "UPDATE accounting_periods SET status = 'closed' WHERE partner_id = ? ORDER BY starts_on LIMIT 1",
    ),
    code: "RECORD_CHANGED",
    names: /^period \d{4}-\d\d \(per_\w+\)$/,
  },
  {
    what: "an approval by another than who gave it",
    tamper: statement(
      "UPDATE approvals SET checker_id = 'usr_other' WHERE partner_id = ? AND status = 'approved'",
    ),
    code: "RECORD_CHANGED",
    names: /^approval apr_\w+$/,
  },
  {
    what: "an approval that was taken away from what it was given for",
    tamper: statement("UPDATE approvals SET subject_public_id = 'jd_other' WHERE partner_id = ?"),
    code: "RECORD_CHANGED",
    names: /^approval apr_/,
  },
  {
    what: "an attachment that was exchanged",
    tamper: statement(
      "UPDATE documents SET sha256 = REPEAT('f', 64) WHERE partner_id = ? AND document_type = 'attachment'",
    ),
    code: "RECORD_CHANGED",
    names: /^document doc_\w+$/,
  },
  {
    what: "an attachment that was deleted",
    tamper: statement(
      "DELETE FROM documents WHERE partner_id = ? AND document_type = 'attachment'",
    ),
    code: "RECORD_CHANGED",
    names: /^document doc_\w+$/,
  },
  {
    what: "an audit row that was changed",
    tamper: statement(
      "UPDATE audit_logs SET actor_id = 'usr_innocent' WHERE partner_id = ? ORDER BY audit_log_id LIMIT 1",
    ),
    code: "ROW_CHANGED",
    names: /^audit row \d+ \(aud_\w+\) seal 1$/,
  },
];

describe("verifyLedger", () => {
  test("finds nothing wrong with books that are right, and tells its figures", async () => {
    const checks = await verifyLedger(ledger.scope);
    expect(checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
    expect(Object.fromEntries(checks.map(({ name, figures }) => [name, figures]))).toMatchObject({
      "entries balance": { entries: 6 },
      "numbers have no gap": { last_number: 6 },
      "written numbers have no gap": { written: 2 },
      "reversals mirror their entries": { reversals: 1 },
      "balances equal the lines": { folded_number: 6 },
      "tickets and issuance entries match": { tickets: 2 },
      "entries are as the audit saw them": { compared: 6 },
    });
  });

  test("finds nothing wrong with half a surrogate pair, which no column holds as it was", async () => {
    await post(ledger, { ...postingOf(ledger), description: "Sale \ud83d" });
    expect(await findings()).toEqual([]);
  });

  test("finds nothing wrong while entries are not folded and rows not sealed yet", async () => {
    await post(ledger);
    expect(await findings()).toEqual([]);
  });

  test.each(cases)("names $what", async ({ tamper, code, names }) => {
    await asRoot((root) => tamper(root, ledger.scope.partnerId));
    const finding = (await findings()).find((each) => each.code === code);
    expect(finding?.rows[0]).toMatch(names);
  });

  test.each([
    {
      code: "POSTING_KEY_TWICE",
      index: "uq_journal_entries_posting_key (partner_id, posting_key)",
      column: "posting_key",
      value: "(SELECT posting_key FROM journal_entries WHERE partner_id = ? AND entry_number = 5)",
      names: /^posting key test:/,
    },
    {
      code: "NUMBER_TWICE",
      index: "uq_journal_entries_number (partner_id, entry_number)",
      column: "entry_number",
      value: "(SELECT entry_number FROM journal_entries WHERE partner_id = ? AND entry_number = 5)",
      names: /^journal entry 5 /,
    },
    {
      code: "REFERENCE_TWICE",
      index: "uq_journal_entries_reference (partner_id, entry_reference)",
      column: "entry_reference",
      value:
        "(SELECT entry_reference FROM journal_entries WHERE partner_id = ? AND entry_number = 5)",
      names: /^number JE-\d{4}-000001$/,
    },
    {
      code: "REVERSED_TWICE",
      index: "uq_journal_entries_reversal (partner_id, reverses_journal_entry_id)",
      column: "reverses_journal_entry_id",
      value:
        "(SELECT reverses_journal_entry_id FROM journal_entries WHERE partner_id = ? AND entry_number = 4)",
      names: /^journal entry 3 /,
    },
  ])("names what its unique key no longer keeps apart: $code", async (tampered) => {
    const { partnerId } = ledger.scope;
    const [key = ""] = tampered.index.split(" ");
    const columns = tampered.index.slice(key.length);
    const found = await asRoot(async (root) => {
      const last = "partner_id = ? ORDER BY journal_entry_id DESC LIMIT 1";
      const [[before]] = await root.query<RowDataPacket[]>(
        `SELECT ${tampered.column} AS value FROM journal_entries WHERE ${last}`,
        [partnerId],
      );
      const [[other]] = await root.query<RowDataPacket[]>(`SELECT ${tampered.value} AS value`, [
        partnerId,
      ]);
      const write = (value: unknown) =>
        root.query(`UPDATE journal_entries SET ${tampered.column} = ? WHERE ${last}`, [
          value,
          partnerId,
        ]);
      // MySQL keeps an index for each foreign key.
      await root.query(
        `ALTER TABLE journal_entries ADD KEY ix_spare ${columns}, DROP INDEX ${key}`,
      );
      try {
        await write(other?.["value"]);
        return await findings();
      } finally {
        await write(before?.["value"]);
        await root.query(
          `ALTER TABLE journal_entries ADD UNIQUE KEY ${tampered.index}, DROP INDEX ix_spare`,
        );
      }
    });
    const finding = found.find(({ code }) => code === tampered.code);
    expect(finding?.rows[0]).toMatch(tampered.names);
  });
});
