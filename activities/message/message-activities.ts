import type { DocumentStore } from "../../suppliers/documents/port";
import type { Mailer } from "../../suppliers/mail/port";
import type { LedgerDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { createPrepareETicket } from "./prepare-e-ticket";
import { createSendETicketMail } from "./send-e-ticket-mail";

export interface MessageDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  readonly mailer: Mailer;
  /** Domain part of our Message-IDs. */
  readonly mailDomain: string;
}

export type MessageActivities = ReturnType<typeof createMessageActivities>;

export function createMessageActivities(dependencies: MessageDependencies) {
  const prepareETicket = createPrepareETicket(dependencies);
  const sendETicketMail = createSendETicketMail(dependencies);
  return {
    prepareETicket: (...input: Parameters<typeof prepareETicket>) =>
      keepHeartbeating(() => prepareETicket(...input)),
    sendETicketMail: (...input: Parameters<typeof sendETicketMail>) =>
      keepHeartbeating(() => sendETicketMail(...input)),
  };
}
