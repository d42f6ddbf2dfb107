import { dirname, join } from "node:path";

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
import { installPackages } from "./install-apt";

const systemFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"];
const rule = {
  pattern: /Ver ((\d+)\.(\d+)\.\d+)-MariaDB/,
  wanted: "MariaDB",
  major: 10,
  minor: 11,
};

export const mariadbAdvice = [
  "install it: apt-get install mariadb-server-core mariadb-client-core",
  "or point MARIADBD at a mariadbd binary of 10.11 or newer",
  "or use MySQL: --db mysql",
];

export function mariadbLinks(context: FindContext): Link[] {
  const { env } = context;
  const verify = async (path: string) => verifyMariadb(path, env);
  const onPath = pathLink(["mariadbd"], env, systemFolders, verify);
  return [
    variableLink("MARIADBD", env, verify),
    onPath,
    {
      how: "apt-get",
      installs: true,
      attempt: async () => {
        const packages = ["mariadb-server-core", "mariadb-client-core"];
        return (await installPackages(packages, context)) ?? (await onPath.attempt());
      },
    },
  ];
}

/** Finds the script that fills an empty data directory, which packages and tarballs put elsewhere. */
export function findInstallScript(
  mariadbd: string,
  env: NodeJS.ProcessEnv,
): { command: string; args: string[] } | undefined {
  const base = dirname(dirname(mariadbd));
  const name = "mariadb-install-db";
  const script = join(base, "scripts", name);
  if (isExecutable(script)) return { command: script, args: [`--basedir=${base}`] };
  const beside = join(base, "bin", name);
  const command = isExecutable(beside) ? beside : which(name, env);
  return command === undefined ? undefined : { command, args: [] };
}

async function verifyMariadb(path: string, env: NodeJS.ProcessEnv): Promise<Candidate | string> {
  const outcome = await verifyVersion(path, [], rule);
  if (typeof outcome === "string") return outcome;
  const script = findInstallScript(path, env);
  return script ? outcome : "has no mariadb-install-db beside it";
}
