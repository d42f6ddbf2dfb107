import { randomBytes } from "node:crypto";

import type { RecordStore } from "../../sandbox/record-store";
import type { SandboxReply, SandboxRequest } from "../../sandbox/rest-sandbox";
import { toTokenCredentials } from "../sabre-connection";
import { defaultAccount } from "./default-account";

export interface TokenRecords {
  /** Until when a token is good, in milliseconds. */
  readonly token: number;
  /** The tokens given so far. */
  readonly tokens: readonly string[];
}

const lifetimeSeconds = 604_800;

export function issueToken(
  store: RecordStore<TokenRecords>,
  { headers, body }: SandboxRequest,
): SandboxReply {
  const isKnown = headers.authorization === `Basic ${toTokenCredentials(defaultAccount)}`;
  if (!isKnown || !new URLSearchParams(body).has("grant_type", "client_credentials")) {
    return reply(401, { error: "invalid_client", error_description: "Credentials are missing" });
  }
  const token = randomBytes(24).toString("base64url");
  store.put("token", token, Date.now() + lifetimeSeconds * 1_000);
  store.put("tokens", "all", [...(store.find("tokens", "all") ?? []), token]);
  return reply(200, { access_token: token, token_type: "bearer", expires_in: lifetimeSeconds });
}

export function isTokenGood(
  store: RecordStore<TokenRecords>,
  authorization: string | undefined,
): boolean {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? "";
  return (store.find("token", token) ?? 0) > Date.now();
}

/** As when Sabre forgets them: every token given so far is rejected. */
export function revokeTokens(store: RecordStore<TokenRecords>): number {
  const tokens = store.find("tokens", "all") ?? [];
  for (const token of tokens) store.put("token", token, 0);
  return tokens.length;
}

function reply(status: number, body: object): SandboxReply {
  const result = status === 200 ? "ok" : String(status);
  return { status, body: JSON.stringify(body), contentType: "application/json", result };
}
