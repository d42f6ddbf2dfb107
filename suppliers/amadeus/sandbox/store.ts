import fs from "node:fs";
import path from "node:path";

import { applyEvent, createState, type SandboxEvent, type SandboxState } from "./state";

export interface SandboxStore {
  readonly state: SandboxState;
  /** Applies events and has them in the file before it returns, so that a kill loses nothing. */
  append(...events: readonly SandboxEvent[]): void;
  close(): void;
}

const logName = "amadeus-sandbox.jsonl";

/** Opens the log in a directory and reads it again; a last line that was cut off is dropped. */
export function openStore(stateDirectory: string): SandboxStore {
  fs.mkdirSync(stateDirectory, { recursive: true });
  const file = path.join(stateDirectory, logName);
  const state = createState();
  const log = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0);
  const end = log.lastIndexOf("\n") + 1;
  for (const line of log.subarray(0, end).toString("utf8").split("\n")) {
    if (line !== "") applyEvent(state, parseEvent(line));
  }
  const descriptor = fs.openSync(file, "a");
  if (end < log.length) fs.ftruncateSync(descriptor, end);
  return {
    state,
    append: (...events) => {
      for (const event of events) applyEvent(state, event);
      if (events.some(({ type }) => type === "reset")) fs.ftruncateSync(descriptor, 0);
      fs.writeSync(descriptor, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    },
    close: () => fs.closeSync(descriptor),
  };
}

/** The file is our own: its lines are what `append` wrote. */
function parseEvent(line: string): SandboxEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(line) as SandboxEvent;
}
