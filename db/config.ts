import { z } from "zod";

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const databaseUrlSchema = z
  .url({ protocol: /^(mysql|mariadb)$/ })
  .transform((text): DatabaseAddress => {
    const url = new URL(text);
    return {
      host: url.hostname,
      port: url.port === "" ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
    };
  })
  .refine(({ database }) => /^\w{1,64}$/.test(database), "the URL names a database");

/** Reads `mysql://user:password@host:port/database`. */
export function parseDatabaseUrl(text: string | undefined): DatabaseAddress {
  return databaseUrlSchema.parse(text);
}
