import type { SandboxStore } from "./store";

export interface ControlRequest {
  readonly method: string;
  /** Without `/control`: `/pnrs/ABC123`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

export interface ControlResponse {
  readonly status: number;
  readonly body: unknown;
}

export interface ControlDeps {
  readonly store: SandboxStore;
  /** Conversations are dropped on a reset. */
  endSessions(): void;
}

export function refuse(status: number, message: string): ControlResponse {
  return { status, body: { error: message } };
}
