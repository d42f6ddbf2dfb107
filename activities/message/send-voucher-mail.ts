import type { PartnerDatabase } from "../../db/partner-scope";
import type { BookingRecord } from "../../domain/booking-record";
import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import type { MessageDependencies } from "./message-activities";
import { sendOnce } from "./send-once";
import { renderVoucherMail } from "./voucher/render-voucher-mail";
import type { Voucher } from "./voucher/voucher";

/** Sends the voucher of a stay to the customer, once. */
export async function sendVoucherMail(
  dependencies: MessageDependencies,
  scope: PartnerDatabase,
  { eventId, channel, messageType }: DeliverETicketInput,
  { booking, voucher }: { readonly booking: BookingRecord; readonly voucher: Voucher },
): Promise<DeliverMessageResult> {
  const { email: address, displayName: name } = booking.customer;
  if (address === null) return { kind: "no_recipient" };
  const messageId = await sendOnce(dependencies, scope, {
    key: `${eventId}:${channel}:${messageType}`,
    messageType,
    recipient: { name, address },
    mail: renderVoucherMail(voucher),
  });
  return { kind: "sent", messageId };
}
