import { ApplicationFailure } from "@temporalio/activity";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
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

/**
 * Sends the e-ticket to the customer. A mail that went out is not sent again. SMTP cannot be
 * asked what it took, so after a lost answer it goes out once more under the same Message-ID, by
 * which the receiving side tells that it has it.
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
  const { sent } = await enterOutbox(scope, {
    key,
    messageId,
    recipient,
    mail,
    documentRowId: document.rowId,
  });
  if (sent) return result;
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

/** Writes down what is about to go out; says whether it has gone out already. */
async function enterOutbox(
  { db }: PartnerDatabase,
  message: {
    readonly key: string;
    readonly messageId: string;
    readonly recipient: string;
    readonly mail: RenderedMail;
    readonly documentRowId: number;
  },
): Promise<{ readonly sent: boolean }> {
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
        document_id: message.documentRowId,
      })
      .execute();
    return { sent: false };
  } catch (error) {
    if (!isDuplicateKey(error, "uq_email_outbox_message_key")) throw error;
  }
  const row = await db
    .selectFrom("email_outbox")
    .select("status")
    .where("message_key", "=", message.key)
    .executeTakeFirstOrThrow();
  return { sent: row.status === "sent" };
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
