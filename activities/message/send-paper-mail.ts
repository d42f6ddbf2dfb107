import type { PartnerDatabase } from "../../db/partner-scope";
import type { BookingRecord } from "../../domain/booking-record";
import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import type { MessageDependencies } from "./message-activities";
import type { StoredPaper } from "./prepare-paper";
import type { RenderedMail } from "./send-once";
import { sendOnce } from "./send-once";

/** Sends the e-ticket, or the voucher, to the customer, once. */
export async function sendPaperMail(
  dependencies: MessageDependencies,
  scope: PartnerDatabase,
  { eventId, channel, messageType }: DeliverETicketInput,
  {
    booking,
    mail,
    document,
  }: {
    readonly booking: BookingRecord;
    readonly mail: RenderedMail;
    readonly document: StoredPaper;
  },
): Promise<DeliverMessageResult> {
  const address = booking.customer.email;
  if (address === null) return { kind: "no_recipient" };
  const messageId = await sendOnce(dependencies, scope, {
    key: `${eventId}:${channel}:${messageType}`,
    messageType,
    recipient: { name: booking.customer.displayName, address },
    mail,
    documentId: document.rowId,
    attachments: [
      { fileName: document.fileName, contentType: "application/pdf", content: document.body },
    ],
  });
  return { kind: "sent", messageId, documentId: document.publicId };
}
