import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Text of a data file, by its path from the folder of the package's entry point. */
export function readPackageFile(packageName: string, path: string): string {
  return readFileSync(join(dirname(require.resolve(packageName)), path), "utf8");
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function readPackageRecords(packageName: string, path: string): JsonRecord[] {
  const parsed: unknown = JSON.parse(readPackageFile(packageName, path));
  if (!Array.isArray(parsed)) throw new Error(`${packageName}/${path} is not a list`);
  return parsed.filter(isRecord);
}

export function textOf(record: JsonRecord, key: string): string | null {
  const value = record[key];
  if (typeof value !== "string") return null;
  const text = value.replaceAll(/\s+/g, " ").trim();
  return text === "" ? null : text;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null;
}
