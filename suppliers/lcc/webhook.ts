import { createHmac, timingSafeEqual } from "node:crypto";

import { z } from "zod";

/** An order that the carrier has answered, as the aggregator tells us. It is asked for all the same. */
export interface OrderMessage {
  readonly id: string;
  readonly type: string;
  /** Empty where it is about no order. */
  readonly orderId: string;
}

const ageMsMax = 5 * 60_000;
const signaturePattern = /^t=(\d{1,12}),v2=([0-9a-f]{64})$/;
const messageSchema = z.object({
  id: z.string(),
  type: z.string(),
  data: z.object({ object: z.object({ id: z.string().default("") }) }),
});

/** Reads a message that is signed with our secret and not old; undefined where it is not. */
export function readOrderMessage(
  { signature, body }: { readonly signature: string | undefined; readonly body: string },
  { secret, nowMs }: { readonly secret: string; readonly nowMs: number },
): OrderMessage | undefined {
  const [, seconds = "", digest = ""] = signaturePattern.exec(signature ?? "") ?? [];
  if (digest === "" || Math.abs(nowMs - Number(seconds) * 1_000) > ageMsMax) return undefined;
  if (!timingSafeEqual(Buffer.from(digest), Buffer.from(sign(secret, seconds, body)))) {
    return undefined;
  }
  const { id, type, data } = messageSchema.parse(JSON.parse(body));
  return { id, type, orderId: data.object.id };
}

/** The header of a message, as the aggregator writes it. */
export function signMessage(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v2=${sign(secret, String(seconds), body)}`;
}

function sign(secret: string, seconds: string, body: string): string {
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
}
