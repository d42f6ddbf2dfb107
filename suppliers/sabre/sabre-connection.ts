import type { z } from "zod";

import { readJson } from "../http/read-json";
import { redactJsonText } from "../http/redact-json";
import { connectToRest, toLostOutcome } from "../http/rest-connection";
import { createTokenSource, type NewToken } from "../oauth/token-source";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { SabreClientConfig } from "./config";
import { type errorsSchema, tokenSchema } from "./sabre-messages";
import { refusedBy } from "./sabre-refusals";

export interface SabreCall<Schema extends typeof errorsSchema> {
  readonly operation: string;
  readonly body: unknown;
  readonly schema: Schema;
  /** Whether it changes something: then a lost answer is `unknown`. */
  readonly isAct: boolean;
}

export interface SabreConnection {
  call<Schema extends typeof errorsSchema>(
    call: SabreCall<Schema>,
    options: CallOptions,
  ): Promise<SupplierOutcome<z.output<Schema>>>;
  close(): void;
}

/** Sends with the partner's token, which is fetched again once where Sabre rejects it. */
export function connectToSabre(config: SabreClientConfig): SabreConnection {
  const { endpoint, timeoutMs, onExchange, password } = config;
  const rest = connectToRest({
    endpoint,
    redact: redactJsonText,
    secrets: [password],
    onExchange,
  });
  const tokens = createTokenSource(config.tokens, async () => fetchToken());

  const fetchToken = async (): Promise<SupplierOutcome<NewToken>> => {
    const result = await rest.call({
      operation: "token",
      path: config.tokenPath,
      headers: {
        Authorization: `Basic ${toTokenCredentials(config)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=client_credentials",
      // Others may wait for this token: it is fetched to the end whoever has given up.
      signal: AbortSignal.timeout(timeoutMs),
      timeoutMs,
    });
    if (result.kind === "answered" && result.status >= 400) {
      return refusedBy("credentials_rejected", `HTTP ${result.status}`, "no token was given");
    }
    const answer = readJson(result, tokenSchema);
    if (answer.kind === "noAnswer") return toLostOutcome(answer, false);
    const { access_token: token, expires_in: seconds } = answer.body;
    return { kind: "done", value: { token, lifetimeMs: seconds * 1_000 } };
  };

  return {
    call: async ({ operation, body, schema, isAct }, { signal }) => {
      if (signal.aborted) return { kind: "notDone", message: "aborted" };
      const send = async (token: string) =>
        rest.call({
          operation,
          path: `/v1/trip/orders/${operation}`,
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          body: JSON.stringify(body),
          signal,
          timeoutMs,
        });
      const token = await tokens.get();
      if (token.kind !== "done") return token;
      let result = await send(token.value);
      if (result.kind === "answered" && result.status === 401) {
        // Turned away unread: sending it again with another token is safe.
        const renewed = await tokens.renew(token.value);
        if (renewed.kind !== "done") return renewed;
        result = await send(renewed.value);
      }
      if (result.kind === "answered" && (result.status === 401 || result.status === 403)) {
        return refusedBy("credentials_rejected", `HTTP ${result.status}`, "the token is rejected");
      }
      const answer = readJson(result, schema);
      if (answer.kind === "noAnswer") return toLostOutcome(answer, isAct);
      if (answer.status < 400) return { kind: "done", value: answer.body };
      const { errorCode = `HTTP ${answer.status}`, message = "" } = answer.body;
      return refusedBy(undefined, errorCode, message);
    },
    close: rest.close,
  };
}

/** Sabre encodes twice: `V1:EPR:PCC:AA` and the password each for itself, then both together. */
export function toTokenCredentials({
  epr,
  pseudoCityCode,
  domain,
  password,
}: Pick<SabreClientConfig, "epr" | "pseudoCityCode" | "domain" | "password">): string {
  const user = encode(`V1:${epr}:${pseudoCityCode}:${domain}`);
  return encode(`${user}:${encode(password)}`);
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
