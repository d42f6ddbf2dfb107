import { buffer } from "node:stream/consumers";

import { ApplicationFailure } from "@temporalio/activity";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { DocumentRecord } from "../../db/read/documents";
import { getDocument } from "../../db/read/documents";
import { isDuplicateKey } from "../../db/transaction";
import { createMessageId } from "../../suppliers/mail/message-id";
import type { MailOutcome } from "../../suppliers/mail/port";
import type {
  DeliverMessageInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import type { RenderedMail } from "./e-ticket/render-e-ticket-mail";
import { renderETicketMail } from "./e-ticket/render-e-ticket-mail";
import type { MessageDependencies } from "./message-activities";
import { readETicket } from "./read-e-ticket";

/**
 * Sends the e-ticket to the customer. A mail that went out is not sent again. SMTP cannot be
 * asked what it took, so after a lost answer it goes out once more under the same Message-ID, by
 * which the receiving side tells that it has it.
 */
export function createSendETicketMail(dependencies: MessageDependencies) {
  return async function sendETicketMail(
    input: DeliverMessageInput,
    documentId: string,
  ): Promise<DeliverMessageResult> {
    const scope = await dependencies.openPartner(input.partner);
    const { booking, eTicket } = await readETicket(scope, input.bookingId);
    const recipient = booking.customer.email;
    if (recipient === null) return { kind: "no_recipient" };
    const key = `${input.eventId}:${input.channel}:${input.messageType}`;
    const messageId = createMessageId([key], dependencies.mailDomain);
    const mail = renderETicketMail(eTicket);
    const document = await getDocument(scope, documentId);
    const { sent } = await enterOutbox(scope, { key, messageId, recipient, mail, documentId });
    if (sent) return { kind: "sent", messageId, documentId };
    const outcome = await dependencies.mailer.send({
      messageId,
      to: [{ name: booking.customer.displayName, address: recipient }],
      ...mail,
      headers: { "Auto-Submitted": "auto-generated" },
      attachments: [
        {
          fileName: document.fileName,
          contentType: document.contentType,
          content: await readDocument(dependencies, document),
        },
      ],
    });
    await recordOutcome(scope, key, outcome, dependencies.now());
    return { kind: "sent", messageId, documentId };
  };
}

async function readDocument(
  { documents }: MessageDependencies,
  { storageKey }: DocumentRecord,
): Promise<Buffer> {
  const { stream } = await documents.get(storageKey);
  return buffer(stream);
}

/** Writes down what is about to go out; says whether it has gone out already. */
async function enterOutbox(
  { db }: PartnerDatabase,
  message: {
    readonly key: string;
    readonly messageId: string;
    readonly recipient: string;
    readonly mail: RenderedMail;
    readonly documentId: string;
  },
): Promise<{ readonly sent: boolean }> {
  const document = await db
    .selectFrom("documents")
    .select("document_id")
    .where("public_id", "=", message.documentId)
    .executeTakeFirstOrThrow();
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
        document_id: document.document_id,
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
