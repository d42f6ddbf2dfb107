import { readFileSync } from "node:fs";

/** How we speak TLS to a server: its certificate is always verified, and 1.2 is the least. */
export interface ClientTls {
  readonly minVersion: "TLSv1.2";
  readonly rejectUnauthorized: true;
  /** PEM of the authority; without it those that Node knows. */
  readonly ca?: Buffer;
  /** PEM of our own certificate with its chain, for a server that asks for one. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Files of PEM; blank is none. */
export interface ClientTlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Throws where a file cannot be read, or a certificate comes without its key. */
export function readClientTls({ ca, cert, key }: ClientTlsFiles): ClientTls {
  if (Boolean(cert) !== Boolean(key)) {
    throw new Error("A client certificate and its key are given together or not at all.");
  }
  return {
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(ca ? { ca: readFileSync(ca) } : {}),
    ...(cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {}),
  };
}

/** Takes `tlsCa`, `tlsCert` and `tlsKey`, paths of files, out of an address. */
export function takeTlsFiles(url: URL): ClientTlsFiles {
  const take = (name: string) => {
    const value = url.searchParams.get(name) ?? undefined;
    url.searchParams.delete(name);
    return value;
  };
  return { ca: take("tlsCa"), cert: take("tlsCert"), key: take("tlsKey") };
}
