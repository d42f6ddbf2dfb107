import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const projectRoot = join(__dirname, "../..");

export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

/** Paths of the files below a folder, relative to the project. */
export function listProjectFiles(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listProjectFiles(path) : [path];
  });
}
