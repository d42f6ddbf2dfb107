import { Readable } from "node:stream";

import { createRoute, z } from "@hono/zod-openapi";

import { getDocument, listDocuments } from "../../db/read/documents";
import { onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { assertDocumentSeen } from "../ledger-branches";
import { requirePermission } from "../middleware/require";
import { pageBody, toPageRequest } from "../pagination";
import { admitToArchive } from "../partner-archive";
import { presentDocument } from "../present/document";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { documentSchema } from "../schemas/document";

const documentParams = z.object({ document_id: idSchema("document") });
const readable = {
  tags: ["Documents"],
  ...permitted("document.read.partner", { branches: "own" }),
};

const getDocumentRoute = createRoute({
  ...readable,
  method: "get",
  path: "/v1/documents/{document_id}",
  summary: "Get what is known of a document",
  request: { params: documentParams },
  responses: { 200: json(documentSchema, "The document"), ...problems(404) },
});

const readReports = requirePermission("report.read.partner", { branches: "own" });

const readRemittances = requirePermission("bsp_remittance.read.partner", { branches: "own" });

const contentTypes = [
  "application/pdf",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/xml",
  "application/zip",
  "image/jpeg",
  "image/png",
  "text/csv",
];

const getContentRoute = createRoute({
  ...readable,
  method: "get",
  path: "/v1/documents/{document_id}/content",
  summary: "Get a document's bytes",
  request: { params: documentParams },
  responses: {
    200: {
      description: "The bytes",
      content: Object.fromEntries(
        contentTypes.map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }]),
      ),
    },
    ...problems(404, 410),
  },
});

const listDocumentsRoute = createRoute({
  ...readable,
  method: "get",
  path: "/v1/documents",
  summary: "List documents, newest first",
  request: { query: listQuerySchema.extend({ booking_id: idSchema("booking").optional() }) },
  responses: { 200: json(pageOf(documentSchema, "DocumentPage"), "Documents"), ...problems() },
});

export function registerDocuments(router: Router, dependencies: ApiDependencies): void {
  const { documents, keyRing, now } = dependencies;
  router.openapi(getDocumentRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const document = await getDocument(scope, c.req.valid("param").document_id);
    await assertDocumentSeen(c, document);
    return c.json(presentDocument(document, livemode), 200);
  });

  router.openapi(getContentRoute, async (c) => {
    const { scope } = c.get("principal");
    const document = await getDocument(scope, c.req.valid("param").document_id);
    await assertDocumentSeen(c, document);
    // Whoever may read documents may not for that reason read the books.
    if (document.type === "report") await readReports(c, () => Promise.resolve());
    if (document.type === "bank_file") await readRemittances(c, () => Promise.resolve());
    if (document.type === "partner_archive") await admitToArchive(c, document, now);
    const { stream } = await documents.get(document.storageKey);
    return c.body(Readable.toWeb(stream) as ReadableStream, 200, {
      "Content-Type": document.contentType,
      "Content-Length": document.byteSize.toString(),
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(document.fileName)}`,
      "Content-Security-Policy": "sandbox",
    });
  });

  router.openapi(listDocumentsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { booking_id: bookingId, ...query } = c.req.valid("query");
    const page = await listDocuments(
      scope,
      { ...(bookingId === undefined ? {} : { bookingId }), ...onlyAmong(c) },
      toPageRequest(c, keyRing, query),
    );
    return c.json(
      pageBody(c, keyRing, page, (document) => presentDocument(document, livemode)),
      200,
    );
  });
}
