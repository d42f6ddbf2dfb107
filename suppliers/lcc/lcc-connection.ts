import { z } from "zod";

import { readJson } from "../http/read-json";
import { redactJsonText } from "../http/redact-json";
import { connectToRest, toLostOutcome, unusable } from "../http/rest-connection";
import type { Refused, SupplierOutcome, SupplierRefusalReason } from "../outcome";
import type { CallOptions } from "../port";
import type { LccClientConfig } from "./config";
import { errorsSchema } from "./lcc-messages";

export interface LccCall<Schema extends z.ZodType> {
  readonly operation: string;
  readonly path: string;
  /** A POST of this; a GET where there is none. */
  readonly data?: object;
  readonly schema: Schema;
  /** Of a call that acts: the aggregator answers a repeat with the first answer. */
  readonly idempotencyKey?: string;
}

export interface LccConnection {
  call<Schema extends z.ZodType>(
    call: LccCall<Schema>,
    options: CallOptions,
  ): Promise<SupplierOutcome<z.output<Schema>>>;
  close(): void;
}

const reasons: Readonly<Record<string, SupplierRefusalReason>> = {
  not_found: "reservation_not_found",
  order_not_found: "reservation_not_found",
  already_paid: "already_ticketed",
  offer_no_longer_available: "offer_expired",
  offer_expired: "offer_expired",
  price_changed: "price_changed",
  order_cancellation_expired: "offer_expired",
  order_not_refundable: "not_refundable",
  insufficient_balance: "payment_declined",
  payment_declined: "payment_declined",
  unauthorized: "credentials_rejected",
  access_token_not_found: "credentials_rejected",
  expired_access_token: "credentials_rejected",
};

const envelopeSchema = z.object({ data: z.unknown() });

export function connectToLcc(config: LccClientConfig): LccConnection {
  const { endpoint, timeoutMs, onExchange, accessToken, apiVersion } = config;
  const rest = connectToRest({ endpoint, redact: redactJsonText, onExchange });
  return {
    call: async ({ operation, path, data, schema, idempotencyKey }, { signal }) => {
      const result = await rest.call({
        operation,
        method: data === undefined ? "GET" : "POST",
        path,
        headers: {
          Authorization: `Bearer ${accessToken}`,
          Accept: "application/json",
          "Content-Type": "application/json",
          "Duffel-Version": apiVersion,
          ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
        },
        body: data === undefined ? "" : JSON.stringify({ data }),
        signal,
        timeoutMs,
      });
      const isAct = idempotencyKey !== undefined;
      if (result.kind === "answered" && result.status >= 400) {
        const refusal = readJson(result, errorsSchema);
        if (refusal.kind === "json") return toRefused(refusal.body);
        // A gateway's no without a reason is not the application's.
        return toLostOutcome(unusable(`HTTP ${result.status} without a reason`), isAct);
      }
      const answer = readJson(result, envelopeSchema);
      if (answer.kind === "noAnswer") return toLostOutcome(answer, isAct);
      const read = schema.safeParse(answer.body.data);
      if (read.success) return { kind: "done", value: read.data };
      const where = read.error.issues[0]?.path.join(".") ?? "";
      return toLostOutcome(unusable(`the answer cannot be read at ${where}`), isAct);
    },
    close: rest.close,
  };
}

export function lccRefused(reason: SupplierRefusalReason, code: string, text: string): Refused {
  return { kind: "refused", reason, supplierCode: code, supplierText: redactJsonText(text) };
}

function toRefused({ errors }: z.output<typeof errorsSchema>): Refused {
  const { code = "", message = "" } = errors[0] ?? {};
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return lccRefused(reason ?? "rejected", code, message);
}
