import type { PartnerDatabase } from "../../db/partner-scope";
import type { BookingRecord } from "../../domain/booking-record";
import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import type { ETicket } from "./e-ticket/e-ticket";
import { renderETicketMail } from "./e-ticket/render-e-ticket-mail";
import type { MessageDependencies } from "./message-activities";
import type { StoredETicket } from "./prepare-e-ticket";
import { sendOnce } from "./send-once";

/** Sends the e-ticket to the customer, once. */
export async function sendETicketMail(
  dependencies: MessageDependencies,
  scope: PartnerDatabase,
  { eventId, channel, messageType }: DeliverETicketInput,
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
  const address = booking.customer.email;
  if (address === null) return { kind: "no_recipient" };
  const messageId = await sendOnce(dependencies, scope, {
    key: `${eventId}:${channel}:${messageType}`,
    messageType,
    recipient: { name: booking.customer.displayName, address },
    mail: renderETicketMail(eTicket),
    documentId: document.rowId,
    attachments: [
      { fileName: document.fileName, contentType: "application/pdf", content: document.body },
    ],
  });
  return { kind: "sent", messageId, documentId: document.publicId };
}
