import type { FaultStack } from "../support/fault-stack";
import { askControl } from "../support/observe";
import type { Facts, MatrixAct, Subject } from "./act";

export interface Found extends Facts {
  /** How the act's operation stands. */
  readonly operation: string;
  /** Documents that stand at the supplier are those that stand in the books. */
  readonly numbersAgree: boolean;
  /** Supplier requests of which nobody knows what became. */
  readonly openRequests: number;
  /** How often a person was asked. */
  readonly attentions: number;
}

export interface Looked {
  readonly subject: Subject;
  readonly act: MatrixAct;
}

/** Everything about many bookings, in a handful of statements. */
export async function readFacts(
  environment: FaultStack,
  cells: readonly Looked[],
): Promise<Found[]> {
  const { books } = environment;
  const ids = cells.map(({ subject }) => subject.bookingId);
  const read = async (statement: string) => group(await books.rows(statement, [ids]));
  const [states, tickets, entries, standing, waiting, events, operations, open, ...others] =
    await Promise.all(statements.map(read));
  const [attentions, unbooked] = others;
  const mails = await readMails(environment);
  const of = (found: ReadonlyMap<string, string[]> | undefined, id: string) => found?.get(id) ?? [];
  return Promise.all(
    cells.map(async ({ subject, act }): Promise<Found> => {
      const id = subject.bookingId;
      const documents = await subject.supplier.documents(subject.locator);
      const inBooks = of(tickets, id).map((ticket) => ticket.split(" "));
      const stands = inBooks.flatMap(([number = "", status]) =>
        status === "ISSUED" ? [number] : [],
      );
      return {
        booking: of(states, id).join(),
        tickets: count(inBooks.map(([, status]) => status ?? "")),
        atSupplier: count(documents.map(({ status }) => status)),
        entries: of(entries, id).toSorted().join(", "),
        cancelsOut: of(standing, id).length === 0,
        isWaiting: of(waiting, id).length > 0,
        events: of(events, id).toSorted().join(", "),
        mails: mails.get(subject.email) ?? 0,
        operation: of(operations, id)
          .filter((operation) => operation.startsWith(`${act.kind} `))
          .map((operation) => operation.slice(act.kind.length + 1))
          .join(", "),
        numbersAgree:
          sorted(stands) ===
          sorted(
            documents.filter(({ status }) => status === "open").flatMap(({ numbers }) => numbers),
          ),
        openRequests: of(open, id).length + of(unbooked, id).length,
        attentions: of(attentions, id).length,
      };
    }),
  );
}

/** In the order in which they are taken apart above: the booking, and a fact about it. */
const statements = [
  "SELECT public_id AS booking, state AS fact FROM bookings WHERE public_id IN (?)",
  `SELECT public_id AS booking, CONCAT(ticket_number, ' ', status) AS fact
    FROM bookings JOIN booking_tickets USING (partner_id, booking_id) WHERE public_id IN (?)`,
  `SELECT source_public_id AS booking, SUBSTRING_INDEX(posting_key, ':', 1) AS fact
    FROM journal_entries WHERE source_public_id IN (?)`,
  `SELECT public_id AS booking, account_id AS fact
    FROM bookings JOIN journal_entry_lines USING (partner_id, booking_id)
    WHERE public_id IN (?) GROUP BY public_id, account_id
    HAVING SUM(IF(side = 'debit', functional_amount, -functional_amount)) <> 0`,
  `SELECT bookings.public_id AS booking, slice.revenue_schedule_line_id AS fact
    FROM bookings JOIN revenue_schedules AS schedule USING (partner_id, booking_id)
    JOIN revenue_schedule_lines AS slice USING (partner_id, revenue_schedule_id)
    LEFT JOIN revenue_releases AS released USING (partner_id, revenue_schedule_line_id)
    WHERE bookings.public_id IN (?)
    GROUP BY bookings.public_id, slice.revenue_schedule_line_id, slice.functional_amount
    HAVING slice.functional_amount <> COALESCE(SUM(released.functional_amount), 0)`,
  `SELECT aggregate_id AS booking, event_type AS fact
    FROM outbox_events WHERE aggregate_id IN (?)`,
  `SELECT resource_public_id AS booking, CONCAT(operation_kind, ' ', status) AS fact
    FROM operations WHERE resource_public_id IN (?)`,
  `SELECT public_id AS booking, supplier_request_id AS fact
    FROM bookings JOIN supplier_request_log USING (partner_id, booking_id)
    WHERE public_id IN (?) AND supplier_request_log.state IN ('pending', 'unknown')`,
  `SELECT target_entity_id AS booking, event_type AS fact
    FROM audit_logs WHERE target_entity_id IN (?) AND event_type LIKE '%needs_attention'`,
  // What is asked before there is a booking names it in its key.
  `SELECT SUBSTRING_INDEX(idempotency_key, ':', -1) AS booking, supplier_request_id AS fact
    FROM supplier_request_log
    WHERE booking_id IS NULL AND state IN ('pending', 'unknown')
      AND SUBSTRING_INDEX(idempotency_key, ':', -1) IN (?)`,
];

type Rows = readonly Readonly<Record<string, string | number | null>>[];

function group(rows: Rows): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { booking, fact } of rows) {
    const key = String(booking);
    groups.set(key, [...(groups.get(key) ?? []), String(fact)]);
  }
  return groups;
}

/** By recipient; the same mail handed in twice is one. */
async function readMails({ stack }: FaultStack): Promise<ReadonlyMap<string, number>> {
  const { messages } = await askControl<{
    readonly messages: readonly { readonly messageId: string; readonly recipients: string[] }[];
  }>(`${stack.addresses["smtpControl"] ?? ""}/messages`);
  const ids = new Map<string, Set<string>>();
  for (const { messageId, recipients } of messages) {
    for (const recipient of recipients) {
      ids.set(recipient, (ids.get(recipient) ?? new Set()).add(messageId));
    }
  }
  return new Map([...ids].map(([recipient, all]) => [recipient, all.size]));
}

/** `3 ISSUED, 1 VOIDED` */
function count(statuses: readonly string[]): string {
  return [...new Set(statuses)]
    .toSorted()
    .map((status) => `${statuses.filter((each) => each === status).length} ${status}`)
    .join(", ");
}

function sorted(numbers: readonly string[]): string {
  return numbers.toSorted().join();
}
