import { chainHash, chainStart } from "../../db/audit/chain";
import { foldBalances } from "../../db/balances/fold-balances";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { getBooking } from "../../db/read/get-booking";
import { listPeriods } from "../../db/read/periods";
import { inTransaction } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import { insertJournalDraft } from "../../db/write/journal-drafts";
import { insertPeriodChecklist } from "../../db/write/period-checklists";
import { recordPriceChange } from "../../db/write/price-changes";
import { keepScheduleChange } from "../../db/write/schedule-changes";
import { insertSupplierCalls } from "../../db/write/supplier-calls";
import { insertIntent } from "../../db/write/supplier-requests";
import { insertVerification } from "../../db/write/verifications";
import { invariant } from "../../domain/invariant";
import { findScheduleChanges } from "../../domain/schedule-change";
import { requestApproval } from "../../services/approval/request-approval";
import { setFxRateFeed } from "../../services/fx-rate/set-fx-rate-feed";
import { createReportDefinition } from "../../services/report/create-report-definition";
import { createToken } from "../../services/token/create-token";
import { nowAsDateTime, testContext, today } from "./database";
import { commitExchange } from "./exchanged-booking";
import { insertBspRows } from "./furnished-bsp";
import {
  insertCouponReport,
  insertOverrideRows,
  insertSignOffRow,
  insertRecognitionRow,
} from "./furnished-recognition";
import { insertRefundRows } from "./furnished-refund";
import type { IssuableBooking } from "./issuable-booking";
import { commitIssuance, commitVoid, createIssuableBooking } from "./issuable-booking";
import type { Ledger } from "./ledger";
import { addRate, openLedger } from "./ledger";
import { insertMemoRows } from "./memos";
import { addUser, giveAccess } from "./people";
import { createStay } from "./stays";

