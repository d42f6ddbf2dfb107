import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { writePrivate } from "./data-directory";
import { errorCode, StackError } from "./stack-error";

export type Secrets = {
  databaseRootPassword: string;
  databaseMigrationPassword: string;
  databaseApplicationPassword: string;
  redisPassword: string;
  codecToken: string;
  encryptionKeys: string;
};

/** Reads the secrets of a data directory; the first run makes them, later ones keep them. */
export async function loadSecrets(file: string): Promise<Secrets> {
  const stored = await readStored(file);
  const secrets: Secrets = {
    databaseRootPassword: stored("databaseRootPassword") ?? randomPassword(),
    databaseMigrationPassword: stored("databaseMigrationPassword") ?? randomPassword(),
    databaseApplicationPassword: stored("databaseApplicationPassword") ?? randomPassword(),
    redisPassword: stored("redisPassword") ?? randomPassword(),
    codecToken: stored("codecToken") ?? randomPassword(),
    encryptionKeys: stored("encryptionKeys") ?? makeEncryptionKey(),
  };
  await writePrivate(file, secrets);
  return secrets;
}

async function readStored(file: string): Promise<(key: keyof Secrets) => string | undefined> {
  const content = toObject(await readText(file), file);
  return (key) => {
    const value = content[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "{}";
    throw error;
  }
}

function toObject(text: string, file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === "object" && content !== null) return { ...content };
  } catch {
    // Said below: what is not an object is as unusable as what is not JSON.
  }
  throw new StackError(
    `${file} is damaged. It holds the key of encrypted personal data: restore it from a copy, ` +
      "or start afresh with another --data-dir.",
  );
}

/** Its id says the day it was made: keys are renewed each year. */
function makeEncryptionKey(): string {
  return `k${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString("base64")}`;
}

function randomPassword(): string {
  return randomBytes(24).toString("hex");
}
