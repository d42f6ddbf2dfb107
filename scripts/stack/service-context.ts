import type { DataDirectory } from "./data-directory";
import type { Binary } from "./find-binary";
import type { Nursery } from "./nursery";
import type { Secrets } from "./secrets";
import type { OnStackEvent, Tuning } from "./stack-types";

export type ServiceContext = {
  binary: Binary;
  directory: DataDirectory;
  secrets: Secrets;
  nursery: Nursery;
  tuning: Tuning;
  progress: OnStackEvent;
  signal: AbortSignal;
};
