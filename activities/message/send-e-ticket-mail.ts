import { ApplicationFailure } from "@temporalio/activity";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { isDuplicateKey } from "../../db/transaction";
import type { BookingRecord } from "../../domain/booking-record";
import { createMessageId } from "../../suppliers/mail/message-id";
import type { MailOutcome } from "../../suppliers/mail/port";
import type {
  DeliverMessageInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import type { ETicket } from "./e-ticket/e-ticket";
import type { RenderedMail } from "./e-ticket/render-e-ticket-mail";
import { renderETicketMail } from "./e-ticket/render-e-ticket-mail";
import type { MessageDependencies } from "./message-activities";
import type { StoredETicket } from "./prepare-e-ticket";

/** How long an attempt that was never heard of again may still be handing its mail in. */
const inFlightMs = 25_000;

/**
 * Sends the e-ticket to the customer. A mail that went out is not sent again, nor while another
 * attempt, taken for dead, may be at it. SMTP cannot be asked what it took, so after a lost answer
 * it goes out once more under the same Message-ID, by which the receiving side tells that it has it.
 */
export async function sendETicketMail(
  { mailer, mailDomain, now }: MessageDependencies,
  scope: PartnerDatabase,
  { eventId, channel, messageType }: DeliverMessageInput,
  {
    booking,
    eTicket,
    document,
  }: {
    readonly booking: BookingRecord;
    readonly eTicket: ETicket;
    readonly document: StoredETicket;
  },
): Promise<DeliverMessageResult> {
  const recipient = booking.customer.email;
  if (recipient === null) return { kind: "no_recipient" };
  const key = `${eventId}:${channel}:${messageType}`;
  const messageId = createMessageId([key], mailDomain);
  const result = { kind: "sent", messageId, documentId: document.publicId } as const;
  const mail = renderETicketMail(eTicket);
  const turn = await takeTurn(scope, { key, messageId, recipient, mail, at: now(), document });
  if (turn.kind === "sent") return result;
  if (turn.kind === "inFlight") {
    throw ApplicationFailure.create({
      type: "MAIL_IN_FLIGHT",
      message: "Another attempt may be handing the mail in; it is looked at again shortly.",
      nextRetryDelay: turn.waitMs,
    });
  }
  const outcome = await mailer.send({
    messageId,
    to: [{ name: booking.customer.displayName, address: recipient }],
    ...mail,
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: [
      { fileName: document.fileName, contentType: "application/pdf", content: document.body },
    ],
  });
  await recordOutcome(scope, key, outcome, now());
  return result;
}

type Turn =
  | { readonly kind: "ours" }
  | { readonly kind: "sent" }
  | { readonly kind: "inFlight"; readonly waitMs: number };

/** Writes down what is about to go out, by whom one at a time may send it. */
async function takeTurn(
  { db }: PartnerDatabase,
  message: {
    readonly key: string;
    readonly messageId: string;
    readonly recipient: string;
    readonly mail: RenderedMail;
    readonly document: StoredETicket;
    /** RFC 3339, UTC. */
    readonly at: string;
  },
): Promise<Turn> {
  try {
    await db
      .insertInto("email_outbox")
      .values({
        public_id: newId("message"),
        message_key: message.key,
        message_type: "e_ticket",
        recipient_address: message.recipient,
        subject: message.mail.subject,
        mail_message_id: message.messageId,
        document_id: message.document.rowId,
        sending_since: toDateTime(message.at),
      })
      .execute();
    return { kind: "ours" };
  } catch (error) {
    if (!isDuplicateKey(error, "uq_email_outbox_message_key")) throw error;
  }
  const abandonedBefore = new Date(Date.parse(message.at) - inFlightMs).toISOString();
  const { numUpdatedRows } = await db
    .updateTable("email_outbox")
    .set({ sending_since: toDateTime(message.at) })
    .where("message_key", "=", message.key)
    .where("status", "!=", "sent")
    .where((eb) =>
      eb.or([
        eb("sending_since", "is", null),
        eb("sending_since", "<=", toDateTime(abandonedBefore)),
      ]),
    )
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return { kind: "ours" };
  const row = await db
    .selectFrom("email_outbox")
    .select(["status", "sending_since"])
    .where("message_key", "=", message.key)
    .executeTakeFirstOrThrow();
  if (row.status === "sent") return { kind: "sent" };
  const since = row.sending_since === null ? 0 : Date.parse(toInstant(row.sending_since));
  const waitMs = Math.max(1_000, since + inFlightMs - Date.parse(message.at));
  return { kind: "inFlight", waitMs };
}

async function recordOutcome(
  { db }: PartnerDatabase,
  key: string,
  outcome: MailOutcome,
  now: string,
): Promise<void> {
  const accepted = outcome.kind === "accepted";
  await db
    .updateTable("email_outbox")
    .set((eb) => ({
      status: accepted ? "sent" : outcome.kind === "refused" ? "failed" : "pending",
      sent_at: accepted ? toDateTime(now) : null,
      last_error: accepted ? null : outcome.reason.slice(0, 1000),
      attempt_count: eb("attempt_count", "+", 1),
      sending_since: null,
    }))
    .where("message_key", "=", key)
    .execute();
  if (accepted) return;
  throw ApplicationFailure.create({
    type: outcome.kind === "refused" ? "MAIL_REFUSED" : "MAIL_NOT_SENT",
    message: `The mail server did not take the mail: ${outcome.reason}`,
    nonRetryable: outcome.kind === "refused",
  });
}
