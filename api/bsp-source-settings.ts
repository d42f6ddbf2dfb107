import type { z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../db/partner-scope";
import { getUsableMapping } from "../db/read/bsp-column-mappings";
import type { MappingOfSource } from "../db/read/bsp-sources";
import { Refusal } from "../domain/refusal";
import type { BspSourceCredentials } from "../services/bsp/bsp-source-credentials";
import { sealSourceCredentials } from "../services/bsp/bsp-source-credentials";
import type {
  BspSourceChange,
  BspSourceSettings,
  SealedCredentials,
} from "../services/bsp/set-bsp-source";
import { toFingerprint } from "../suppliers/files/host-key";
import { isPrivateKey } from "../suppliers/files/private-key";
import { isPublicHost } from "../suppliers/outbound/lookup-public";
import type { ApiDependencies } from "./dependencies";
import type { changeBspSourceSchema, newBspSourceSchema } from "./schemas/bsp-source";

type New = z.infer<typeof newBspSourceSchema>;
type Change = z.infer<typeof changeBspSourceSchema>;
type NewCredentials = NonNullable<Change["credentials"]>;

export function toSourceSettings(
  dependencies: ApiDependencies,
  body: New,
  columnMapping: MappingOfSource | null,
): BspSourceSettings {
  const common = {
    name: body.name,
    directory: body.directory,
    filePattern: body.file_pattern,
    pollMinutes: body.poll_minutes,
    settleSeconds: body.settle_seconds,
    columnMapping,
  };
  if (body.kind === "folder") return { ...common, server: null };
  const { host, port, user_name: userName } = body;
  assertCallableHost(dependencies, host, port);
  return { ...common, server: { host, port, userName, hostKeys: toFingerprints(body.host_keys) } };
}

/** What a body names; null where it says that files are HOT, and undefined where it says nothing. */
export async function findMapping(
  scope: PartnerDatabase,
  { column_mapping_id: id }: Pick<Change, "column_mapping_id">,
): Promise<MappingOfSource | null | undefined> {
  return id == null ? id : getUsableMapping(scope, id);
}

export function toSourceChange(
  dependencies: ApiDependencies,
  body: Change,
  /** What it is now, for what the change leaves out. */
  now: { readonly host: string; readonly port: number } | null,
): BspSourceChange {
  const { host, port, user_name: userName, host_keys: hostKeys } = body;
  if (host !== undefined || port !== undefined) {
    assertCallableHost(dependencies, host ?? now?.host ?? "", port ?? now?.port ?? 0);
  }
  const server = {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(userName !== undefined && { userName }),
    ...(hostKeys !== undefined && { hostKeys: toFingerprints(hostKeys) }),
  };
  return {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.directory !== undefined && { directory: body.directory }),
    ...(body.file_pattern !== undefined && { filePattern: body.file_pattern }),
    ...(body.poll_minutes !== undefined && { pollMinutes: body.poll_minutes }),
    ...(body.settle_seconds !== undefined && { settleSeconds: body.settle_seconds }),
    ...(body.state !== undefined && { state: body.state }),
    ...(Object.keys(server).length > 0 && { server }),
  };
}

/** Sealed before any transaction begins: the key that wraps them may be across a network. */
export async function sealNewCredentials(
  { secrets }: ApiDependencies,
  partner: string,
  given: NewCredentials | undefined,
): Promise<SealedCredentials | undefined> {
  if (given === undefined) return undefined;
  const credentials = toCredentials(given);
  const sealed = await sealSourceCredentials(secrets, partner, credentials);
  return { kind: credentials.kind, sealed };
}

function toCredentials(given: NewCredentials): BspSourceCredentials {
  if (given.kind === "password") return { kind: "password", password: given.password };
  const { private_key: privateKey, passphrase } = given;
  if (!isPrivateKey(privateKey, passphrase)) {
    throw new Refusal(
      "BSP_SOURCE_REFUSED",
      "That is no private key of OpenSSH or PEM, or its passphrase does not open it.",
      { field: "credentials" },
    );
  }
  return { kind: "private_key", privateKey, ...(passphrase !== undefined && { passphrase }) };
}

/** What a name leads to is judged when it is connected to; this is what can be told before. */
function assertCallableHost({ settings }: ApiDependencies, host: string, port: number): void {
  if (settings.sftpTrustedHosts.includes(`${host}:${port}`) || isPublicHost(host)) return;
  throw new Refusal("BSP_SOURCE_REFUSED", "The host is not of the public internet.", {
    field: "host",
  });
}

function toFingerprints(keys: readonly string[]): string[] {
  return keys.map((key) => {
    const fingerprint = toFingerprint(key);
    if (fingerprint !== undefined) return fingerprint;
    throw new Refusal("BSP_SOURCE_REFUSED", "That is neither a fingerprint nor a public key.", {
      field: "host_keys",
    });
  });
}
