import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { prepareETicket } from "./prepare-e-ticket";
import { readPapers } from "./read-papers";
import { sendETicketMail } from "./send-e-ticket-mail";
import { sendVoucherMail } from "./send-voucher-mail";

/** The e-ticket of an issuance, into the document store and to the customer: once, run twice. Of a hotel, the voucher. */
export function createDeliverETicket(dependencies: MessageDependencies) {
  return (input: DeliverETicketInput): Promise<DeliverMessageResult> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(input.partner);
      const papers = await readPapers(dependencies.documents, scope, input.bookingId);
      if (papers.kind === "voucher") return sendVoucherMail(dependencies, scope, input, papers);
      const { booking, eTicket } = papers;
      const document = await prepareETicket(dependencies, scope, input, { booking, eTicket });
      return sendETicketMail(dependencies, scope, input, { booking, eTicket, document });
    });
}
