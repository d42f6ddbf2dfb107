import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { utils } from "ssh2";
import { z } from "zod";

import { fingerprintOf } from "../host-key";
import { isPrivateKey } from "../private-key";

export const sandboxLogin = { userName: "agency", password: "sandbox-sftp-password" } as const;

const keysSchema = z.object({
  hostKey: z.string(),
  otherHostKey: z.string(),
  loginKey: z.string(),
});
export type SandboxKeys = z.infer<typeof keysSchema>;

/** Made at the first start, and kept: a host that is known stays known. */
export function openSandboxKeys(folder: string | undefined): SandboxKeys {
  const path = folder === undefined ? undefined : join(folder, "sftp-keys.json");
  if (path !== undefined && existsSync(path)) {
    return keysSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  }
  const keys = { hostKey: newKey(), otherHostKey: newKey(), loginKey: newKey() };
  if (folder !== undefined && path !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, JSON.stringify(keys), { mode: 0o600 });
  }
  return keys;
}

export function fingerprintOfPrivate(privateKey: string): string {
  return fingerprintOf(publicOf(privateKey));
}

/** The public half, as it goes over the wire. */
export function publicOf(privateKey: string): Buffer {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

/** Of each four hundred keys that ssh2 makes, one is malformed: it cannot read it itself. */
function newKey(): string {
  for (;;) {
    const key = utils.generateKeyPairSync("ed25519").private;
    if (isPrivateKey(key, undefined)) return key;
  }
}
