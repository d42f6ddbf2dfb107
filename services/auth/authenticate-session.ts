import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import { scopeToPartner } from "../../db/partner-scope";
import type { AccessCache } from "../role/access-cache";
import { openSignedIn } from "./open-signed-in";
import type { Principal } from "./principal";
import type { SessionRecord, SessionStore } from "./sessions";

export type AuthenticateSession = (cookie: string) => Promise<Principal | undefined>;

/** Proves a session by its cookie. The database says each time whether the person may still be here. */
export function createSessionAuthenticator(
  system: Kysely<Database>,
  sessions: SessionStore,
  access: AccessCache,
): AuthenticateSession {
  return async (cookie) => {
    const record = await sessions.find(cookie);
    return record === undefined ? undefined : openPrincipal(system, access, record);
  };
}

/** What the holder of a session may do now; undefined where the session is over. */
async function openPrincipal(
  system: Kysely<Database>,
  access: AccessCache,
  record: SessionRecord,
): Promise<Principal | undefined> {
  const scope = scopeToPartner(system, record);
  const user = { userId: record.userId, id: record.user };
  const principal = await openSignedIn(scope, { user, epoch: record.epoch }, access);
  return (
    principal && {
      ...principal,
      session: {
        id: record.id,
        carriedBy: "cookie",
        authenticatedAt: record.authenticatedAt,
        assuranceLevel: record.assuranceLevel,
        csrfKey: record.csrfKey,
        startedAt: record.startedAt,
      },
    }
  );
}
