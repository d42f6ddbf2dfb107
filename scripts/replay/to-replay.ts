import { randomUUID } from "node:crypto";

import type { KeptExchange } from "../../domain/supplier-call";
import { redactSoap } from "../../suppliers/amadeus/redact-soap";
import { defaultAccount as amadeusAccount } from "../../suppliers/amadeus/sandbox/default-account";
import { buildSecurityHeader, hashPassword } from "../../suppliers/amadeus/security-header";
import { buildAddressingHeader, buildSessionHeader } from "../../suppliers/amadeus/session-header";
import { signCall } from "../../suppliers/hotelbeds/hotelbeds-connection";
import { defaultAccount as hotelbedsAccount } from "../../suppliers/hotelbeds/sandbox/default-account";
import { redactJsonText } from "../../suppliers/http/redact-json";
import { defaultAccount as lccAccount } from "../../suppliers/lcc/sandbox/default-account";
import { ndcCredentialsSchema } from "../../suppliers/ndc/config";
import { redactNdc } from "../../suppliers/ndc/redact-ndc";
import { ndcSandboxCredentials } from "../../suppliers/ndc/sandbox/default-account";
import { sabreCredentialsSchema } from "../../suppliers/sabre/config";
import { toTokenCredentials } from "../../suppliers/sabre/sabre-connection";
import { sabreSandboxCredentials } from "../../suppliers/sabre/sandbox/default-account";

export interface ReplayedRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Dialect {
  /** Signed in as the sandbox's own account: what signed in the kept request was never kept. */
  toRequest(
    kept: KeptExchange["request"],
    operation: string,
    sandboxUrl: string,
  ): ReplayedRequest | Promise<ReplayedRequest>;
  readonly redact: (text: string) => string;
}

/** By provider code: how a kept request is put to the supplier's sandbox. */
export const dialects: Readonly<Record<string, Dialect | undefined>> = {
  "1A": { toRequest: toSoap, redact: redactSoap },
  "1S": { toRequest: toSabre, redact: redactJsonText },
  NDC: { toRequest: toNdc, redact: redactNdc },
  LCC: { toRequest: toLcc, redact: redactJsonText },
  HBD: { toRequest: toHotelbeds, redact: redactJsonText },
};

/** The first message of a session of its own, whichever it was. */
function toSoap(
  { headers, body }: KeptExchange["request"],
  _operation: string,
  sandboxUrl: string,
): ReplayedRequest {
  const url = `${sandboxUrl}/1ASIWTVBSBX`;
  const action = (headers["soapaction"] ?? "").replaceAll('"', "");
  const user = { ...amadeusAccount, dutyCode: "SU" };
  const header =
    buildAddressingHeader({ messageId: randomUUID(), action, to: url }) +
    buildSessionHeader("Start") +
    buildSecurityHeader(user, hashPassword(amadeusAccount.password), new Date());
  return {
    method: "POST",
    url,
    headers,
    body: body.replace(
      /<soap:Header>[\s\S]*<\/soap:Header>/,
      () => `<soap:Header>${header}</soap:Header>`,
    ),
  };
}

async function toSabre(
  kept: KeptExchange["request"],
  operation: string,
  sandboxUrl: string,
): Promise<ReplayedRequest> {
  if (operation === "token") throw new Error("A request for a token was not kept whole.");
  const credentials = sabreCredentialsSchema.parse(sabreSandboxCredentials(sandboxUrl));
  const answer = await fetch(sandboxUrl + credentials.tokenPath, {
    method: "POST",
    headers: {
      Authorization: `Basic ${toTokenCredentials(credentials)}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials",
  });
  const { access_token: token }: { access_token: string } = JSON.parse(await answer.text());
  const path = pathFrom(kept.url, "/v1/");
  return toRest(kept, sandboxUrl + path, { Authorization: `Bearer ${token}` });
}

function toNdc(
  kept: KeptExchange["request"],
  operation: string,
  sandboxUrl: string,
): ReplayedRequest {
  const { keyHeader, key } = ndcCredentialsSchema.parse(ndcSandboxCredentials(sandboxUrl));
  return toRest(kept, `${sandboxUrl}/${operation}`, { [keyHeader]: key });
}

function toLcc(
  kept: KeptExchange["request"],
  _operation: string,
  sandboxUrl: string,
): ReplayedRequest {
  const authorization = { Authorization: `Bearer ${lccAccount.accessToken}` };
  return toRest(kept, sandboxUrl + pathFrom(kept.url, "/air/"), authorization);
}

function toHotelbeds(
  kept: KeptExchange["request"],
  _operation: string,
  sandboxUrl: string,
): ReplayedRequest {
  const { apiKey, secret } = hotelbedsAccount;
  return toRest(kept, sandboxUrl + pathFrom(kept.url, "/hotel-api/"), {
    "Api-key": apiKey,
    "X-Signature": signCall(apiKey, secret, Date.now()),
  });
}

function toRest(
  { method, headers, body }: KeptExchange["request"],
  url: string,
  authorization: Readonly<Record<string, string>>,
): ReplayedRequest {
  return { method, url, headers: { ...headers, ...authorization }, body };
}

/** What stands before the path at the supplier is its address, which is not asked. */
function pathFrom(url: string, start: string): string {
  const at = url.indexOf(start);
  if (at === -1) throw new Error(`${url} is no address of this supplier.`);
  return url.slice(at);
}
