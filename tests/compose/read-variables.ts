import { listProjectFiles, readProjectFile } from "./project-files";

/** Environment variables that a source file reads: by index, by a zod schema, by destructuring. */
export function findVariables(source: string): string[] {
  const byIndex = source.matchAll(/\b(?:env|environment)\["([A-Z][A-Z0-9_]*)"\]/g);
  const bySchema = source.matchAll(/^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): z\b/gm);
  const destructured = [...source.matchAll(/\{([^{}]*)\} = (?:process\.)?env\b/g)].flatMap(
    ([, names = ""]) => [...names.matchAll(/\b([A-Z][A-Z0-9_]+)\b/g)],
  );
  const names = [...byIndex, ...bySchema, ...destructured].map(([, name = ""]) => name);
  return [...new Set(names)].toSorted();
}

/** The programs of the product, each with the files in which it reads its environment. */
export const programs = {
  api: ["api/config.ts", "temporal/config.ts", "temporal/tracing.ts"],
  worker: ["workers/config.ts", "temporal/config.ts", "temporal/tracing.ts"],
  migrate: ["db/migrate.ts", "scripts/load-reference-data.ts"],
  "create-partner": ["scripts/create-partner.ts"],
  export: ["scripts/export.ts"],
  verify: ["scripts/verify.ts"],
  "audit-archive": ["scripts/audit-archive.ts"],
  "rotate-keys": ["scripts/rotate-keys.ts"],
  "supplier-credentials": ["scripts/set-supplier-credentials.ts"],
  "supplier-replay": ["scripts/supplier-replay.ts"],
  "finish-erasures": ["scripts/finish-erasures.ts"],
  doctor: ["scripts/doctor/copy-checks.ts"],
  "sandbox-amadeus": ["scripts/sandboxes/amadeus.ts"],
  "sandbox-suppliers": ["scripts/sandboxes/suppliers.ts"],
  "sandbox-exchange-rates": ["scripts/sandboxes/exchange-rates.ts"],
  "sandbox-openid": ["scripts/sandboxes/openid.ts"],
  "sandbox-sftp": ["scripts/sandboxes/sftp.ts"],
  "smtp-sink": ["scripts/sandboxes/smtp.ts"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Program = keyof typeof programs;

/** Not part of the running product. */
const tools = ["scripts/generate-database-types.ts"];

export function variablesOf(program: Program): string[] {
  const names = programs[program].flatMap((file) => findVariables(readProjectFile(file)));
  return [...new Set(names)].toSorted();
}

/** Files that read the environment and belong to no program above. */
export function listUnknownReaders(): string[] {
  const folders = ["activities", "api", "db", "domain", "services", "suppliers", "temporal"];
  const files = [
    ...folders.flatMap(listProjectFiles),
    ...listProjectFiles("workers"),
    ...listProjectFiles("workflows"),
    ...listProjectFiles("scripts/sandboxes"),
    ...listProjectFiles("scripts").filter((file) => /^scripts\/[^/]+\.ts$/.test(file)),
  ].filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const known = new Set<string>([...Object.values(programs).flat(), ...tools]);
  return files.filter(
    (file) => !known.has(file) && findVariables(readProjectFile(file)).length > 0,
  );
}
