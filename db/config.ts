import { isIP } from "node:net";

import { z } from "zod";

import type { ClientTls } from "./client-tls";
import { readClientTls, takeTlsFiles } from "./client-tls";

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Absent: the connection is not encrypted. */
  readonly tls?: ClientTls;
}

const databaseUrlSchema = z
  .url({ protocol: /^(mysql|mariadb)$/ })
  .transform((text): DatabaseAddress => {
    const url = new URL(text);
    const tls = takeTls(url);
    return {
      host: url.hostname,
      port: url.port === "" ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
      ...(tls === undefined ? {} : { tls }),
    };
  })
  .refine(({ database }) => /^\w{1,64}$/.test(database), "the URL names a database");

/** Reads `mysql://user:password@host:port/database?tls=true&tlsCa=…&tlsCert=…&tlsKey=…`. */
export function parseDatabaseUrl(text: string | undefined): DatabaseAddress {
  return databaseUrlSchema.parse(text);
}

function takeTls(url: URL): ClientTls | undefined {
  const wanted = url.searchParams.get("tls");
  url.searchParams.delete("tls");
  const files = takeTlsFiles(url);
  if (url.search !== "") throw new Error(`A database's URL has no option ${url.search}.`);
  if (wanted !== "true") {
    const isPlain = wanted === null && Object.values(files).every((file) => file === undefined);
    if (!isPlain) throw new Error("TLS to the database is asked for with tls=true.");
    return undefined;
  }
  // The driver compares names only: an address of numbers would pass as "localhost".
  if (isIP(url.hostname) !== 0) throw new Error("With tls=true the database's host is a name.");
  return readClientTls(files);
}
