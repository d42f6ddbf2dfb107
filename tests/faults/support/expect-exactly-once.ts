import type { Call } from "./caller";
import type { FaultStack } from "./fault-stack";
import { issuanceRecoveries } from "./issuance-recoveries";
import { hangMs, until } from "./observe";
import type { Sale } from "./sale";
import { issuePath } from "./sale";
import { isIssuance } from "./supplier-control";
import { readAttempts } from "./workflow-attempts";

export interface Harmed {
  readonly sale: Sale;
  /** The caller's request that was under way. */
  readonly call: Promise<Call>;
  /** When the harm was done, or the outage ended. */
  readonly since: number;
  /** More than one where SMTP lost its answer: it cannot be asked what it took. */
  readonly mailCopiesMax?: number;
  /** For a line of the table that is not named after its test. */
  readonly name?: string;
}

/**
 * What must hold after any harm: one set of tickets at the supplier and in the books, one balanced
 * entry, one mail, nothing left open, and a caller who learns the result. Measures how long it took.
 */
export async function expectExactlyOnce(environment: FaultStack, harmed: Harmed): Promise<void> {
  const { sale, since } = harmed;
  const issuedAt = await untilIssued(environment, sale);
  const { receivedAt } = await environment.mail.untilMailed(sale.email);
  const mailedAt = Date.parse(receivedAt);
  const call = await harmed.call;
  await untilQuiet(environment, sale);
  await expectSupplierAndBooksAgree(environment, sale);
  await expectOneEntry(environment, sale);
  await expectNothingOpen(environment, sale);
  await expectOneMail(environment, sale, harmed.mailCopiesMax ?? 1);
  await expectCallerLearnsResult(environment, sale, call);
  const requests = await environment.supplier.requests(sale.recordLocator);
  const seconds = (at: number) => Math.max(0, at - since) / 1_000;
  issuanceRecoveries.add({
    case: harmed.name ?? testName(),
    issuedS: seconds(issuedAt),
    mailS: seconds(mailedAt),
    answeredS: seconds(call.endedAt),
    ...(await readAttempts(environment, sale)),
    supplierCalls: requests.length,
    issueRequests: requests.filter(isIssuance).length,
    met: call.met.join(" "),
  });
  expect(issuedAt - since).toBeLessThan(hangMs);
  expect(mailedAt - since).toBeLessThan(hangMs);
}

function testName(): string {
  return (expect.getState().currentTestName ?? "").replace(/^issuance under faults /, "");
}

async function untilIssued({ books }: FaultStack, sale: Sale): Promise<number> {
  return until(`the issuance of ${sale.recordLocator}`, async () => {
    const [row] = await books.rows("SELECT state FROM bookings WHERE public_id = ?", [
      sale.bookingId,
    ]);
    return row?.["state"] === "ISSUED" ? Date.now() : undefined;
  });
}

/** Every workflow is over, those that its events called for too: nothing comes any more. */
async function untilQuiet(environment: FaultStack, sale: Sale): Promise<void> {
  const { books, partner } = environment;
  await untilCompleted(environment, `issue:${partner}:${sale.bookingId}`);
  const events = await until("events that are taken up", async () => {
    const rows = await books.rows(
      "SELECT public_id, event_type, dispatched_at FROM outbox_events WHERE aggregate_id = ?",
      [sale.bookingId],
    );
    const issued = rows.some(({ event_type }) => event_type === "booking.issued");
    return issued && rows.every(({ dispatched_at }) => dispatched_at !== null) ? rows : undefined;
  });
  const issued = events.filter(({ event_type }) => event_type === "booking.issued");
  expect(issued).toHaveLength(1);
  for (const { public_id } of issued) {
    await untilCompleted(environment, `deliver:${public_id}:email:e_ticket`);
  }
}

async function untilCompleted({ temporal }: FaultStack, workflowId: string): Promise<void> {
  await until(`the end of ${workflowId}`, async () => {
    const { status } = await temporal.workflow.getHandle(workflowId).describe();
    return status.name === "COMPLETED" || undefined;
  });
}

async function expectSupplierAndBooksAgree(
  { supplier, books }: FaultStack,
  sale: Sale,
): Promise<void> {
  const requests = (await supplier.requests(sale.recordLocator)).filter(isIssuance);
  const effective = requests.filter(({ worked }) => worked);
  expect(effective.length).toBeLessThanOrEqual(1);
  // Nobody asked for tickets once there were some, and none were refused as a second set.
  if (effective.length === 1) expect(requests.at(-1)).toBe(effective[0]);
  expect(requests.filter(({ result }) => result.startsWith("395"))).toEqual([]);
  const atSupplier = await supplier.documents(sale.recordLocator);
  const inBooks = await books.rows(
    `SELECT ticket_number, status FROM booking_tickets
      JOIN bookings USING (partner_id, booking_id) WHERE bookings.public_id = ?`,
    [sale.bookingId],
  );
  const fares = await books.rows(
    `SELECT booking_fare_id FROM booking_fares
      JOIN bookings USING (partner_id, booking_id) WHERE bookings.public_id = ?`,
    [sale.bookingId],
  );
  expect(atSupplier).toHaveLength(fares.length);
  expect(new Set(inBooks.map(({ ticket_number }) => ticket_number))).toEqual(new Set(atSupplier));
  expect(inBooks).toHaveLength(atSupplier.length);
  expect(new Set(inBooks.map(({ status }) => status))).toEqual(new Set(["ISSUED"]));
}

