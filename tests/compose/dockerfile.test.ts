import { existsSync } from "node:fs";
import { join } from "node:path";

import { projectRoot, readProjectFile } from "./project-files";

const text = readProjectFile("Dockerfile");
const stages = text
  .replaceAll(/\\\n\s*/g, " ")
  .split(/^(?=FROM )/m)
  .slice(1)
  .map((stage) => stage.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
const final = stages.at(-1) ?? [];

describe("Dockerfile", () => {
  test("builds and runs on Node 20, which package.json allows", () => {
    expect(stages.map(([from]) => from)).toEqual([
      "FROM node:20-bookworm-slim AS build",
      "FROM node:20-bookworm-slim",
    ]);
    const { engines } = JSON.parse(readProjectFile("package.json")) as {
      engines: { node: string };
    };
    expect(engines.node).toMatch(/^>=20\b/);
  });

  test("installs no development package and runs no install script in the final stage", () => {
    expect(final.filter((line) => line.includes("npm ci"))).toEqual([
      expect.stringContaining("npm ci --omit=dev --ignore-scripts"),
    ]);
  });

  test("the final stage holds what the programs read at run time, and copies what exists", () => {
    expect(final).toContain("COPY --from=build /app/dist ./dist");
    expect(final).toContain("COPY db/migrations ./db/migrations");
    const copied = stages
      .flat()
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
      .flatMap((line) => line.split(" ").slice(1, -1));
    for (const path of copied)
      expect([path, existsSync(join(projectRoot, path))]).toEqual([path, true]);
  });

  test("runs as a user without rights", () => {
    expect(final.indexOf("USER node")).toBeGreaterThan(final.findLastIndex(isWriting));
  });
});

describe(".dockerignore", () => {
  test("lets through what the build reads, and neither secrets nor git", () => {
    const lines = readProjectFile(".dockerignore").split("\n");
    const { include } = JSON.parse(readProjectFile("tsconfig.json")) as { include: string[] };
    for (const folder of include.filter((name) => name !== "tests")) {
      expect(lines).toContain(`!${folder}`);
    }
    expect(lines.find((line) => !line.startsWith("#"))).toBe("*");
    expect(lines.filter((line) => /^!.*(\.env|\.git|node_modules|travobooks)/.test(line))).toEqual(
      [],
    );
  });
});

function isWriting(line: string): boolean {
  return /^(COPY|RUN) /.test(line);
}
