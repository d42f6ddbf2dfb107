import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Mailer, MailMessage } from "../../../suppliers/mail/port";
import type { SmtpSink } from "../../../suppliers/mail/sandbox";
import { startSmtpSink } from "../../../suppliers/mail/sandbox";
import type { MailerOptions } from "../../../suppliers/mail/smtp-mailer";
import { openMailer } from "../../../suppliers/mail/smtp-mailer";

export interface SinkFixture {
  readonly sink: SmtpSink;
  readonly folder: string;
  readonly mailer: Mailer;
  /** Asks the control port and reads its JSON. */
  readonly ask: (path: string, init?: RequestInit) => Promise<SinkAnswer>;
  readonly addFault: (fault: object) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface SinkAnswer {
  readonly count: number;
  readonly messages: readonly { id: string; messageId: string; copy: number; copies: number }[];
  readonly duplicates: readonly { messageId: string; copies: number }[];
  readonly [name: string]: unknown;
}

export const from = { name: "Meghna Travels", address: "tickets@meghna.example" };

export async function startSink(options: Partial<MailerOptions> = {}): Promise<SinkFixture> {
  const folder = await mkdtemp(join(tmpdir(), "travobooks-mail-"));
  const sink = await startSmtpSink({ smtpPort: 0, controlPort: 0, folder });
  const mailer = openMailer(sink.smtpUrl, { from, ...options });
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(sink.controlUrl + path, init);
    return (await answer.json()) as SinkAnswer;
  };
  const addFault = async (fault: object) => {
    await ask("/faults", { method: "POST", body: JSON.stringify(fault) });
  };
  const stop = async () => {
    mailer.close();
    await sink.stop();
    await rm(folder, { recursive: true });
  };
  return { sink, folder, mailer, ask, addFault, stop };
}

export function newMail(id: string, changes: Partial<MailMessage> = {}): MailMessage {
  return {
    messageId: `<${id}@travobooks.example>`,
    to: [{ name: "Karim Rahman", address: "karim@example.com" }],
    subject: "Your e-ticket",
    text: "Bon voyage.",
    ...changes,
  };
}
