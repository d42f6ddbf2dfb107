import { readdirSync, readFileSync, readlinkSync } from "node:fs";

type ProcessFacts = { pid: number; group: number; startTicks: string };

/** Tells whether a process of the group listens on the port; undefined where /proc can't tell. */
export function groupListensOn(group: number, port: number): boolean | undefined {
  const inodes = listeningInodes(port);
  if (!inodes) return undefined;
  if (inodes.size === 0) return false;
  let unreadable = false;
  for (const pid of groupMembers(group)) {
    const sockets = socketInodes(pid);
    if (!sockets) unreadable = true;
    else if (sockets.some((inode) => inodes.has(inode))) return true;
  }
  return unreadable ? undefined : false;
}

/** Identifies one run of a process: a reused pid or a reboot gives another value. */
export function processIdentity(pid: number): string | undefined {
  const facts = readFacts(pid);
  return facts && `${readText("/proc/sys/kernel/random/boot_id")?.trim()}/${facts.startTicks}`;
}

function groupMembers(group: number): number[] {
  return allPids().filter((pid) => pid === group || readFacts(pid)?.group === group);
}

function allPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function readFacts(pid: number): ProcessFacts | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command name may hold spaces and brackets; the fields after its last bracket are plain.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields ?? [];
  const startTicks = fields?.[19];
  if (state === "Z" || !group || !startTicks) return undefined;
  return { pid, group: Number(group), startTicks };
}

function listeningInodes(port: number): Set<string> | undefined {
  const tables = [readText("/proc/net/tcp"), readText("/proc/net/tcp6")].filter((t) => t != null);
  if (tables.length === 0) return undefined;
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = tables.flatMap((table) => table.split("\n").map((row) => row.trim().split(/\s+/)));
  const listening = rows.filter((row) => row[3] === "0A" && row[1]?.endsWith(suffix));
  return new Set(listening.flatMap((row) => row[9] ?? []));
}

function socketInodes(pid: number): string[] | undefined {
  try {
    const names = readdirSync(`/proc/${pid}/fd`);
    return names.flatMap((name) => readLink(`/proc/${pid}/fd/${name}`)?.match(/\d+/) ?? []);
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    const target = readlinkSync(path);
    return target.startsWith("socket:") ? target : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
