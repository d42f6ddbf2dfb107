import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { AuthenticationMethod } from "../../domain/assurance";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { Person } from "./person";
import type { AssuranceLevel } from "./principal";
import type { BegunSession, SessionStore } from "./sessions";

export interface ProvedPerson {
  readonly scope: PartnerDatabase;
  readonly person: Person;
  readonly methods: readonly AuthenticationMethod[];
  readonly assuranceLevel: AssuranceLevel;
}

/**
 * Begins a session under an id that nobody has seen before. The audit goes first: a sign-in that
 * cannot be written down does not happen.
 */
export async function beginSession(
  sessions: SessionStore,
  { scope, person, methods, assuranceLevel }: ProvedPerson,
  moment: ActMoment,
  /** The cookie that the browser came with; it is worth nothing from here on. */
  replaced?: string,
): Promise<BegunSession> {
  const id = newId("session");
  await inTransaction(scope, (transaction) =>
    auditOwnAct(
      transaction,
      person.id,
      { type: "auth.login", payload: { session_id: id, methods, assurance_level: assuranceLevel } },
      moment,
    ),
  );
  const now = new Date().toISOString();
  const session = {
    id,
    partnerId: scope.partnerId,
    partner: scope.partner,
    userId: person.userId,
    user: person.id,
    epoch: person.epoch,
    startedAt: now,
    authenticatedAt: now,
    assuranceLevel,
    address: moment.context.ipAddress ?? null,
    userAgent: moment.context.userAgent ?? null,
  };
  return replaced === undefined ? sessions.begin(session) : sessions.replace(replaced, session);
}
