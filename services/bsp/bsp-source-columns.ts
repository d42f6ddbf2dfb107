import type { BspSourceState } from "../../db/read/bsp-sources";
import type { Changes } from "../../db/write/history";
import type { BspSourceSettings, SealedCredentials } from "./set-bsp-source";

export type StatedSource = BspSourceSettings & { readonly state: BspSourceState };

/** What stands of a source in its row. */
export function toColumns({
  name,
  directory,
  filePattern,
  pollMinutes,
  settleSeconds,
  columnMapping,
  server,
}: BspSourceSettings) {
  return {
    source_name: name,
    directory_path: directory,
    file_pattern: filePattern,
    poll_minutes: pollMinutes,
    settle_seconds: settleSeconds,
    bsp_column_mapping_id: columnMapping && columnMapping.mappingId,
    host_name: server?.host ?? null,
    port_number: server?.port ?? null,
    login_name: server?.userName ?? null,
    host_keys: server && JSON.stringify(server.hostKeys),
  };
}

/** The same for the audit, which names a mapping by its public id. */
export function toFacts(settings: BspSourceSettings) {
  const { bsp_column_mapping_id: _, ...columns } = toColumns(settings);
  return {
    ...columns,
    column_mapping_id: settings.columnMapping && settings.columnMapping.publicId,
  };
}

export function toCredentialColumns(credentials: SealedCredentials | undefined) {
  return credentials === undefined
    ? {}
    : { credential_kind: credentials.kind, credentials_encrypted: credentials.sealed };
}

/** By fact what was and what is. */
export function compareSources(before: StatedSource, after: StatedSource): Changes {
  const left = new Map(Object.entries({ ...toFacts(before), state: before.state }));
  return Object.fromEntries(
    Object.entries({ ...toFacts(after), state: after.state }).flatMap(([fact, value]) => {
      const was = left.get(fact) ?? null;
      return was === value ? [] : [[fact, [was, value]] as const];
    }),
  );
}
