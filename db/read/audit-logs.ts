import type { Selectable } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import { readOwnJson } from "../../domain/own-json";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface AuditLogRecord {
  readonly publicId: string;
  readonly eventType: string;
  readonly actorType: "user" | "system" | "api_token";
  readonly actorId: string | null;
  readonly targetType: string;
  readonly targetId: string;
  readonly payload: JsonValue;
  readonly requestId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly workflowId: string | null;
  readonly contentHash: string;
  readonly seal: { readonly sequence: number; readonly hash: string } | null;
  readonly createdAt: string;
}

export interface AuditLogFilter {
  /** `customer.created`, or all of a resource: `customer.*`. */
  readonly eventType?: string | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly requestId?: string | undefined;
  /** DATETIME, UTC: from this one on. */
  readonly from?: string | undefined;
  /** Before this one. */
  readonly before?: string | undefined;
  /** Anywhere in the payload. */
  readonly text?: string | undefined;
}

/** Newest first. */
export async function listAuditLogs(
  { db }: PartnerDatabase,
  filter: AuditLogFilter,
  page: PageRequest,
): Promise<Page<AuditLogRecord>> {
  const { eventType, actorId, targetId, requestId, from, before, text } = filter;
  let query = db
    .selectFrom("audit_logs as log")
    .leftJoin("audit_seals as seal", "seal.audit_log_id", "log.audit_log_id")
    .selectAll("log")
    .select(["seal.sequence", "seal.chain_hash"]);
  if (eventType?.endsWith(".*")) {
    query = query.where("log.event_type", "like", `${escapeLike(eventType.slice(0, -1))}%`);
  } else if (eventType !== undefined) query = query.where("log.event_type", "=", eventType);
  if (actorId !== undefined) query = query.where("log.actor_id", "=", actorId);
  if (targetId !== undefined) query = query.where("log.target_entity_id", "=", targetId);
  if (requestId !== undefined) query = query.where("log.request_id", "=", requestId);
  if (from !== undefined) query = query.where("log.created_at", ">=", from);
  if (before !== undefined) query = query.where("log.created_at", "<", before);
  if (text !== undefined) {
    query = query.where("log.event_payload", "like", `%${escapeLike(text)}%`);
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("log.created_at", "log.audit_log_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("log.created_at", "desc")
    .orderBy("log.audit_log_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toAuditLog,
    key: (row) => ({ createdAt: row.created_at, id: row.audit_log_id }),
  });
}

/** A percent sign or an underscore of the caller's stands for itself. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

type AuditLogRow = Selectable<Database["audit_logs"]> & {
  readonly sequence: number | null;
  readonly chain_hash: string | null;
};

function toAuditLog(row: AuditLogRow): AuditLogRecord {
  return {
    publicId: row.public_id,
    eventType: row.event_type,
    actorType: row.actor_type,
    actorId: row.actor_id,
    targetType: row.target_entity_type,
    targetId: row.target_entity_id,
    payload: readOwnJson<JsonValue>(row.event_payload),
    requestId: row.request_id,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    workflowId: row.workflow_id,
    contentHash: row.content_hash,
    seal:
      row.sequence === null || row.chain_hash === null
        ? null
        : { sequence: row.sequence, hash: row.chain_hash },
    createdAt: toInstant(row.created_at),
  };
}
