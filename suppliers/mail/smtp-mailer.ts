import type { Readable } from "node:stream";

import { createTransport } from "nodemailer";
import { z } from "zod";

import { withoutCardNumbers } from "../../domain/card-number";
import { findAddressFault, findMailFault } from "./mail-guard";
import { toFailure } from "./mail-outcome";
import type { MailAddress, Mailer, MailMessage, MailOutcome } from "./port";
import { parseSmtpUrl } from "./smtp-url";

export interface MailerOptions {
  readonly from: MailAddress;
  readonly timeouts?: Partial<MailTimeouts>;
  readonly connectionCountMax?: number;
}

export interface MailTimeouts {
  /** Name look-up, connection and TLS together. */
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Without a byte from the server. */
  readonly silenceMs: number;
  /** One mail from queue to answer: a server that trickles its answers ends here. */
  readonly totalMs: number;
}

const defaultTimeouts: MailTimeouts = {
  connectMs: 10_000,
  greetingMs: 10_000,
  silenceMs: 30_000,
  totalMs: 120_000,
};
// A server that closes an idle connection costs one attempt on a fresh one, nothing was sent yet.
const attemptCountMax = 2;
const connectionCountMaxDefault = 5;

const sentSchema = z.object({
  response: z.string(),
  rejectedErrors: z
    .array(
      z.object({
        recipient: z.string(),
        response: z.string().default(""),
        responseCode: z.number().optional(),
      }),
    )
    .default([]),
});

/** `smtp://user:password@host:587?requireTls=true`, or `smtps://` for TLS from the first byte. */
export function openMailer(url: string, options: MailerOptions): Mailer {
  const fromFault = findAddressFault([options.from]);
  if (fromFault !== undefined) throw new TypeError(fromFault);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const started = new WeakMap<AbortSignal, Readable>();
  const { connectionCountMax = connectionCountMaxDefault } = options;
  const transport = openTransport(url, { timeouts, started, connectionCountMax });

  async function attempt(message: MailMessage, attemptCount: number): Promise<MailOutcome> {
    const signal = AbortSignal.timeout(timeouts.totalMs);
    try {
      return toAccepted(
        await transport.sendMail({ ...toMail(message), from: options.from, signal }),
      );
    } catch (error) {
      const failure = toFailure(error, { begun: started.get(signal)?.readableDidRead ?? false });
      const again = failure.connectionClosed && attemptCount < attemptCountMax;
      return again ? attempt(message, attemptCount + 1) : failure.outcome;
    }
  }

  return {
    async send(message) {
      const fault = findMailFault(message);
      return fault === undefined ? attempt(message, 1) : { kind: "refused", reason: fault };
    },
    close: () => transport.close(),
  };
}

interface TransportOptions {
  readonly timeouts: MailTimeouts;
  /** The stream of each mail under way: who has read from it knows that DATA was answered. */
  readonly started: WeakMap<AbortSignal, Readable>;
  readonly connectionCountMax: number;
}

function openTransport(url: string, { timeouts, started, connectionCountMax }: TransportOptions) {
  const transport = createTransport({
    ...parseSmtpUrl(url),
    pool: true,
    maxConnections: connectionCountMax,
    // The pool would send the same streams again; only `attempt` does, with fresh ones.
    maxRequeues: 0,
    connectionTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    socketCloseTimeout: timeouts.connectMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use("stream", ({ data, message }, done) => {
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = createReadStream(options);
      if (data.signal) started.set(data.signal, stream);
      return stream;
    };
    done();
  });
  return transport;
}

function toMail({ to, cc, replyTo, attachments = [], ...message }: MailMessage) {
  const { messageId, headers } = message;
  const { subject, text, html } = withoutCardNumbers({
    subject: message.subject,
    text: message.text,
    html: message.html,
  });
  return {
    messageId,
    subject,
    text,
    to: to.map(toNamedAddress),
    attachments: attachments.map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content: typeof content === "function" ? content() : Buffer.from(content),
    })),
    ...(cc === undefined ? {} : { cc: cc.map(toNamedAddress) }),
    ...(replyTo === undefined ? {} : { replyTo: toNamedAddress(replyTo) }),
    ...(html === undefined ? {} : { html }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  };
}

function toNamedAddress({ name = "", address }: MailAddress) {
  return { name, address };
}

function toAccepted(sent: unknown): MailOutcome {
  const { response, rejectedErrors } = sentSchema.parse(sent);
  const refusedRecipients = rejectedErrors.map(({ recipient, responseCode, response: reason }) => ({
    address: recipient,
    reason,
    ...(responseCode === undefined ? {} : { code: responseCode }),
  }));
  return { kind: "accepted", reply: response, refusedRecipients };
}