/** A partner with at least one row in every table that rows of partners are in. */
export async function openFurnishedPartner(
  database: DatabaseHandle,
  /** Not where the audit's sealer runs: it does that itself. */
  { isSealed = true }: { readonly isSealed?: boolean } = {},
): Promise<{ readonly ledger: Ledger; readonly booking: IssuableBooking }> {
  const ledger = await openLedger(database);
  const { scope } = ledger;
  await addRate(scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
  const userId = await insertPeople(scope, ledger);
  await insertSupplierRows(scope, ledger);
  await insertManualEntries(ledger);
  await insertApprovals(scope, userId);
  const booking = await createIssuableBooking(ledger, { passengers: 2 });
  await insertPriceChange(scope, booking);
  await insertScheduleChange(scope, booking.bookingId);
  await commitIssuance(database, booking);
  await insertVoid(database, ledger);
  await createStay(ledger);
  await insertRefundRows(scope);
  await insertMemoRows(scope);
  await insertExchange(database, ledger);
  await foldBalances(scope);
  await insertMessages(scope, booking);
  if (isSealed) await insertSeal(scope);
  await insertProof(scope);
  await insertPrivacy(scope, ledger);
  await insertPeriodsAndFeeds(scope);
  await keepReport(scope);
  await insertOverrideRows(scope);
  await insertSignOffRow(scope);
  await insertBspRows(scope);
  await writeHistories(scope, { ...ledger, userId });
  return { ledger, booking };
}

/** Found once, and gone again before the booking is issued. */
async function insertPriceChange(scope: PartnerDatabase, { bookingId }: IssuableBooking) {
  const booking = await getBooking(scope, bookingId);
  const { fareTotal, taxTotal } = booking;
  const price = { oldFare: fareTotal, oldTax: taxTotal, newFare: fareTotal, newTax: taxTotal };
  await inTransaction(scope, (transaction) =>
    recordPriceChange(transaction, booking, { ...price, fares: [] }),
  );
}

/** An airline that flies its only flight no more. */
export async function insertScheduleChange(scope: PartnerDatabase, bookingId: string) {
  const booking = await getBooking(scope, bookingId);
  const changes = findScheduleChanges(booking, { segments: [] });
  const kept = await inTransaction(scope, (transaction) =>
    keepScheduleChange(transaction, booking, changes, nowAsDateTime()),
  );
  return kept?.publicId ?? "";
}

/** Of one of two tickets: the other's revenue still waits, by now for its expiry. */
async function insertVoid(database: DatabaseHandle, ledger: Ledger): Promise<void> {
  const booking = await createIssuableBooking(ledger, { passengers: 2 });
  await commitIssuance(database, booking);
  await commitVoid(database, ledger.scope, booking, booking.documents.slice(1));
  await insertCouponReport(ledger.scope, booking.bookingId);
}

async function insertExchange(database: DatabaseHandle, ledger: Ledger): Promise<void> {
  const booking = await createIssuableBooking(ledger);
  await commitIssuance(database, booking);
  await commitExchange(database, ledger, booking);
}

async function insertPrivacy({ db }: PartnerDatabase, { customer }: Ledger): Promise<void> {
  const at = nowAsDateTime();
  const customerId = customer.id;
  await db
    .insertInto("consents")
    .values({
      public_id: newId("consent"),
      customer_id: customerId,
      purpose: "marketing_email",
      status: "given",
      channel: "counter",
      decided_at: at,
    })
    .execute();
  await db
    .insertInto("erasures")
    .values({
      public_id: newId("erasure"),
      customer_id: customerId,
      reason: "asked",
      erased_at: at,
    })
    .execute();
}

async function keepReport(scope: PartnerDatabase): Promise<void> {
  const request = { report: "trial_balance", format: "csv" };
  const definition = { code: "TB", name: "Trial balance", span: "this_month", request } as const;
  await inTransaction(scope, (transaction) =>
    createReportDefinition(transaction, definition, { context: testContext, at: nowAsDateTime() }),
  );
}

async function insertPeriodsAndFeeds(scope: PartnerDatabase): Promise<void> {
  const at = nowAsDateTime();
  const [period] = await listPeriods(scope);
  invariant(period !== undefined, "a partner begins with periods");
  await insertPeriodChecklist(scope, {
    publicId: newId("periodChecklist"),
    periodId: period.periodId,
    purpose: "check",
    items: [],
    lastEntryNumber: 0,
    workflowId: null,
    at,
  });
  await inTransaction(scope, (transaction) =>
    setFxRateFeed(
      transaction,
      "ecb",
      { isActive: true, isCrossed: false },
      { context: testContext, at },
    ),
  );
}

/** What people ask for and draft, in every table that it may be in. */
async function insertManualEntries({ scope, partner, customer }: Ledger): Promise<void> {
  const at = nowAsDateTime();
  const { db } = scope;
  await inTransaction(scope, async (transaction) => {
    const draftId = await insertJournalDraft(
      transaction,
      { kind: "manual", draftDate: today(), description: "A draft", reverseOn: null, lines: [] },
      at,
    );
    await requestApproval(
      transaction,
      { kind: "journal_draft", act: "journal_entry.post", subjectId: draftId, payload: {} },
      { context: testContext, at },
    );
  });
  const draft = await db
    .selectFrom("journal_drafts")
    .select("journal_draft_id")
    .executeTakeFirstOrThrow();
  const document = await db
    .insertInto("documents")
    .values({
      public_id: newId("document"),
      document_type: "attachment",
      file_name: "bill.pdf",
      content_type: "application/pdf",
      byte_size: 3,
      sha256: "0".repeat(64),
      storage_key: `${partner.publicId}/${customer.publicId}`,
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("journal_attachments")
    .values({
      document_id: Number(document.insertId),
      journal_draft_id: draft.journal_draft_id,
    })
    .execute();
  const template = await db
    .insertInto("journal_templates")
    .values({
      public_id: newId("journalTemplate"),
      journal_template_code: "RENT",
      description: "Rent",
      entry_lines: "[]",
    })
    .executeTakeFirstOrThrow();
  const recurring = await db
    .insertInto("recurring_journals")
    .values({
      public_id: newId("recurringJournal"),
      recurring_journal_code: "RENT",
      description: "Rent",
      frequency: "daily",
      starts_on: today(),
      entry_lines: "[]",
    })
    .executeTakeFirstOrThrow();
  await inTransaction(scope, async (transaction) => {
    for (const [table, { insertId }] of [
      ["journal_templates", template],
      ["recurring_journals", recurring],
    ] as const) {
      await writeHistory(transaction, { table, ids: [Number(insertId)], type: "INSERT", at });
    }
  });
}

/** What people say of what was asked for, and who speaks for whom. */
async function insertApprovals(scope: PartnerDatabase, userId: number): Promise<void> {
  const { db } = scope;
  const at = nowAsDateTime();
  const approval = await db.selectFrom("approvals").select("approval_id").executeTakeFirstOrThrow();
  const branch = await db.selectFrom("branches").select("branch_id").executeTakeFirstOrThrow();
  await db
    .insertInto("approval_branches")
    .values({ ...approval, branch_id: branch.branch_id })
    .execute();
  await db
    .insertInto("approval_decisions")
    .values({
      ...approval,
      decision: "approved",
      checker_type: "user",
      checker_id: newId("user"),
      checker_user_id: userId,
      authority_user_id: userId,
    })
    .execute();
  await db
    .insertInto("approval_comments")
    .values({
      ...approval,
      public_id: newId("approvalComment"),
      actor_type: "user",
      actor_id: newId("user"),
      comment_text: "Is the bill there?",
    })
    .execute();
  const delegation = await db
    .insertInto("approval_delegations")
    .values({
      public_id: newId("approvalDelegation"),
      delegator_user_id: userId,
      delegate_user_id: await addUser(scope),
      starts_at: at,
      ends_at: "2099-01-01 00:00:00",
      reason: "On leave",
    })
    .executeTakeFirstOrThrow();
  const policies = await db.selectFrom("approval_policies").select("approval_policy_id").execute();
  await inTransaction(scope, async (transaction) => {
    const ids = [Number(delegation.insertId)];
    await writeHistory(transaction, { table: "approval_delegations", ids, type: "INSERT", at });
    await writeHistory(transaction, {
      table: "approval_policies",
      ids: policies.map(({ approval_policy_id }) => approval_policy_id),
      type: "INSERT",
      at,
    });
  });
}

async function insertPeople(scope: PartnerDatabase, { customer }: Ledger): Promise<number> {
  const { db } = scope;
  const user = await db
    .insertInto("users")
    .values({ public_id: newId("user"), email: "clerk@nova.example", full_name: "A Clerk" })
    .executeTakeFirstOrThrow();
  await createToken(
    scope,
    { name: "test", environment: "test", permissions: ["booking.read.partner"] },
    { context: testContext, at: nowAsDateTime() },
  );
  await db
    .updateTable("personal_access_tokens")
    .set({ user_id: Number(user.insertId) })
    .execute();
  await db
    .insertInto("branches")
    .values({ public_id: newId("branch"), branch_code: "DAC", branch_name: "Dhaka" })
    .execute();
  await insertFactors(scope, Number(user.insertId));
  await giveAccess(scope, Number(user.insertId), { role: "travel_agent", branch: "DAC" });
  await db
    .insertInto("customer_addresses")
    .values({
      customer_id: customer.id,
      address_type: "billing",
      line_1: "1 Road",
      city: "Dhaka",
      country_code: "BD",
    })
    .execute();
  return Number(user.insertId);
}

/** What a person signs in with. */
async function insertFactors({ db }: PartnerDatabase, userId: number): Promise<void> {
  const at = nowAsDateTime();
  const secret = { user_id: userId, secret_hash: "0".repeat(64) };
  await db.insertInto("user_credentials").values({ user_id: userId }).execute();
  await db
    .insertInto("user_totps")
    .values({ user_id: userId, secret_encrypted: Buffer.from("sealed") })
    .execute();
  await db.insertInto("user_recovery_codes").values(secret).execute();
  await db
    .insertInto("user_links")
    .values({
      ...secret,
      public_id: newId("userLink"),
      link_kind: "password_reset",
      expires_at: at,
    })
    .execute();
  await insertKeysAndIdentities(db, userId);
  const family = await db
    .insertInto("refresh_token_families")
    .values({
      public_id: newId("session"),
      user_id: userId,
      session_epoch: 0,
      assurance_level: 1,
      authenticated_at: at,
      expires_at: at,
      last_used_at: at,
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("refresh_tokens")
    .values({ refresh_token_family_id: Number(family.insertId), secret_hash: "0".repeat(64) })
    .execute();
}

async function insertKeysAndIdentities(db: PartnerDatabase["db"], userId: number): Promise<void> {
  const provider = await db
    .insertInto("identity_providers")
    .values({
      public_id: newId("identityProvider"),
      display_name: "Our directory",
      issuer_url: "https://login.example.com",
      client_identifier: "travobooks",
      client_secret_encrypted: Buffer.from("sealed"),
      email_domains: "[]",
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("user_identities")
    .values({
      public_id: newId("userIdentity"),
      user_id: userId,
      identity_provider_id: Number(provider.insertId),
      subject: "00u1",
      last_used_at: nowAsDateTime(),
    })
    .execute();
  await db
    .insertInto("user_passkeys")
    .values({
      public_id: newId("passkey"),
      user_id: userId,
      display_name: "A key",
      credential: "AAAA",
      credential_hash: "0".repeat(64),
      public_key: Buffer.from("key"),
      sign_count: 0,
      transports: "[]",
      is_synced: 0,
    })
    .execute();
}

async function insertSupplierRows({ db }: PartnerDatabase, { supplierId }: Ledger): Promise<void> {
  await db
    .insertInto("supplier_bank_details")
    .values({
      supplier_id: supplierId,
      bank_name: "A Bank",
      account_holder_name: "Biman",
      account_number_encrypted: Buffer.from("sealed"),
      account_number_last_four: "1234",
      account_currency: "BDT",
    })
    .execute();
  await db
    .insertInto("gds_credentials")
    .values({
      public_id: newId("gdsCredential"),
      gds_provider_code: "1A",
      credential_label: "sandbox",
      credentials_encrypted: Buffer.from("sealed"),
    })
    .execute();
}

async function insertMessages(scope: PartnerDatabase, booking: IssuableBooking): Promise<void> {
  const { db } = scope;
  const row = await db
    .selectFrom("bookings")
    .select("booking_id")
    .where("public_id", "=", booking.bookingId)
    .executeTakeFirstOrThrow();
  await insertIntent(scope, {
    gds_provider_code: "1A",
    operation: "issue",
    booking_id: row.booking_id,
    workflow_id: "w",
    workflow_run_id: newId("event"),
    step: "issue:1",
    attempt: 1,
    idempotency_key: `issue:${booking.bookingId}`,
    turn: 1,
    request_digest: "0".repeat(64),
    sent_at: nowAsDateTime(),
  });
  await insertSupplierCalls(scope, [
    {
      gds_provider_code: "1A",
      operation: "DocIssuance_IssueTicket",
      workflow_id: "w",
      workflow_run_id: newId("event"),
      activity_id: "1",
      attempt: 1,
      outcome: "notSent",
      request_digest: "0".repeat(64),
      sent_at: nowAsDateTime(),
      duration_ms: 1,
    },
  ]);
  const document = await db
    .insertInto("documents")
    .values({
      public_id: newId("document"),
      document_type: "e_ticket",
      booking_id: row.booking_id,
      file_name: "e-ticket.pdf",
      content_type: "application/pdf",
      byte_size: 3,
      sha256: "0".repeat(64),
      storage_key: "x",
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("email_outbox")
    .values({
      public_id: newId("message"),
      message_key: newId("event"),
      message_type: "e_ticket",
      recipient_address: "a@example.com",
      subject: "E-ticket",
      mail_message_id: "<x@example.com>",
      document_id: Number(document.insertId),
    })
    .execute();
}

/** One audit row is sealed, as the sealer would; the others wait for it. */
async function insertSeal({ db, partner }: PartnerDatabase): Promise<void> {
  const row = await db
    .selectFrom("audit_logs")
    .select(["audit_log_id", "content_hash"])
    .orderBy("audit_log_id")
    .limit(1)
    .executeTakeFirstOrThrow();
  const { audit_log_id: auditLogId, content_hash: contentHash } = row;
  const link = { partner, sequence: 1, auditLogId, contentHash, previousHash: chainStart };
  await db
    .insertInto("audit_seals")
    .values({
      sequence: 1,
      audit_log_id: auditLogId,
      previous_hash: chainStart,
      chain_hash: chainHash(link),
    })
    .execute();
  await db.deleteFrom("unsealed_audit_logs").where("audit_log_id", "=", auditLogId).execute();
}

async function insertProof(scope: PartnerDatabase): Promise<void> {
  const at = nowAsDateTime();
  await insertVerification(scope, {
    publicId: newId("verification"),
    kind: "ledger",
    isClean: true,
    checks: [],
    workflowId: null,
    startedAt: at,
    finishedAt: at,
  });
  await insertRecognitionRow(scope);
  await scope.db
    .insertInto("journal_imports")
    .values({
      public_id: newId("journalImport"),
      import_kind: "journal",
      byte_size: 1,
      sha256: "0".repeat(64),
      storage_key: "x",
    })
    .execute();
}

/** Those of the entities that nothing changes yet. */
async function writeHistories(
  scope: PartnerDatabase,
  { supplierId, userId }: Ledger & { readonly userId: number },
): Promise<void> {
  const { db } = scope;
  const address = await db
    .selectFrom("customer_addresses")
    .select("customer_address_id as id")
    .executeTakeFirstOrThrow();
  const bank = await db
    .selectFrom("supplier_bank_details")
    .select("supplier_bank_detail_id as id")
    .executeTakeFirstOrThrow();
  const period = await db
    .selectFrom("accounting_periods")
    .select("accounting_period_id as id")
    .executeTakeFirstOrThrow();
  const account = await db
    .selectFrom("chart_of_accounts")
    .select("account_id as id")
    .executeTakeFirstOrThrow();
  const role = await db.selectFrom("roles").select("role_id as id").executeTakeFirstOrThrow();
  const branch = await db
    .selectFrom("branches")
    .select("branch_id as id")
    .executeTakeFirstOrThrow();
  const userRole = await db
    .selectFrom("user_roles")
    .select("user_role_id as id")
    .executeTakeFirstOrThrow();
  const userBranch = await db
    .selectFrom("user_branches")
    .select("user_branch_id as id")
    .executeTakeFirstOrThrow();
  const provider = await db
    .selectFrom("identity_providers")
    .select("identity_provider_id as id")
    .executeTakeFirstOrThrow();
  const changed = [
    { table: "branches", id: branch.id },
    { table: "roles", id: role.id },
    { table: "identity_providers", id: provider.id },
    { table: "user_roles", id: userRole.id },
    { table: "user_branches", id: userBranch.id },
    { table: "accounting_periods", id: period.id },
    { table: "chart_of_accounts", id: account.id },
    { table: "customer_addresses", id: address.id },
    { table: "supplier_bank_details", id: bank.id },
    { table: "suppliers", id: supplierId },
    { table: "users", id: userId },
  ] as const;
  await inTransaction(scope, async (transaction) => {
    for (const { table, id } of changed) {
      await writeHistory(transaction, { table, ids: [id], type: "INSERT", at: nowAsDateTime() });
    }
  });
}
