import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { connectionOptions } from "../../db/pool";
import { findNewestObject } from "../../suppliers/documents/newest-object";
import type { Check, CheckAnswer } from "./check";
import { fail, notApplicable, ok, warn } from "./check";
import type { Deployment } from "./deployment";
import { query } from "./deployment";

const backupHoursMax = 24;
const lagSecondsMax = 60;

export const copyChecks: readonly Check[] = [
  { code: "STACK_BACKUP_OLDER_THAN_24H", run: checkBackup },
  { code: "STACK_REPLICA_LAG_OVER_60S", run: checkReplicas },
  { code: "STACK_DOCUMENT_STORE_UNSAFE", run: checkDocuments },
];

async function checkBackup({ environment }: Deployment): Promise<CheckAnswer> {
  const url = environment["BACKUP_URL"];
  const mend = "Make one now, find out why the last did not run, and name its place in BACKUP_URL.";
  if (!url) return fail("BACKUP_URL is not set: no back-up is known.", mend);
  const newest = await findNewestObject(url);
  if (newest === undefined) return fail(`There is no back-up in ${url}.`, mend);
  const hours = (Date.now() - newest.at.getTime()) / 3_600_000;
  const saw = `The newest back-up is ${newest.name}, ${hours.toFixed(1)} hours old, ${newest.sizeBytes} bytes.`;
  return hours > backupHoursMax || newest.sizeBytes === 0 ? fail(saw, mend) : ok(saw);
}

async function checkReplicas({ environment }: Deployment): Promise<CheckAnswer> {
  const urls = (environment["DATABASE_REPLICA_URLS"] ?? "").split(",").filter((url) => url !== "");
  if (urls.length === 0) return notApplicable("DATABASE_REPLICA_URLS names no replica.");
  const answers: { readonly saw: string; readonly isBehind: boolean }[] = [];
  for (const url of urls) answers.push(await askReplica(url));
  const told = answers.map(({ saw }) => saw).join(", ");
  return answers.some(({ isBehind }) => isBehind)
    ? fail(
        `A replica is behind: ${told}.`,
        "Look at SHOW REPLICA STATUS there; take it out of reading until it has caught up.",
      )
    : ok(`Replicas: ${told}.`);
}

async function askReplica(url: string) {
  const address = parseDatabaseUrl(url);
  const name = `${address.host}:${address.port}`;
  const connection = await createConnection(connectionOptions(address));
  try {
    const [row] = await query(connection, "SHOW REPLICA STATUS");
    if (row === undefined) return { saw: `${name} replicates nothing`, isBehind: true };
    const lag = row["Seconds_Behind_Source"] ?? row["Seconds_Behind_Master"];
    return lag === null || lag === undefined
      ? { saw: `${name} has stopped replicating`, isBehind: true }
      : { saw: `${name} ${lag} s behind`, isBehind: Number(lag) > lagSecondsMax };
  } finally {
    await connection.end();
  }
}

function checkDocuments({ environment, isProduction }: Deployment): CheckAnswer {
  const text = environment["DOCUMENT_STORE_URL"] ?? "";
  const url = new URL(text);
  if (url.protocol === "file:") {
    return isProduction
      ? warn(
          "Documents lie in a folder of this machine.",
          "Use a bucket (s3://…): every machine of the API and the workers must see the same documents.",
        )
      : ok(`Documents lie in ${url.pathname}.`);
  }
  const endpoint = url.searchParams.get("endpoint") ?? "https:";
  if (endpoint.startsWith("http:") && isProduction) {
    return fail(`The bucket is spoken to without TLS: ${endpoint}.`, "Use an https endpoint.");
  }
  return url.searchParams.has("sse")
    ? ok(`Documents lie in ${url.host}, encrypted by ${url.searchParams.get("sse")}.`)
    : warn(
        "DOCUMENT_STORE_URL asks for no encryption at rest.",
        "Add sse=aws:kms&kmsKeyId=…, or set the bucket's default encryption.",
      );
}
