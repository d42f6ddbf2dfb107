import { readdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { capture } from "./capture";
import {
  type Candidate,
  isExecutable,
  type Link,
  pathLink,
  variableLink,
  verifyVersion,
  which,
} from "./find-binary";
import type { FindContext } from "./find-context";
import { installPackages, isRoot } from "./install-apt";
import { withLock } from "./kernel-lock";
import { runStep } from "./run-step";
import { toMessage } from "./stack-error";

const rule = {
  pattern: /Ver ((\d+)\.(\d+)\.\d+)(?!\S*MariaDB)/,
  wanted: "MySQL",
  major: 8,
  minor: 0,
};

export const mysqlAdvice = [
  "install mysql-server-core, or any package that brings mysqld 8.0 or newer",
  "or point MYSQLD at a mysqld binary",
  "or run once as root with your XDG_CACHE_HOME: that puts MySQL there by debootstrap (560 MB)",
  "or use MariaDB: --db mariadb",
];

export function mysqlLinks(context: FindContext): Link[] {
  const { env } = context;
  return [
    variableLink("MYSQLD", env, verifyMysqld),
    pathLink(["mysqld"], env, ["/usr/sbin", "/usr/libexec"], verifyMysqld),
    { how: "cache", attempt: async () => verifyTree(treePath(context)) },
    { how: "debootstrap", installs: true, attempt: async () => installTree(context) },
  ];
}

async function verifyMysqld(path: string): Promise<Candidate | string> {
  return verifyVersion(path, [], rule);
}

/**
 * MySQL out of another Debian release is run by that release's own loader and libraries:
 * unlike chroot this needs no root, and the data directory stays where it is.
 */
async function verifyTree(tree: string): Promise<Candidate | string> {
  const mysqld = join(tree, "usr/sbin/mysqld");
  if (!isExecutable(mysqld)) return `no MySQL in ${tree}`;
  const libraries = readFolders(join(tree, "usr/lib")).find((name) => name.endsWith("-linux-gnu"));
  const folder = join(tree, "usr/lib", libraries ?? "");
  const loader = readFolders(folder).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (!libraries || !loader) return `no dynamic loader in ${folder}`;
  const leadingArgs = ["--library-path", folder, "--argv0", mysqld, mysqld];
  const outcome = await verifyVersion(join(folder, loader), leadingArgs, rule);
  if (typeof outcome === "string") return outcome;
  return { ...outcome, serverArgs: treeArgs(tree) };
}

function treeArgs(tree: string): string[] {
  return [
    `--basedir=${join(tree, "usr")}`,
    `--lc-messages-dir=${join(tree, "usr/share/mysql")}`,
    `--character-sets-dir=${join(tree, "usr/share/mysql/charsets")}`,
    `--plugin-dir=${join(tree, "usr/lib/mysql/plugin")}`,
  ];
}

async function installTree(context: FindContext): Promise<Candidate | string> {
  if (!isRoot()) return "needs root";
  const tree = treePath(context);
  return withLock(`cache/${tree}`, async () => {
    const present = await verifyTree(tree);
    if (typeof present !== "string") return present;
    if (!which("debootstrap", context.env)) {
      const refusal = await installPackages(["debootstrap", "debian-archive-keyring"], context);
      if (refusal !== undefined) return refusal;
    }
    const refusal = await buildTree(tree, context);
    return refusal ?? (await verifyTree(tree));
  });
}

async function buildTree(tree: string, context: FindContext): Promise<string | undefined> {
  if (!context.nursery) return "not asked to install";
  const building = `${tree}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(join(tree, ".."), { recursive: true });
  const report = (text: string, elapsedMs: number) =>
    context.progress({ kind: "progress", name: "mysql", text, elapsedMs });
  report("debootstrap of Debian sid with mysql-server-core, about a minute", 0);
  const debootstrap = ["debootstrap", "--variant=minbase", "--include=mysql-server-core", "sid"];
  const prefix = await mountNamespacePrefix();
  const [command, ...args] = [...prefix, ...debootstrap, building];
  try {
    await runStep(
      {
        name: "debootstrap",
        command,
        args,
        env: context.env,
        logFile: join(context.cacheDirectory, "logs", "debootstrap.log"),
        onProgress: ({ elapsedMs, lastLine }) => report(lastLine, elapsedMs),
        ...(context.signal ? { signal: context.signal } : {}),
      },
      context.nursery,
    );
    await rm(tree, { recursive: true, force: true });
    await rename(building, tree);
    return undefined;
  } catch (error) {
    context.signal?.throwIfAborted();
    return toMessage(error);
  }
}

// debootstrap mounts /proc inside the tree; in a namespace of its own that goes when it is killed.
async function mountNamespacePrefix(): Promise<string[]> {
  const prefix = ["unshare", "--mount", "--propagation", "private"];
  return (await capture("unshare", [...prefix.slice(1), "true"])).ok ? prefix : [];
}

function readFolders(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function treePath({ cacheDirectory }: FindContext): string {
  return join(cacheDirectory, "mysql-root");
}
