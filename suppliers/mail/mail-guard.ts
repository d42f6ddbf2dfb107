import type { MailAddress, MailMessage } from "./port";

// Deliberately narrower than RFC 5322: no quoted local parts, no comments, no address literals.
const addressPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const messageIdPattern = /^<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>$/;
const headerNamePattern = /^[A-Za-z0-9-]{1,70}$/;
const contentTypePattern = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*(?:; ?charset=[a-z0-9-]+)?$/;
// oxlint-disable-next-line no-control-regex
const controlPattern = /[\u0000-\u001f\u007f\u2028\u2029]/;
const ownHeaders = new Set([
  "bcc",
  "cc",
  "content-transfer-encoding",
  "content-type",
  "date",
  "from",
  "message-id",
  "mime-version",
  "reply-to",
  "sender",
  "subject",
  "to",
]);

/** Why a message can never be sent as it is: mostly text that would begin a header of its own. */
export function findMailFault(message: MailMessage): string | undefined {
  const { messageId, to, subject } = message;
  if (!messageIdPattern.test(messageId)) return "The Message-ID is not <…@…>.";
  if (to.length === 0) return "There is no recipient.";
  if (controlPattern.test(subject)) return "The subject holds a control character.";
  return (
    findAddressFault(addressesOf(message)) ??
    findHeaderFault(message) ??
    findAttachmentFault(message)
  );
}

export function findAddressFault(addresses: readonly MailAddress[]): string | undefined {
  for (const { address, name } of addresses) {
    if (address.length > 254 || !addressPattern.test(address)) {
      return `${JSON.stringify(address.slice(0, 260))} is not a mail address.`;
    }
    if (name !== undefined && controlPattern.test(name)) {
      return `The name of ${address} holds a control character.`;
    }
  }
  return undefined;
}

function addressesOf({ to, cc = [], replyTo }: MailMessage): MailAddress[] {
  return [...to, ...cc, ...(replyTo ? [replyTo] : [])];
}

function findHeaderFault({ headers = {} }: MailMessage): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerNamePattern.test(name)) return `${JSON.stringify(name)} is not a header name.`;
    if (ownHeaders.has(name.toLowerCase())) return `${name} is not a further header.`;
    if (controlPattern.test(value)) return `The header ${name} holds a control character.`;
  }
  return undefined;
}

function findAttachmentFault({ attachments = [] }: MailMessage): string | undefined {
  for (const { fileName, contentType } of attachments) {
    if (fileName === "" || controlPattern.test(fileName) || /[/\\]/.test(fileName)) {
      return `${JSON.stringify(fileName)} is not a file name.`;
    }
    if (!contentTypePattern.test(contentType)) return `${fileName} has no proper content type.`;
  }
  return undefined;
}
