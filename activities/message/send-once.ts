import { ApplicationFailure } from "@temporalio/activity";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { isDuplicateKey } from "../../db/transaction";
import { createMessageId } from "../../suppliers/mail/message-id";
import type { MailAddress, MailAttachment, MailOutcome } from "../../suppliers/mail/port";
import type { MessageDependencies } from "./message-activities";

/** How long an attempt that was never heard of again may still be handing its mail in. */
const inFlightMs = 25_000;

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface OutgoingMail {
  /** `{event}:{channel}:{type}`: what goes out once. */
  readonly key: string;
  readonly messageType: string;
  readonly recipient: MailAddress;
  readonly mail: RenderedMail;
  /** Of the document that is attached, by key. */
  readonly documentId?: number;
  readonly attachments?: readonly MailAttachment[];
}

/**
 * Sends a mail that is known by its key, and returns its Message-ID. A mail that went out is not
 * sent again, nor while another attempt, taken for dead, may be at it. SMTP cannot be asked what it
 * took, so after a lost answer it goes out once more under the same Message-ID, by which the
 * receiving side tells that it has it.
 */
export async function sendOnce(
  { mailer, mailDomain, now }: Pick<MessageDependencies, "mailer" | "mailDomain" | "now">,
  scope: PartnerDatabase,
  message: OutgoingMail,
): Promise<string> {
  const messageId = createMessageId([message.key], mailDomain);
  const turn = await takeTurn(scope, { ...message, messageId, at: now() });
  if (turn.kind === "sent") return messageId;
  if (turn.kind === "inFlight") {
    throw ApplicationFailure.create({
      type: "MAIL_IN_FLIGHT",
      message: "Another attempt may be handing the mail in; it is looked at again shortly.",
      nextRetryDelay: turn.waitMs,
    });
  }
  const outcome = await mailer.send({
    messageId,
    to: [message.recipient],
    ...message.mail,
    headers: { "Auto-Submitted": "auto-generated" },
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
  });
  await recordOutcome(scope, message.key, outcome, now());
  return messageId;
}

/** The same, of a mail that a mail server may refuse: that keeps nothing else from going on. */
export async function sendUnlessRefused(...sending: Parameters<typeof sendOnce>): Promise<void> {
  try {
    await sendOnce(...sending);
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== "MAIL_REFUSED") throw error;
  }
}

type Turn =
  | { readonly kind: "ours" }
  | { readonly kind: "sent" }
  | { readonly kind: "inFlight"; readonly waitMs: number };

/** Writes down what is about to go out, by whom one at a time may send it. */
async function takeTurn(
  { db }: PartnerDatabase,
  message: OutgoingMail & {
    readonly messageId: string;
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
        message_type: message.messageType,
        recipient_address: message.recipient.address,
        subject: message.mail.subject,
        mail_message_id: message.messageId,
        document_id: message.documentId ?? null,
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
