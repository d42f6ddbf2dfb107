import { createHash } from "node:crypto";

import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getDocument } from "../../db/read/documents";
import type { AttachmentOwner } from "../../db/read/journal-attachments";
import { getAttachmentOwner, listAttachments } from "../../db/read/journal-attachments";
import { inTransaction } from "../../db/transaction";
import type { AttachmentType } from "../../domain/attachment";
import { extensionOf } from "../../domain/attachment";
import { containsCardNumber } from "../../domain/card-number";
import { toPublicId } from "../../domain/ids";
import { Refusal } from "../../domain/refusal";
import type { IdempotentRequest } from "../../services/idempotency/idempotency-keys";
import { attachDocument } from "../../services/journal/attach-document";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerDecision, toIdempotentRequest } from "../idempotency";
import { assertOwnerHeld, assertOwnerSeen } from "../ledger-branches";
import { cardNumberRefused } from "../middleware/refuse-card-numbers";
import { pageBody, pageOfWhole } from "../pagination";
import { presentDocument } from "../present/document";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, smallListQuerySchema } from "../schemas/common";
import { attachmentsSchema, documentSchema, newAttachmentSchema } from "../schemas/document";

const owners = [
  {
    type: "journal_draft",
    branches: "own",
    tag: "Journal",
    reading: "journal_entry.read.partner",
    what: "draft",
    path: "/v1/journal-entries/drafts/{owner_id}/attachments",
    kind: "journalDraft",
  },
  {
    type: "journal_entry",
    branches: "own",
    tag: "Journal",
    reading: "journal_entry.read.partner",
    what: "journal entry",
    path: "/v1/journal-entries/{owner_id}/attachments",
    kind: "journalEntry",
  },
  {
    type: "memo",
    branches: "all",
    tag: "Memos",
    reading: "memo.read.partner",
    what: "memo",
    path: "/v1/memos/{owner_id}/attachments",
    kind: "memo",
  },
] as const;

/** Their bodies are larger than others. */
export const attachmentPaths = /^\/v1\/(journal-entries|memos)\/.+\/attachments$/;

type Owner = (typeof owners)[number];

function attachRoute({ what, tag, branches, path, kind }: Owner) {
  return createRoute({
    method: "post",
    path,
    tags: [tag],
    summary: `Attach a document to a ${what}`,
    description: "At most 5 MiB: PDF, JPEG, PNG or CSV. What it says it is, its bytes are.",
    ...permitted("attachment.create.partner", { branches }),
    request: {
      params: z.object({ owner_id: idSchema(kind) }),
      headers: idempotencyHeadersSchema,
      body: jsonBody(newAttachmentSchema),
    },
    responses: { 201: json(documentSchema, "The document"), ...problems(404, 409, 413, 415, 422) },
  });
}

function listRoute({ what, tag, reading, branches, path, kind }: Owner) {
  return createRoute({
    method: "get",
    path,
    tags: [tag],
    summary: `List the documents of a ${what}`,
    ...permitted(reading, { branches }),
    request: { params: z.object({ owner_id: idSchema(kind) }), query: smallListQuerySchema },
    responses: { 200: json(attachmentsSchema, "The documents"), ...problems(404) },
  });
}

export function registerAttachments(router: Router, dependencies: ApiDependencies): void {
  for (const owner of owners) {
    router.openapi(attachRoute(owner), async (c) => {
      const request = await toIdempotentRequest(c);
      const { scope } = c.get("principal");
      const { owner_id: id } = c.req.valid("param");
      const attachedTo = await getAttachmentOwner(scope, owner.type, id);
      await assertOwnerHeld(c, attachedTo);
      return attach(c, dependencies, { request, attachedTo, body: c.req.valid("json") });
    });

    router.openapi(listRoute(owner), async (c) => {
      const { scope, livemode } = c.get("principal");
      const { owner_id: id } = c.req.valid("param");
      const attachedTo = await getAttachmentOwner(scope, owner.type, id);
      await assertOwnerSeen(c, attachedTo);
      const { keyRing } = dependencies;
      const page = pageOfWhole(c, keyRing, await listAttachments(scope, attachedTo), {
        query: c.req.valid("query"),
        idOf: ({ rowId }) => rowId,
      });
      return c.json(
        pageBody(c, keyRing, page, (one) => presentDocument(one, livemode)),
        200,
      );
    });
  }
}

/** The bytes first, under an id that a repeated request makes again; then the rows, in one commit. */
async function attach(
  c: Context<ApiEnvironment>,
  { documents, now, ...dependencies }: ApiDependencies,
  {
    request,
    attachedTo,
    body,
  }: {
    readonly request: IdempotentRequest;
    readonly attachedTo: AttachmentOwner;
    readonly body: z.infer<typeof newAttachmentSchema>;
  },
): Promise<never> {
  const { scope, livemode } = c.get("principal");
  return answerDecision(c, { documents, now, ...dependencies }, request, async () => {
    const instant = now();
    const document = toDocument(scope, request, body, instant);
    const { bytes, ...stored } = document;
    const { contentType, sha256 } = stored;
    await documents.put({ key: stored.storageKey, body: bytes, contentType, sha256 });
    const act = { context: toActContext(c), at: toDateTime(instant) };
    await inTransaction(scope, (transaction) =>
      attachDocument(transaction, attachedTo, stored, act),
    );
    return {
      status: 201,
      body: presentDocument(await getDocument(scope, stored.publicId), livemode),
      headers: { Location: `/v1/documents/${stored.publicId}` },
    };
  });
}

function toDocument(
  { partner }: PartnerDatabase,
  request: IdempotentRequest,
  body: z.infer<typeof newAttachmentSchema>,
  instant: string,
) {
  const bytes = Buffer.from(body.content, "base64");
  const contentType: AttachmentType = body.content_type;
  const extension = extensionOf(contentType, bytes);
  if (contentType === "text/csv" && containsCardNumber(bytes.toString())) {
    throw cardNumberRefused("attachment");
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (body.sha256 !== undefined && body.sha256 !== sha256) {
    throw new Refusal("ATTACHMENT_REFUSED", "The bytes do not have the digest that was sent.", {
      sha256,
    });
  }
  const publicId = documentIdOf(partner, request);
  const storageKey = formatDocumentKey({
    partnerId: partner,
    year: instant.slice(0, 4),
    month: instant.slice(5, 7),
    documentId: publicId,
    extension,
  });
  const fileName = body.file_name;
  return { publicId, fileName, contentType, byteSize: bytes.length, sha256, storageKey, bytes };
}

function documentIdOf(partner: string, { scope, key, fingerprint }: IdempotentRequest): string {
  const name = [partner, scope, key, fingerprint].join("\n");
  return toPublicId("document", createHash("sha256").update(name).digest().subarray(0, 16));
}
