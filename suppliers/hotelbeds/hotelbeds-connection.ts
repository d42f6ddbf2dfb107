import { createHash } from "node:crypto";

import type { z } from "zod";

import { readJson } from "../http/read-json";
import { redactJsonText } from "../http/redact-json";
import { connectToRest, type RestResult, toLostOutcome, unusable } from "../http/rest-connection";
import type { NotDone, Refused, SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { HotelbedsClientConfig } from "./config";
import { errorSchema } from "./hotelbeds-messages";
import { hotelbedsRefused, isOverQuota, reasonOf } from "./refusals";

export interface HotelbedsCall<Schema extends z.ZodType> {
  readonly operation: string;
  /** GET where nothing is said. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly data?: object;
  readonly schema: Schema;
  /** Whether it changes something there. */
  readonly isAct?: boolean;
}

export interface HotelbedsConnection {
  call<Schema extends z.ZodType>(
    call: HotelbedsCall<Schema>,
    options: CallOptions,
  ): Promise<SupplierOutcome<z.output<Schema>>>;
  close(): void;
}

const quotaRetryMs = 1_000;

export function connectToHotelbeds(config: HotelbedsClientConfig): HotelbedsConnection {
  const { endpoint, timeoutMs, onExchange, apiKey, secret, clientCertificate } = config;
  const rest = connectToRest({
    endpoint,
    redact: redactJsonText,
    secrets: [secret],
    clientCertificate,
    onExchange,
  });
  return {
    call: async ({ operation, method = "GET", path, data, schema, isAct = false }, { signal }) => {
      const result = await rest.call({
        operation,
        method,
        path: `/hotel-api/1.0${path}`,
        headers: {
          "Api-key": apiKey,
          "X-Signature": signCall(apiKey, secret, Date.now()),
          Accept: "application/json",
          "Accept-Encoding": "gzip",
          "Content-Type": "application/json",
        },
        body: data === undefined ? "" : JSON.stringify(data),
        signal,
        timeoutMs,
      });
      const refusal = readRefusal(result, isAct);
      if (refusal !== undefined) return refusal;
      const answer = readJson(result, schema);
      if (answer.kind === "noAnswer") return toLostOutcome(answer, isAct);
      // A no without a reason is a gateway's.
      if (answer.status >= 400) {
        return toLostOutcome(unusable(`HTTP ${answer.status} without a reason`), isAct);
      }
      return { kind: "done", value: answer.body };
    },
    close: rest.close,
  };
}

/** Key, secret and the second of the call, hashed. */
export function signCall(apiKey: string, secret: string, nowMs: number): string {
  return createHash("sha256")
    .update(apiKey + secret + String(Math.floor(nowMs / 1_000)))
    .digest("hex");
}

/** What is a no; undefined where it is an answer, or nothing that can be told from a lost one. */
function readRefusal(result: RestResult, isAct: boolean): Refused | NotDone | undefined {
  if (result.kind === "noAnswer") return readServerRefusal(result.body, isAct);
  const { status, body } = result;
  if (status < 400) return undefined;
  const { code, message } = readError(body) ?? { code: "", message: body.slice(0, 200) };
  if (status === 401 || status === 403) {
    return isOverQuota(message)
      ? { kind: "notDone", message: `HTTP ${status} ${message}`, retryAfterMs: quotaRetryMs }
      : hotelbedsRefused("credentials_rejected", code, message);
  }
  if (status === 402) return hotelbedsRefused("not_supported", code, "a card is wanted");
  if (code === "") return undefined;
  return hotelbedsRefused(reasonOf(message) ?? "rejected", code, message);
}

/** A product's no comes as a fault of the server. Of an act it is believed where we know its words. */
function readServerRefusal(body: string | undefined, isAct: boolean): Refused | undefined {
  const error = body === undefined ? undefined : readError(body);
  if (error?.code !== "PRODUCT_ERROR") return undefined;
  const reason = reasonOf(error.message) ?? (isAct ? undefined : "rejected");
  return reason === undefined ? undefined : hotelbedsRefused(reason, error.code, error.message);
}

function readError(body: string): { readonly code: string; readonly message: string } | undefined {
  const read = readJson({ kind: "answered", status: 0, body }, errorSchema);
  return read.kind === "json" ? read.body.error : undefined;
}
