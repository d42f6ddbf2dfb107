import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { prepareETicket } from "./prepare-e-ticket";
import { readETicket } from "./read-e-ticket";
import { sendETicketMail } from "./send-e-ticket-mail";

/** The e-ticket of an issuance, into the document store and to the customer: once, run twice. */
export function createDeliverETicket(dependencies: MessageDependencies) {
  return (input: DeliverETicketInput): Promise<DeliverMessageResult> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(input.partner);
      const { booking, eTicket } = await readETicket(
        dependencies.documents,
        scope,
        input.bookingId,
      );
      const document = await prepareETicket(dependencies, scope, input, { booking, eTicket });
      return sendETicketMail(dependencies, scope, input, { booking, eTicket, document });
    });
}
