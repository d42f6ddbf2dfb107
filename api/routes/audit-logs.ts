import { Readable } from "node:stream";

import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { exportAudit } from "../../db/read/audit-export";
import type { AuditLogRecord } from "../../db/read/audit-logs";
import { listAuditLogs } from "../../db/read/audit-logs";
import type { ApiDependencies } from "../dependencies";
import { pageBody, toPageRequest } from "../pagination";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import type { auditLogSchema } from "../schemas/audit-log";
import {
  auditExportQuerySchema,
  auditLogPageSchema,
  auditLogQuerySchema,
} from "../schemas/audit-log";

const tags = ["Audit"];

const listRoute = createRoute({
  method: "get",
  path: "/v1/audit-logs",
  tags,
  summary: "Search the audit log, newest first",
  ...permitted("audit_log.read.partner"),
  request: { query: auditLogQuerySchema },
  responses: { 200: json(auditLogPageSchema, "Audit rows"), ...problems() },
});

const exportRoute = createRoute({
  method: "get",
  path: "/v1/audit-logs/export",
  tags,
  summary: "Download the audit log with the proof of its chain",
  description:
    "Sealed rows in the order of the chain. As NDJSON each line holds what its hash covers, its place and the hash before it: `scripts/verify-archive.mjs` proves the file without our database.",
  ...permitted("audit_log.read.partner"),
  request: { query: auditExportQuerySchema },
  responses: {
    200: {
      description: "The rows",
      content: {
        "application/x-ndjson": { schema: z.string() },
        "text/csv": { schema: z.string() },
      },
    },
    ...problems(),
  },
});

export function registerAuditLogs(router: Router, { keyRing }: ApiDependencies): void {
  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { limit, cursor, ...query } = c.req.valid("query");
    const logs = await listAuditLogs(
      scope,
      {
        eventType: query.event_type,
        actorId: query.actor_id,
        targetId: query.target_id,
        requestId: query.request_id,
        from: query.created_from && toDateTime(query.created_from),
        before: query.created_before && toDateTime(query.created_before),
        text: query.text,
      },
      toPageRequest(c, keyRing, { limit, cursor }),
    );
    return c.json(
      pageBody(c, keyRing, logs, (log) => presentAuditLog(log, livemode)),
      200,
    );
  });

  router.openapi(exportRoute, (c) => {
    const { scope } = c.get("principal");
    const { format, from_sequence: from } = c.req.valid("query");
    const bytes = Readable.from(exportAudit(scope, { format, from }), { objectMode: false });
    const type = format === "csv" ? "text/csv" : "application/x-ndjson";
    return c.body(Readable.toWeb(bytes) as ReadableStream, 200, {
      "Content-Type": `${type}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="audit.${format}"`,
    });
  });
}

function presentAuditLog(log: AuditLogRecord, livemode: boolean): z.infer<typeof auditLogSchema> {
  return {
    id: log.publicId,
    object: "audit_log",
    livemode,
    event_type: log.eventType,
    actor: { type: log.actorType, id: log.actorId },
    target: { type: log.targetType, id: log.targetId },
    payload: log.payload,
    request_id: log.requestId,
    ip_address: log.ipAddress,
    user_agent: log.userAgent,
    workflow_id: log.workflowId,
    content_hash: log.contentHash,
    seal: log.seal,
    created_at: log.createdAt,
  };
}
