import { createHash } from "node:crypto";

import type { z } from "@hono/zod-openapi";

import { toPublicId } from "../domain/ids";
import { Refusal } from "../domain/refusal";
import type { ReadByColumns, ReceivedBspFile } from "../services/bsp/take-up-bsp-file";
import type { IdempotentRequest } from "../services/idempotency/idempotency-keys";
import { bspFileKey } from "../suppliers/documents/bsp-file-key";
import type { ApiDependencies } from "./dependencies";
import type { newBspFileSchema } from "./schemas/bsp-file";

/** Keeps the bytes as they came, under their SHA-256; under an id made of the request, which sent again is the same file. */
export async function storeBspFile(
  { documents, now }: ApiDependencies,
  {
    partner,
    request,
    body,
    columns,
  }: {
    readonly partner: string;
    readonly request: IdempotentRequest;
    readonly body: z.infer<typeof newBspFileSchema>;
    readonly columns?: ReadByColumns | undefined;
  },
): Promise<ReceivedBspFile> {
  const bytes = Buffer.from(body.content, "base64");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (body.sha256 !== undefined && body.sha256 !== sha256) {
    throw new Refusal("ATTACHMENT_REFUSED", "The bytes do not have the digest that was sent.", {
      sha256,
    });
  }
  const { key, contentType } = bspFileKey({ partner, sha256, at: now(), beginning: bytes });
  await documents.put({ key, body: bytes, contentType, sha256 });
  const digest = createHash("sha256")
    .update(JSON.stringify([partner, request.scope, request.key, request.fingerprint]))
    .digest();
  return {
    fileId: toPublicId("bspFile", digest.subarray(0, 16)),
    fileName: body.file_name,
    source: "upload",
    byteSize: bytes.byteLength,
    sha256,
    storageKey: key,
    ...(columns && { columns }),
  };
}
