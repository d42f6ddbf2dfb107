import type { z } from "@hono/zod-openapi";

import type { PrincipalSession } from "../../services/auth/principal";
import type { FamilyRecord } from "../../services/auth/refresh-tokens";
import type { ListedSession } from "../../services/auth/sessions";
import { sessionSecondsMax } from "../../services/auth/sessions";
import type { currentSessionSchema, sessionSchema } from "../schemas/auth";

export function presentCurrentSession(
  session: Pick<PrincipalSession, "id" | "assuranceLevel" | "startedAt" | "authenticatedAt">,
): z.infer<typeof currentSessionSchema> {
  return {
    id: session.id,
    assurance_level: session.assuranceLevel,
    started_at: session.startedAt,
    authenticated_at: session.authenticatedAt,
  };
}

export function presentSession(
  session: ListedSession,
  currentId: string | undefined,
): z.infer<typeof sessionSchema> {
  const expiresAt = Date.parse(session.startedAt) + sessionSecondsMax * 1000;
  return {
    id: session.id,
    is_current: session.id === currentId,
    kind: "browser",
    assurance_level: session.assuranceLevel,
    address: session.address,
    user_agent: session.userAgent,
    started_at: session.startedAt,
    last_seen_at: session.lastSeenAt,
    expires_at: new Date(expiresAt).toISOString(),
  };
}

export function presentFamily(
  family: FamilyRecord,
  currentId: string | undefined,
): z.infer<typeof sessionSchema> {
  return {
    id: family.sessionId,
    is_current: family.sessionId === currentId,
    kind: "app",
    assurance_level: family.assuranceLevel,
    address: family.address,
    user_agent: family.userAgent,
    started_at: family.startedAt,
    last_seen_at: family.lastSeenAt,
    expires_at: family.expiresAt,
  };
}
