import { awaitCondition } from "./await-condition";
import type { TestApp } from "./test-app";

export interface SentMail {
  readonly id: string;
  readonly messageId: string;
  readonly subject: string;
  readonly recipients: readonly string[];
}

/** What the mail sink has received. */
export interface MailControl {
  mailsTo(address: string): Promise<readonly SentMail[]>;
  untilMailed(address: string): Promise<SentMail>;
  attachment(mail: SentMail, index: number): Promise<Buffer>;
  addFault(fault: object): Promise<void>;
}

export function mailControl({ mailControlUrl }: TestApp): MailControl {
  const mailsTo = async (address: string): Promise<readonly SentMail[]> => {
    const response = await fetch(`${mailControlUrl}/messages?to=${encodeURIComponent(address)}`);
    const { messages }: { messages: SentMail[] } = JSON.parse(await response.text());
    return messages;
  };
  return {
    mailsTo,
    untilMailed: (address) =>
      awaitCondition(`a mail to ${address}`, async () => (await mailsTo(address))[0]),
    attachment: async ({ id }, index) => {
      const response = await fetch(`${mailControlUrl}/messages/${id}/attachments/${index}`);
      return Buffer.from(await response.arrayBuffer());
    },
    addFault: async (fault) => {
      await fetch(`${mailControlUrl}/faults`, { method: "POST", body: JSON.stringify(fault) });
    },
  };
}
