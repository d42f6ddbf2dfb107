import { redactCardNumbers } from "../../domain/card-number";

/** Elements whose content is a secret or a person's document, whatever their prefix. */
const secretElements = [
  "Password",
  "Nonce",
  "SecurityToken",
  "binaryData",
  "passwordInfo",
  "creditCardInformation",
  "cardNumber",
  "creditCardNumber",
  "cvData",
  "securityId",
  "expiryDate",
  "structuredFop",
].join("|");

const secretElementPattern = new RegExp(
  `<((?:[\\w.-]+:)?(?:${secretElements}))(\\s[^>]*)?>([\\s\\S]*?)</\\1\\s*>`,
  "g",
);
const serviceRequestPattern =
  /<((?:[\w.-]+:)?serviceRequest)(?:\s[^>]*)?>(?:(?!<\/\1)[\s\S])*?>\s*(?:DOCS|DOCA|DOCO|FOID|PCTC|CTCE|CTCM)\s*<[\s\S]*?<\/\1\s*>/g;
const documentTextPattern = /\b(DOCS|DOCO|DOCA|FOID)(?=[\s/])[^<]*/g;
const cardFormOfPaymentPattern = /\bCC[A-Z]{2}[\dX]{6,}[^<\s+]*/g;
const paymentExpiryPattern = /\bEXP-\d{4}\b/g;
const longNumberPattern = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;
/** `997-2400000001`, `157-2400000001-02`: documents as they are printed, never a card. */
const printedTicketPattern = /^\d{3}-\d{10}(?:-\d{2,3})?$/;

/**
 * Takes out what no log may hold: password digest and nonce, the session's token, card numbers
 * with expiry and approval, passports and identity documents.
 */
export function redactSoap(xml: string): string {
  const redacted = xml
    .replaceAll(secretElementPattern, (_, name: string) => `<${name}>***</${name}>`)
    .replaceAll(serviceRequestPattern, (_, name: string) => `<${name}>***</${name}>`)
    .replaceAll(documentTextPattern, (_, kind: string) => `${kind} ***`)
    .replaceAll(cardFormOfPaymentPattern, redactCard)
    .replaceAll(paymentExpiryPattern, "EXP-***")
    .replaceAll(longNumberPattern, redactPan);
  return redactCardNumbers(redacted);
}

/** `CCVIXXXXXXXXXXXX1111/1226*CV/A116158` keeps its brand and last four digits. */
function redactCard(text: string): string {
  const number = /^CC[A-Z]{2}([\dX]+)/.exec(text)?.[1] ?? "";
  return `${text.slice(0, 4)}***${/\d{4}$/.exec(number)?.[0] ?? ""}`;
}

function redactPan(text: string): string {
  const digits = text.replaceAll(/\D/g, "");
  const isCard = !printedTicketPattern.test(text) && hasCardShape(digits) && isLuhnValid(digits);
  return isCard ? `***${digits.slice(-4)}` : text;
}

/** Ticket numbers have 13 digits, 14 with the check digit: of those lengths only Visa and Diners count. */
function hasCardShape(digits: string): boolean {
  if (digits.length === 13) return digits.startsWith("4");
  return digits.length > 14 || /^3[0689]/.test(digits);
}

function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
