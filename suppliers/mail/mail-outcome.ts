import { z } from "zod";

import type { MailOutcome } from "./port";

const errorSchema = z.object({
  message: z.string().default("The mail was not sent."),
  code: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.number().optional(),
  permanent: z.boolean().optional(),
});

export interface MailFailure {
  readonly outcome: MailOutcome;
  /** The connection ended before anything of the message was sent, as an idle one does. */
  readonly connectionClosed: boolean;
}

/** What a failed send means. `begun`: DATA was answered and the message had begun to flow. */
export function toFailure(thrown: unknown, { begun }: { begun: boolean }): MailFailure {
  const error = errorSchema.parse(thrown);
  const { responseCode } = error;
  const connectionClosed = !begun && error.code === "ECONNECTION" && responseCode === undefined;
  return { outcome: toOutcome(error, begun), connectionClosed };
}

function toOutcome(error: z.infer<typeof errorSchema>, begun: boolean): MailOutcome {
  const { code, message, response = message, responseCode, permanent } = error;
  if (responseCode !== undefined) {
    const aboutMessage = code === "EENVELOPE" || code === "EMESSAGE";
    // A login refused for good says nothing of the mail: it goes out once the login is mended.
    const kind = aboutMessage && permanent === true ? "refused" : "notDone";
    return { kind, code: responseCode, reason: response };
  }
  // Too large for the server, or an address that SMTP cannot carry: refused before it was sent.
  if (code === "EENVELOPE" || code === "EMESSAGE") return { kind: "refused", reason: message };
  // An attachment that could not be read: the server never saw the end of the message.
  if (!begun || code === "ESTREAM") return { kind: "notDone", reason: message };
  return { kind: "unknown", reason: message };
}
