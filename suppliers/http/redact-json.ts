import { redactJson } from "../../domain/card-number";

/** Members whose content is a secret or a person's document, in the JSON of the suppliers we know. */
const secretMembers = [
  "access_token",
  "refresh_token",
  "client_secret",
  "password",
  "cardNumber",
  "cardSecurityCode",
  "expiryDate",
  "identityDocument",
  "identityDocuments",
  "documentNumber",
  "passport",
].join("|");

const secretPattern = new RegExp(
  `("(?:${secretMembers})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|\\{[^}]*\\}|[^,}\\]]+)`,
  "g",
);

/** Takes out what no log may hold: secrets, card numbers, passports. Works on text that is no JSON. */
export function redactJsonText(text: string): string {
  return redactJson(text.replaceAll(secretPattern, '$1"***"'));
}
