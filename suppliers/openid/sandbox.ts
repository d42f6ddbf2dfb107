import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { z } from "zod";

import { listenOn } from "../sandbox/http-listener";
import type { IssuerFault } from "./sandbox/faults";
import { issuerFaults } from "./sandbox/faults";
import type { SigningKey } from "./sandbox/sign-id-token";
import { newSigningKey, signIdToken, toJwks } from "./sandbox/sign-id-token";

const personSchema = z.strictObject({
  sub: z.string().min(1).max(300),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  name: z.string().optional(),
  amr: z.array(z.string()).optional(),
});
const faultSchema = z.strictObject({ kind: z.enum(issuerFaults).nullable() });

export interface OpenIdSandboxOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface OpenIdSandbox {
  readonly port: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly controlUrl: string;
  stop(): Promise<void>;
}

interface Grant {
  readonly redirectUri: string;
  readonly nonce: string | null;
  readonly codeChallenge: string;
}

interface State {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  key: SigningKey;
  person: z.infer<typeof personSchema>;
  fault: IssuerFault | undefined;
  readonly grants: Map<string, Grant>;
}

/**
 * An issuer of OpenID Connect: discovery, keys, authorization code flow with PKCE, RS256. Whoever
 * comes is the person of `PUT /control/person`, and is asked nothing. `PUT /control/fault` says what
 * goes wrong from then on, `POST /control/rotate` makes another key.
 */
export async function startOpenIdSandbox({
  port,
  host = "127.0.0.1",
  clientId = "travobooks",
  clientSecret = "secret-of-the-sandbox",
}: OpenIdSandboxOptions): Promise<OpenIdSandbox> {
  const states: State[] = [];
  const server = createServer((request, response) => {
    const [state] = states;
    if (state === undefined) return void response.destroy();
    serve(state, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: String(error) });
    });
  });
  const bound = await listenOn(server, port, host);
  const issuer = `http://${host}:${bound}`;
  states.push({
    issuer,
    clientId,
    clientSecret,
    key: newSigningKey(),
    person: { sub: "person-1" },
    fault: undefined,
    grants: new Map(),
  });
  return {
    port: bound,
    issuer,
    clientId,
    clientSecret,
    controlUrl: `${issuer}/control`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", state.issuer);
  switch (`${request.method} ${url.pathname}`) {
    case "GET /.well-known/openid-configuration":
      return sendJson(response, 200, metadataOf(state));
    case "GET /jwks":
      if (state.fault === "oversized_key_set") {
        return sendJson(response, 200, { keys: [], padding: "x".repeat(2_000_000) });
      }
      return sendJson(response, 200, await toJwks([state.key]));
    case "GET /authorize":
      return authorize(state, url.searchParams, response);
    case "POST /token":
      return exchange(state, request, response);
    case "GET /healthz":
      return sendJson(response, 200, { status: "ok" });
    case "PUT /control/person":
      state.person = personSchema.parse(JSON.parse(await text(request)));
      return sendJson(response, 200, state.person);
    case "PUT /control/fault":
      state.fault = faultSchema.parse(JSON.parse(await text(request))).kind ?? undefined;
      return sendJson(response, 200, { kind: state.fault ?? null });
    case "POST /control/rotate":
      state.key = newSigningKey();
      return sendJson(response, 200, { kid: state.key.kid });
    default:
      return sendJson(response, 404, { error: "not_found" });
  }
}

function metadataOf({ issuer, fault }: State) {
  return {
    issuer: fault === "foreign_metadata" ? "https://another.example" : issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: fault === "private_key_set" ? "https://127.0.0.1/jwks" : `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}

/** Nothing of an issuer's own: no page, no password. */
function authorize(state: State, query: URLSearchParams, response: ServerResponse): void {
  const redirectUri = query.get("redirect_uri");
  const codeChallenge = query.get("code_challenge");
  const isSound =
    query.get("client_id") === state.clientId &&
    query.get("response_type") === "code" &&
    query.get("code_challenge_method") === "S256" &&
    (query.get("scope") ?? "").split(" ").includes("openid");
  if (!isSound || redirectUri === null || codeChallenge === null) {
    return sendJson(response, 400, { error: "invalid_request" });
  }
  const target = new URL(redirectUri);
  target.searchParams.set("state", query.get("state") ?? "");
  const { fault, issuer } = state;
  target.searchParams.set("iss", fault === "mixed_up" ? "https://another.example" : issuer);
  if (fault === "access_denied") target.searchParams.set("error", "access_denied");
  else {
    const code = randomBytes(24).toString("base64url");
    state.grants.set(code, { redirectUri, nonce: query.get("nonce"), codeChallenge });
    target.searchParams.set("code", code);
  }
  response.writeHead(302, { Location: target.href }).end();
}

async function exchange(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (state.fault === "token_endpoint_down") return sendJson(response, 503, { error: "down" });
  if (!isClient(state, request)) return sendJson(response, 401, { error: "invalid_client" });
  const body = new URLSearchParams(await text(request));
  const code = body.get("code") ?? "";
  const grant = state.grants.get(code);
  // A code works once (RFC 6749 4.1.2), whatever comes with it.
  state.grants.delete(code);
  const isProved =
    grant?.redirectUri === body.get("redirect_uri") &&
    grant?.codeChallenge === challengeOf(body.get("code_verifier") ?? "");
  if (grant === undefined || !isProved) return sendJson(response, 400, { error: "invalid_grant" });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: state.issuer,
    aud: state.clientId,
    iat: now,
    exp: now + 300,
    ...(grant.nonce === null ? {} : { nonce: grant.nonce }),
    ...state.person,
  };
  const idToken = await signIdToken(claims, state, state.fault);
  sendJson(response, 200, {
    access_token: randomUUID(),
    token_type: "Bearer",
    expires_in: 300,
    ...(state.fault === "no_id_token" ? {} : { id_token: idToken }),
  });
}

/** RFC 6749 2.3.1: both are form-encoded before they are put together. */
function isClient({ clientId, clientSecret }: State, { headers }: IncomingMessage): boolean {
  const [scheme, encoded = ""] = (headers.authorization ?? "").split(" ");
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString().split(":");
  return scheme === "Basic" && decode(id) === clientId && decode(secret) === clientSecret;
}

function decode(part: string): string {
  return decodeURIComponent(part.replaceAll("+", " "));
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
