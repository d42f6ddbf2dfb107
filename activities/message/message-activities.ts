import type { DocumentStore } from "../../suppliers/documents/port";
import type { Mailer } from "../../suppliers/mail/port";
import type { LedgerDependencies } from "../dependencies";
import { createDeliverETicket } from "./deliver-e-ticket";

export interface MessageDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  readonly mailer: Mailer;
  /** Domain part of our Message-IDs. */
  readonly mailDomain: string;
}

export type MessageActivities = ReturnType<typeof createMessageActivities>;

export function createMessageActivities(dependencies: MessageDependencies) {
  return { deliverETicket: createDeliverETicket(dependencies) };
}
