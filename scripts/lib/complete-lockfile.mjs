import { readFileSync, writeFileSync } from "node:fs";

const platform =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-(\w+))?$/;
const platformOfScope =
  /\/(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-(\w+))?$/;

/**
 * Adds what npm leaves out of a lockfile when a registry lacks the builds for other platforms:
 * without an entry for each of them `npm ci` refuses the lockfile everywhere.
 */
export function completeLockfile(lock) {
  const missing = listMissingBuilds(lock);
  const added = missing.map(({ name, version, dev }) => [
    `node_modules/${name}`,
    { version, ...(dev ? { dev } : {}), optional: true, ...toPlatform(name) },
  ]);
  const packages = [...Object.entries(lock.packages), ...added].toSorted(([left], [right]) =>
    left === "" || right === "" ? left.length - right.length : left.localeCompare(right, "en"),
  );
  return { ...lock, packages: Object.fromEntries(packages) };
}

export function listMissingBuilds({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isResolved(packages, path, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/** As Node looks for it: in the package's own node_modules, then in those above. */
function isResolved(packages, path, name) {
  for (
    let base = path;
    ;
    base = base.slice(0, base.lastIndexOf("node_modules/")).replace(/\/$/, "")
  ) {
    if (packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`]) return true;
    if (base === "") return false;
  }
}

function toPlatform(name) {
  const [, os, cpu, abi] = platform.exec(name) ?? platformOfScope.exec(name) ?? [];
  if (os === undefined) throw new Error(`${name} is no build for a platform: add it by hand.`);
  const libc = os === "linux" && abi ? { libc: [abi.startsWith("musl") ? "musl" : "glibc"] } : {};
  return { os: [os], cpu: [cpu], ...libc };
}

/** Entry: `npm run lockfile`, after every change of package.json. */
if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const count = listMissingBuilds(lock).length;
  if (count > 0) {
    writeFileSync("package-lock.json", `${JSON.stringify(completeLockfile(lock), null, 2)}\n`);
  }
  process.stdout.write(`package-lock.json: ${count} entries added\n`);
}
