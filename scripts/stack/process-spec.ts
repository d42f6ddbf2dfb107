import type { OnStackEvent } from "./stack-types";

export type ProcessSpec = {
  name: string;
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  /** Health counts only while the process itself listens on these, not a stranger. */
  ports?: readonly number[];
  /** Throws until the process serves. */
  check?: () => Promise<void>;
  startTimeoutMs?: number;
  stopTimeoutMs?: number;
  stopSignal?: NodeJS.Signals;
  onEvent?: OnStackEvent;
};
