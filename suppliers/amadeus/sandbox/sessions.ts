import { randomBytes } from "node:crypto";

import type { PnrDraft } from "./pnr-draft";
import type { SandboxAccount } from "./state";

/** A conversation; lost when the sandbox stops, as Amadeus loses them when a node goes. */
export interface SandboxSession {
  readonly sessionId: string;
  readonly securityToken: string;
  readonly account: SandboxAccount;
  sequenceNumber: number;
  /** The PNR in the work area, as it was when it was read. */
  context: { readonly recordLocator: string; readonly version: number } | undefined;
  /** What is sold and not saved: it goes with the session. */
  draft: PnrDraft | undefined;
  /** The refund that is computed and not processed yet. */
  refundOf: string | undefined;
  /** The tickets whose exchange is priced, and whether the price is confirmed. */
  reissue:
    | { readonly documentNumbers: readonly string[]; readonly isConfirmed: boolean }
    | undefined;
  usedAtMs: number;
}

export interface SessionBook {
  start(account: SandboxAccount, nowMs: number): SandboxSession;
  find(sessionId: string, nowMs: number): SandboxSession | undefined;
  end(session: SandboxSession): void;
  clear(): void;
  readonly size: number;
}

const idleMsMax = 15 * 60_000;
const idCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

export function createSessionBook(): SessionBook {
  const sessions = new Map<string, SandboxSession>();
  const dropIdle = (nowMs: number): void => {
    for (const [id, { usedAtMs }] of sessions) {
      if (nowMs - usedAtMs <= idleMsMax) return;
      sessions.delete(id);
    }
  };
  return {
    start: (account, nowMs) => {
      dropIdle(nowMs);
      const session: SandboxSession = {
        sessionId: drawId(10),
        securityToken: drawId(25),
        account,
        sequenceNumber: 1,
        context: undefined,
        draft: undefined,
        refundOf: undefined,
        reissue: undefined,
        usedAtMs: nowMs,
      };
      sessions.set(session.sessionId, session);
      return session;
    },
    find: (sessionId, nowMs) => {
      const session = sessions.get(sessionId);
      if (session === undefined || nowMs - session.usedAtMs > idleMsMax) return undefined;
      session.usedAtMs = nowMs;
      // Moved to the end, so that the map stays in the order of last use.
      sessions.delete(sessionId);
      sessions.set(sessionId, session);
      return session;
    },
    end: ({ sessionId }) => {
      sessions.delete(sessionId);
    },
    clear: () => sessions.clear(),
    get size() {
      return sessions.size;
    },
  };
}

function drawId(length: number): string {
  const bytes = randomBytes(length);
  return Array.from(bytes, (byte) => idCharacters.charAt(byte % idCharacters.length)).join("");
}
