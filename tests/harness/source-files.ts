import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export interface SourceFile {
  /** From the root of the repository: `db/write/audit.ts`. */
  readonly path: string;
  readonly text: string;
}

const productFolders = [
  "activities",
  "api",
  "db",
  "domain",
  "scripts",
  "services",
  "suppliers",
  "temporal",
  "workers",
  "workflows",
];

/** Every TypeScript file of the product, without tests: for rules that only its text can show. */
export function listSourceFiles(): SourceFile[] {
  const root = process.cwd();
  return productFolders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(root, path), text: readFileSync(path, "utf8") };
    });
}
