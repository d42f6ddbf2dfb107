import { timingSafeEqual } from "node:crypto";

import { digestPassword, hashPassword } from "../security-header";
import type { SandboxSession, SessionBook } from "./sessions";
import type { SoapHeader } from "./soap-messages";
import { accountKey, type SandboxAccount, type SandboxState } from "./state";

export interface SandboxFault {
  readonly faultCode: string;
  readonly faultString: string;
  /** For the integrator; Amadeus itself says less. */
  readonly detail?: string;
}

export type Admission =
  | {
      readonly kind: "admitted";
      readonly account: SandboxAccount;
      readonly step: "stateless" | "Start" | "InSeries" | "End";
      readonly session: SandboxSession | undefined;
    }
  | { readonly kind: "fault"; readonly fault: SandboxFault };

/** Nonces of the last minutes: none is taken twice. */
export interface NonceBook {
  take(nonce: string, nowMs: number): boolean;
}

const clockSkewMsMax = 5 * 60_000;

const lostSession: SandboxFault = { faultCode: "soap:Client", faultString: " 11|Session|" };
const badToken: SandboxFault = {
  faultCode: "soap:Client",
  faultString: " 98|Session|Bad SecurityToken",
};
const badHeader: SandboxFault = {
  faultCode: "soap:Client",
  faultString: " 12|Presentation|soap message header incorrect",
};

export function createNonceBook(): NonceBook {
  const seen = new Map<string, number>();
  return {
    take: (nonce, nowMs) => {
      for (const [old, takenAtMs] of seen) {
        if (nowMs - takenAtMs <= 2 * clockSkewMsMax) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, nowMs);
      return true;
    },
  };
}

/** Checks who asks and which conversation it belongs to, in the order Amadeus does. */
export function admitRequest(
  header: SoapHeader,
  {
    state,
    sessions,
    nonces,
  }: {
    readonly state: SandboxState;
    readonly sessions: SessionBook;
    readonly nonces: NonceBook;
  },
  now: Date,
): Admission {
  const step = header.Session?.attributes.TransactionStatusCode;
  if (step === "InSeries" || step === "End") return resumeSession(header, sessions, step, now);
  if (step !== undefined && step !== "Start") return toFault(badHeader);
  const account = authenticate(header, state, nonces, now);
  if ("faultCode" in account) return toFault(account);
  if (step === undefined) {
    return { kind: "admitted", account, step: "stateless", session: undefined };
  }
  const session = sessions.start(account, now.getTime());
  return { kind: "admitted", account, step, session };
}

/** A conversation that goes on has its token and nothing else: a password sent again is an error. */
function resumeSession(
  header: SoapHeader,
  sessions: SessionBook,
  step: "InSeries" | "End",
  now: Date,
): Admission {
  if (header.Security !== undefined) return toFault(badHeader);
  const { SessionId, SequenceNumber, SecurityToken } = header.Session ?? {};
  const session = sessions.find(SessionId ?? "", now.getTime());
  if (session === undefined) return toFault(lostSession);
  if (session.securityToken !== SecurityToken) return toFault(badToken);
  if (Number(SequenceNumber) !== session.sequenceNumber + 1) return toFault(lostSession);
  session.sequenceNumber += 1;
  if (step === "End") sessions.end(session);
  return { kind: "admitted", account: session.account, step, session };
}

function authenticate(
  header: SoapHeader,
  state: SandboxState,
  nonces: NonceBook,
  now: Date,
): SandboxAccount | SandboxFault {
  const token = header.Security?.UsernameToken;
  if (token === undefined) return badHeader;
  const officeId = header.AMA_SecurityHostedUser?.UserID.attributes.PseudoCityCode ?? "";
  const account = state.accounts.get(accountKey(officeId, token.Username));
  if (account === undefined) return notAuthenticated("unknown office or user");
  const nonce = Buffer.from(token.Nonce, "base64");
  const expected = digestPassword(nonce, token.Created, hashPassword(account.password));
  if (!areEqual(expected, token.Password)) return notAuthenticated("wrong password digest");
  const createdMs = Date.parse(token.Created.replace(/:(\d{3}Z)$/, ".$1"));
  if (!(Math.abs(now.getTime() - createdMs) <= clockSkewMsMax)) {
    return notAuthenticated("created is more than five minutes away");
  }
  if (!nonces.take(token.Nonce, now.getTime())) return notAuthenticated("nonce used before");
  return account;
}

function notAuthenticated(detail: string): SandboxFault {
  return {
    faultCode: "wsse:FailedAuthentication",
    faultString: " 99|Session|Not authenticated",
    detail,
  };
}

function areEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function toFault(fault: SandboxFault): Admission {
  return { kind: "fault", fault };
}
