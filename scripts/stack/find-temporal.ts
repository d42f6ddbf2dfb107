import { join } from "node:path";

import { buildTemporal } from "./build-temporal";
import { downloadTemporal } from "./download-temporal";
import {
  cacheLink,
  type Candidate,
  type Link,
  pathLink,
  variableLink,
  verifyVersion,
} from "./find-binary";
import type { FindContext } from "./find-context";
import { withLock } from "./kernel-lock";

const rule = {
  pattern: /temporal version ((\d+)\.(\d+)\S*)/i,
  wanted: "the Temporal CLI",
  // A CLI built by Go calls itself 0.0.0-DEV.
  major: 0,
  minor: 0,
};

export const temporalAdvice = [
  "get the Temporal CLI from https://docs.temporal.io/cli and put `temporal` on PATH",
  "or point TEMPORAL_CLI at it",
  "or install Go 1.24 or newer and run this again: it then builds the CLI once, in about 5 minutes",
];

export function temporalLinks(context: FindContext): Link[] {
  const { env } = context;
  return [
    variableLink("TEMPORAL_CLI", env, verifyTemporal),
    pathLink(["temporal"], env, [], verifyTemporal),
    cacheLink(cachedPath(context), verifyTemporal),
    installLink("download by the Temporal SDK", downloadTemporal, context),
    installLink("go install", buildTemporal, context),
  ];
}

type Install = (target: string, context: FindContext) => Promise<string | undefined>;

function installLink(how: string, install: Install, context: FindContext): Link {
  const target = cachedPath(context);
  return {
    how,
    installs: true,
    attempt: async () =>
      withLock(
        `cache/${target}`,
        async () => {
          const present = await verifyTemporal(target);
          if (typeof present !== "string") return present;
          return (await install(target, context)) ?? (await verifyTemporal(target));
        },
        () =>
          context.progress({
            kind: "progress",
            name: "temporal",
            text: "waiting for another installation of it",
          }),
      ),
  };
}

async function verifyTemporal(path: string): Promise<Candidate | string> {
  return verifyVersion(path, [], rule);
}

function cachedPath({ cacheDirectory }: FindContext): string {
  return join(cacheDirectory, "bin", "temporal");
}