async function expectOneEntry({ books, partner }: FaultStack, sale: Sale): Promise<void> {
  const entries = await books.rows(
    "SELECT journal_entry_id, posting_key FROM journal_entries WHERE source_public_id = ?",
    [sale.bookingId],
  );
  expect(entries.map(({ posting_key }) => posting_key)).toEqual([`issue:${sale.bookingId}`]);
  const sides = await books.rows(
    `SELECT side, SUM(functional_amount) AS total FROM journal_entry_lines
      WHERE journal_entry_id = ? GROUP BY side ORDER BY side`,
    [entries[0]?.["journal_entry_id"]],
  );
  expect(sides.map(({ side }) => side)).toEqual(["credit", "debit"]);
  expect(Number(sides[0]?.["total"])).toBeGreaterThan(0);
  expect(sides[0]?.["total"]).toBe(sides[1]?.["total"]);
  const [numbers] = await books.rows(
    `SELECT COUNT(*) AS entries, COUNT(DISTINCT entry_number) AS numbers,
        MIN(entry_number) AS lowest, MAX(entry_number) AS highest, MAX(current_value) AS counter
      FROM journal_entries JOIN partners USING (partner_id)
      JOIN sequences ON sequences.partner_id = partners.partner_id
        AND sequence_name = 'journal_entry'
      WHERE partners.public_id = ?`,
    [partner],
  );
  const count = numbers?.["entries"];
  expect(numbers).toEqual({
    entries: count,
    numbers: count,
    lowest: 1,
    highest: count,
    counter: count,
  });
}

async function expectNothingOpen({ books }: FaultStack, sale: Sale): Promise<void> {
  await until("answers to all supplier requests", async () => {
    const open = await books.rows(
      `SELECT supplier_request_id FROM supplier_request_log
        JOIN bookings USING (partner_id, booking_id)
        WHERE bookings.public_id = ? AND supplier_request_log.state IN ('pending', 'unknown')`,
      [sale.bookingId],
    );
    return open.length === 0 || undefined;
  });
  const operations = await books.rows(
    `SELECT status FROM operations
      WHERE resource_public_id = ? AND operation_kind = 'booking.issue'`,
    [sale.bookingId],
  );
  const statuses = operations.map(({ status }) => status);
  expect(statuses.filter((status) => status === "succeeded")).toHaveLength(1);
  expect(statuses.filter((status) => status !== "succeeded" && status !== "failed")).toEqual([]);
  const audited = await books.rows(
    "SELECT event_type FROM audit_logs WHERE target_entity_id = ? AND event_type LIKE '%issue%'",
    [sale.bookingId],
  );
  expect(audited.map(({ event_type }) => event_type)).toEqual(["booking.issued"]);
}

async function expectOneMail(
  { books, mail }: FaultStack,
  sale: Sale,
  copiesMax: number,
): Promise<void> {
  const mails = await mail.mailsTo(sale.email);
  const messageIds = new Set(mails.map(({ messageId }) => messageId));
  expect(messageIds.size).toBe(1);
  expect(mails.length).toBeLessThanOrEqual(copiesMax);
  const sent = await books.rows(
    "SELECT status, mail_message_id FROM email_outbox WHERE recipient_address = ?",
    [sale.email],
  );
  expect(sent).toEqual([{ status: "sent", mail_message_id: [...messageIds][0] }]);
  const documents = await books.rows(
    `SELECT document_type FROM documents
      JOIN bookings USING (partner_id, booking_id) WHERE bookings.public_id = ?`,
    [sale.bookingId],
  );
  expect(documents).toEqual([{ document_type: "e_ticket" }]);
}

/** The same key again gives the result, and so does the operation; so did the call under way. */
async function expectCallerLearnsResult(
  { caller, supplier }: FaultStack,
  sale: Sale,
  { final }: Call,
): Promise<void> {
  const replayed = await caller.post(issuePath(sale), sale.key);
  expect([replayed.status, replayed.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
  const issuance = replayed.body;
  expect(issuance).toMatchObject({ booking_id: sale.bookingId, state: "ISSUED" });
  const numbers = await supplier.documents(sale.recordLocator);
  expect(new Set(issuance["ticket_numbers"] as string[])).toEqual(new Set(numbers));
  const operation = await caller.get(`/v1/operations/${String(issuance["operation_id"])}`);
  expect(operation.body).toMatchObject({ status: "succeeded", done: true, result: issuance });
  if (final.status === 201) expect(final.body).toEqual(issuance);
  else expect(final.body).toMatchObject({ status: "succeeded", result: issuance });
}
