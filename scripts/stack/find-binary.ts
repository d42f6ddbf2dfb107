import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

import { capture } from "./capture";
import { StackError } from "./stack-error";

export type Binary = {
  command: string;
  /** What must stand before the program's own arguments, as when a loader runs it. */
  leadingArgs: readonly string[];
  /** Arguments that every run of it as a server needs. */
  serverArgs: readonly string[];
  version: string;
  how: string;
};

/** A place to look, or a way to get it; answers with a binary or with why there is none. */
export type Link = {
  how: string;
  installs?: boolean;
  attempt(): Promise<Candidate | string>;
};
export type Candidate = Omit<Binary, "how">;
export type Search = { binary: Binary } | { tried: readonly string[]; untried: readonly string[] };

/** Follows the chain until a link finds a binary; links that install run only when asked to. */
export async function findThrough(
  links: readonly Link[],
  options: { install: boolean },
): Promise<Search> {
  const tried: string[] = [];
  const untried: string[] = [];
  for (const { how, installs = false, attempt } of links) {
    if (installs && !options.install) {
      untried.push(how);
      continue;
    }
    const outcome = await attempt();
    if (typeof outcome !== "string") return { binary: { ...outcome, how } };
    tried.push(`${how}: ${outcome}`);
  }
  return { tried, untried };
}

/** A link for a variable that names the binary: when it is set it must be right. */
export function variableLink(
  variable: string,
  env: NodeJS.ProcessEnv,
  verify: (path: string) => Promise<Candidate | string>,
): Link {
  return {
    how: `variable ${variable}`,
    attempt: async () => {
      const path = env[variable];
      if (!path) return "not set";
      const outcome = await verify(path);
      if (typeof outcome === "string") {
        throw new StackError(`${variable}=${path} cannot be used: ${outcome}.`);
      }
      return outcome;
    },
  };
}

/** A link for the first of these names found in PATH or the further folders that verifies. */
export function pathLink(
  names: readonly string[],
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
  verify: (path: string) => Promise<Candidate | string>,
): Link {
  return {
    how: "PATH",
    attempt: async () => {
      const refusals: string[] = [];
      for (const path of names.flatMap((name) => whichAll(name, env, folders))) {
        const outcome = await verify(path);
        if (typeof outcome !== "string") return outcome;
        refusals.push(`${path} ${outcome}`);
      }
      return refusals.length > 0 ? refusals.join("; ") : `no ${names.join(" or ")}`;
    },
  };
}

/** A link for what an earlier run has put into the cache. */
export function cacheLink(
  path: string,
  verify: (path: string) => Promise<Candidate | string>,
): Link {
  return {
    how: "cache",
    attempt: async () => (isExecutable(path) ? verify(path) : `nothing at ${path}`),
  };
}

export function which(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return whichAll(name, env, [])[0];
}

export type VersionRule = { pattern: RegExp; wanted: string; major: number; minor: number };

/** Runs `--version` and checks that it is the wanted program in a version new enough. */
export async function verifyVersion(
  command: string,
  leadingArgs: readonly string[],
  rule: VersionRule,
): Promise<Candidate | string> {
  if (!isExecutable(command)) return "is not an executable file";
  const { output } = await capture(command, [...leadingArgs, "--version"]);
  const [, version, major, minor] = rule.pattern.exec(output) ?? [];
  if (version === undefined) return `is not ${rule.wanted} (${output.split("\n")[0]})`;
  const isOld =
    Number(major) < rule.major || (Number(major) === rule.major && Number(minor) < rule.minor);
  if (isOld) return `is version ${version}, but ${rule.major}.${rule.minor} or newer is needed`;
  return { command, leadingArgs, serverArgs: [], version };
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function whichAll(name: string, env: NodeJS.ProcessEnv, folders: readonly string[]): string[] {
  const searched = [...(env["PATH"] ?? "").split(delimiter), ...folders].filter((f) => f !== "");
  return [...new Set(searched.map((folder) => join(folder, name)))].filter(isExecutable);
}
