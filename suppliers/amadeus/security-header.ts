import { createHash, randomBytes } from "node:crypto";

import { escapeXml } from "../xml/read-xml";

export const securityNamespaces = {
  wsse: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
  wsu: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
  hostedUser: "http://xml.amadeus.com/2010/06/Security_v1",
} as const;

const passwordDigestType =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
const nonceEncoding =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const nonceBytes = 16;

export interface HostedUser {
  readonly username: string;
  readonly officeId: string;
  readonly dutyCode: string;
}

export function hashPassword(password: string): Buffer {
  return createHash("sha1").update(password, "utf8").digest();
}

/** Amadeus hashes the password first, unlike the OASIS profile: Base64(SHA1(nonce + created + SHA1(password))). */
export function digestPassword(nonce: Buffer, created: string, passwordHash: Buffer): string {
  return createHash("sha1").update(nonce).update(created).update(passwordHash).digest("base64");
}

/** The two headers that open a session or stand before a stateless call, with a nonce of their own. */
export function buildSecurityHeader(user: HostedUser, passwordHash: Buffer, now: Date): string {
  const nonce = randomBytes(nonceBytes);
  const created = now.toISOString();
  const digest = digestPassword(nonce, created, passwordHash);
  return (
    `<oas:Security xmlns:oas="${securityNamespaces.wsse}">` +
    `<oas:UsernameToken xmlns:oas1="${securityNamespaces.wsu}" oas1:Id="UsernameToken-1">` +
    `<oas:Username>${escapeXml(user.username)}</oas:Username>` +
    `<oas:Nonce EncodingType="${nonceEncoding}">${nonce.toString("base64")}</oas:Nonce>` +
    `<oas:Password Type="${passwordDigestType}">${digest}</oas:Password>` +
    `<oas1:Created>${created}</oas1:Created>` +
    "</oas:UsernameToken></oas:Security>" +
    `<AMA_SecurityHostedUser xmlns="${securityNamespaces.hostedUser}">` +
    `<UserID POS_Type="1" PseudoCityCode="${escapeXml(user.officeId)}"` +
    ` AgentDutyCode="${escapeXml(user.dutyCode)}" RequestorType="U"/>` +
    "</AMA_SecurityHostedUser>"
  );
}
