import type { CallOptions } from "../port";
import type { AmadeusConnection } from "./amadeus-connection";
import type { AmadeusClientConfig, AmadeusOperation } from "./config";
import type { CallResult } from "./read-answer";
import { signOutBody } from "./requests";
import type { SessionState } from "./session-header";
import type { RequestBody } from "./soap-request";

export interface SessionCall {
  readonly operation: AmadeusOperation;
  readonly body: RequestBody;
  /** The last call of the conversation. */
  readonly isLast?: boolean;
}

/** A conversation with Amadeus: the first call opens it, each later one counts up. */
export interface AmadeusSession {
  call(call: SessionCall): Promise<CallResult>;
  /** Ends the conversation where it is still open; never fails and never takes long. */
  end(): Promise<void>;
}

interface SessionOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly signOutTimeoutMs: number;
}

/** A call that needs what an earlier one left behind is not sent into the void. */
const noSession: CallResult = {
  kind: "noAnswer",
  sent: false,
  message: "Amadeus keeps no session for us",
};

function openSession(connection: AmadeusConnection, options: SessionOptions): AmadeusSession {
  let state: SessionState | undefined;
  let started = false;
  const next = (): SessionState | undefined =>
    state === undefined ? undefined : { ...state, sequenceNumber: state.sequenceNumber + 1 };

  return {
    call: async ({ operation, body, isLast = false }) => {
      const session = next();
      if (started && session === undefined) return noSession;
      started = true;
      // Counted before the answer: a call that is lost has used its number up.
      state = session;
      const result = await connection.call({
        operation,
        body,
        session,
        step: session === undefined ? "Start" : isLast ? "End" : "InSeries",
        signal: options.signal,
        timeoutMs: options.timeoutMs,
      });
      if (result.kind !== "noAnswer") state = isLast ? undefined : (result.session ?? state);
      return result;
    },
    end: async () => {
      const session = next();
      state = undefined;
      if (session === undefined) return;
      await connection.call({
        operation: "Security_SignOut",
        body: signOutBody(),
        session,
        step: "End",
        timeoutMs: options.signOutTimeoutMs,
      });
    },
  };
}

/** Holds a conversation and ends it in any case. */
export async function inSession<T>(
  connection: AmadeusConnection,
  { timeoutMs, signOutTimeoutMs }: AmadeusClientConfig,
  { signal }: CallOptions,
  run: (session: AmadeusSession) => Promise<T>,
): Promise<T> {
  const session = openSession(connection, { signal, timeoutMs, signOutTimeoutMs });
  try {
    return await run(session);
  } finally {
    await session.end();
  }
}
