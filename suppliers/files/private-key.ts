import { utils } from "ssh2";

/** Whether a private key can be used to log in: of OpenSSH or PEM, and opened by its passphrase. */
export function isPrivateKey(text: string, passphrase: string | undefined): boolean {
  const parsed = utils.parseKey(text, passphrase);
  if (parsed instanceof Error) return false;
  const keys = Array.isArray(parsed) ? parsed : [parsed];
  return keys.length > 0 && keys.every((key) => key.isPrivateKey());
}
