import type { SecretBox } from "../../db/encryption/secret-box";

/** How a source logs in, as it is sealed. */
export type BspSourceCredentials =
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "private_key"; readonly privateKey: string; readonly passphrase?: string };

export async function sealSourceCredentials(
  secrets: SecretBox,
  partner: string,
  credentials: BspSourceCredentials,
): Promise<Buffer> {
  return secrets.seal(Buffer.from(JSON.stringify(credentials)), contextOf(partner));
}

/** In the clear, for the client that logs in with them. */
export async function openSourceCredentials(
  secrets: SecretBox,
  partner: string,
  sealed: Buffer,
): Promise<BspSourceCredentials> {
  const opened: BspSourceCredentials = JSON.parse(
    (await secrets.open(sealed, contextOf(partner))).toString(),
  );
  return opened;
}

function contextOf(partner: string): string {
  return `${partner}:bsp_sources.credentials`;
}
