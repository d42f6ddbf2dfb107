import { homedir } from "node:os";
import { join } from "node:path";

import type { Nursery } from "./nursery";
import type { OnStackEvent } from "./stack-types";

export type FindContext = {
  env: NodeJS.ProcessEnv;
  cacheDirectory: string;
  /** Absent: only look, install nothing. */
  nursery?: Nursery;
  progress: OnStackEvent;
  signal?: AbortSignal;
};

export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "travobooks");
}
