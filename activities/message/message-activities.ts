import type { KeyRing } from "../../db/encryption/key-ring";
import type { DocumentStore } from "../../suppliers/documents/port";
import type { Mailer } from "../../suppliers/mail/port";
import type { LedgerDependencies } from "../dependencies";
import { createMailSignUp } from "../partner/onboarding/mail-sign-up";
import { createDeliverETicket } from "./deliver-e-ticket";
import { createDeliverUserLink } from "./deliver-user-link";
import { createMailApproval } from "./mail-approval";
import { createMailBspSourceFailure } from "./mail-bsp-source-failure";
import { createMailHoldReminder } from "./mail-hold-reminder";
import { createMailMemoReminder } from "./mail-memo-reminder";
import { createMailScheduleChange } from "./mail-schedule-change";
import { createMailSecurityNotice } from "./mail-security-notice";

export interface MessageDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  readonly mailer: Mailer;
  /** Domain part of our Message-IDs. */
  readonly mailDomain: string;
  readonly keyRing: KeyRing;
  /** Where people's browsers find the application: what links begin with. */
  readonly appUrl: string;
}

export type MessageActivities = ReturnType<typeof createMessageActivities>;

export function createMessageActivities(dependencies: MessageDependencies) {
  return {
    deliverETicket: createDeliverETicket(dependencies),
    deliverUserLink: createDeliverUserLink(dependencies),
    mailApproval: createMailApproval(dependencies),
    mailSecurityNotice: createMailSecurityNotice(dependencies),
    mailBspSourceFailure: createMailBspSourceFailure(dependencies),
    mailHoldReminder: createMailHoldReminder(dependencies),
    mailMemoReminder: createMailMemoReminder(dependencies),
    mailScheduleChange: createMailScheduleChange(dependencies),
    mailSignUp: createMailSignUp(dependencies),
  };
}
