import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import type { SecureVersion } from "node:tls";

import { errorCode } from "../stack/stack-error";

const timeoutMs = 5_000;

export interface TlsEndpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** PEM file of the authority, where it is not a public one. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Whether the server agrees to TLS 1.0 or 1.1, which our own OpenSSL is made to offer. */
export async function speaksOldTls(endpoint: TlsEndpoint): Promise<boolean> {
  try {
    await handshake(endpoint, { minVersion: "TLSv1", maxVersion: "TLSv1.1" });
    return true;
  } catch (error) {
    // A refused connection says nothing of versions.
    if (isUnreachable(error)) throw error;
    return false;
  }
}

/** Days until the server's certificate expires; negative where it has. */
export async function daysOfCertificate(endpoint: TlsEndpoint): Promise<number> {
  const validTo = await handshake(endpoint, { minVersion: "TLSv1", maxVersion: "TLSv1.3" });
  return Math.floor((Date.parse(validTo) - Date.now()) / 86_400_000);
}

async function handshake(
  { host, port, ca, cert, key }: TlsEndpoint,
  versions: { readonly minVersion: SecureVersion; readonly maxVersion: SecureVersion },
): Promise<string> {
  const socket = connect({
    host,
    port,
    servername: host,
    // Only looked at here: what connects for good verifies it.
    rejectUnauthorized: false,
    ciphers: "ALL:@SECLEVEL=0",
    ALPNProtocols: ["h2", "http/1.1"],
    ...versions,
    ...(ca ? { ca: readFileSync(ca) } : {}),
    ...(cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {}),
  });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(timeoutMs) });
    return socket.getPeerCertificate().valid_to;
  } finally {
    socket.destroy();
  }
}

function isUnreachable(error: unknown): boolean {
  const code = String(errorCode(error));
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ABORT_ERR)$/.test(code);
}
