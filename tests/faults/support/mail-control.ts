import { askControl, until } from "./observe";

export interface SunkMail {
  readonly messageId: string;
  readonly receivedAt: string;
}

export interface MailControl {
  mailsTo(address: string): Promise<readonly SunkMail[]>;
  /** What happens to the next mail to this address. */
  onMail(address: string, fault: object): Promise<void>;
  untilMailed(address: string): Promise<SunkMail>;
  clearFaults(): Promise<void>;
}

/** The mail sink as its control port shows it. */
export function mailControl(url: string): MailControl {
  const mailsTo = async (address: string) => {
    const query = new URLSearchParams({ to: address });
    const { messages } = await askControl<{ readonly messages: readonly SunkMail[] }>(
      `${url}/messages?${query.toString()}`,
    );
    return messages;
  };
  return {
    mailsTo,
    untilMailed: (address) =>
      until(`a mail to ${address}`, async () => (await mailsTo(address))[0]),
    onMail: async (address, fault) => {
      await askControl(`${url}/faults`, {
        method: "POST",
        body: JSON.stringify({ to: address, ...fault }),
      });
    },
    clearFaults: async () => {
      await askControl(`${url}/faults`, { method: "DELETE" });
    },
  };
}
