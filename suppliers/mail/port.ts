import type { Readable } from "node:stream";

export interface Mailer {
  /** Never throws for what a mail server or the network does: that is the outcome. */
  send(message: MailMessage): Promise<MailOutcome>;
  /** Lets running deliveries finish and closes the connections. */
  close(): void;
}

export interface MailAddress {
  readonly name?: string;
  readonly address: string;
}

export interface MailMessage {
  /** `<…@…>`: the same for every attempt at the same mail, so that a duplicate can be told. */
  readonly messageId: string;
  readonly to: readonly MailAddress[];
  readonly cc?: readonly MailAddress[];
  readonly replyTo?: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly MailAttachment[];
  /** Further headers: `Auto-Submitted: auto-generated`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailAttachment {
  readonly fileName: string;
  readonly contentType: string;
  /** Bytes, or what opens a fresh stream of them: an attempt on a stale connection reads twice. */
  readonly content: Uint8Array | (() => Readable);
}

export type MailOutcome =
  | {
      readonly kind: "accepted";
      /** What the server answered, often with its queue number. */
      readonly reply: string;
      /** Recipients the server would not take, while it took others. */
      readonly refusedRecipients: readonly RefusedRecipient[];
    }
  /** For good: a 5xx, or a message that cannot be sent as it is (then without a code). */
  | { readonly kind: "refused"; readonly code?: number; readonly reason: string }
  /** Certainly not sent: no connection, a 4xx, a login refused. Safe to try again. */
  | { readonly kind: "notDone"; readonly code?: number; readonly reason: string }
  /** The connection was lost after the message had begun to flow: it may have been accepted. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface RefusedRecipient {
  readonly address: string;
  readonly code?: number;
  readonly reason: string;
}
