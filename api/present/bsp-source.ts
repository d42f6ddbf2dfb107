import type { z } from "@hono/zod-openapi";

import type { BspSourceFileRecord, BspSourceRecord } from "../../db/read/bsp-sources";
import type { bspSourceFileSchema, bspSourceSchema } from "../schemas/bsp-source";

export function presentBspSource(
  source: BspSourceRecord,
  livemode: boolean,
): z.infer<typeof bspSourceSchema> {
  const { server, failure } = source;
  return {
    id: source.publicId,
    object: "bsp_source",
    livemode,
    kind: source.kind,
    name: source.name,
    host: server && server.host,
    port: server && server.port,
    user_name: server && server.userName,
    host_keys: [...(server?.hostKeys ?? [])],
    credential_kind: server && server.credentialKind,
    directory: source.directory,
    file_pattern: source.filePattern,
    file_format: source.fileFormat,
    column_mapping_id: source.columnMapping && source.columnMapping.publicId,
    poll_minutes: source.pollMinutes,
    settle_seconds: source.settleSeconds,
    state: source.state,
    last_polled_at: source.lastPolledAt,
    last_succeeded_at: source.lastSucceededAt,
    failure: failure && {
      code: failure.code,
      text: failure.text,
      since: failure.since,
      needs_attention: failure.needsAttention,
    },
    version: source.version,
    created_at: source.createdAt,
    updated_at: source.updatedAt,
  };
}

export function presentBspSourceFile(
  file: BspSourceFileRecord,
  livemode: boolean,
): z.infer<typeof bspSourceFileSchema> {
  return {
    object: "bsp_source_file",
    livemode,
    file_name: file.fileName,
    byte_size: file.byteSize,
    modified_at: file.modifiedAt,
    state: file.state,
    reason: file.reason,
    sha256: file.sha256,
    bsp_file_id: file.bspFileId,
    found_at: file.foundAt,
  };
}
