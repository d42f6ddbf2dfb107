import { redactCardNumbers } from "../../domain/card-number";

/** Elements of cards and of identity documents in NDC messages. */
const secretElements = [
  "CardNumber",
  "CardNumberText",
  "CardSecurityCode",
  "SeriesCode",
  "ExpirationDate",
  "EffectiveExpireDate",
  "IdentityDoc",
  "IdentityDocID",
].join("|");
const secretPattern = new RegExp(
  `<((?:[\\w.-]+:)?(?:${secretElements}))(\\s[^>]*)?>[\\s\\S]*?</\\1\\s*>`,
  "g",
);

/** Takes out what no log may hold. */
export function redactNdc(xml: string): string {
  return redactCardNumbers(
    xml.replaceAll(secretPattern, (_, name: string) => `<${name}>***</${name}>`),
  );
}
