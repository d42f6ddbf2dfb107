import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import { keepHeartbeating } from "../heartbeat";
import { renderETicket } from "./e-ticket/render-e-ticket";
import { renderETicketMail } from "./e-ticket/render-e-ticket-mail";
import type { MessageDependencies } from "./message-activities";
import { preparePaper } from "./prepare-paper";
import type { IssuedPapers } from "./read-papers";
import { readPapers } from "./read-papers";
import { sendPaperMail } from "./send-paper-mail";
import { renderVoucher } from "./voucher/render-voucher";
import { renderVoucherMail } from "./voucher/render-voucher-mail";

/**
 * The e-ticket of an issuance, of a hotel its voucher, into the document store and to the customer:
 * once, run twice.
 */
export function createDeliverETicket(dependencies: MessageDependencies) {
  return (input: DeliverETicketInput): Promise<DeliverMessageResult> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(input.partner);
      const papers = await readPapers(dependencies.documents, scope, input.bookingId);
      const { booking } = papers;
      const { mail, ...paper } = toPaper(papers);
      const document = await preparePaper(dependencies, scope, input, { booking, ...paper });
      return sendPaperMail(dependencies, scope, input, { booking, mail: mail(), document });
    });
}

function toPaper(papers: IssuedPapers) {
  if (papers.kind === "voucher") {
    const { voucher } = papers;
    return {
      name: "voucher" as const,
      render: () => renderVoucher(voucher),
      mail: () => renderVoucherMail(voucher),
    };
  }
  const { eTicket } = papers;
  return {
    name: "e-ticket" as const,
    render: () => renderETicket(eTicket),
    mail: () => renderETicketMail(eTicket),
  };
}
