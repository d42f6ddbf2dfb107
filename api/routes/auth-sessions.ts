import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { getUser } from "../../db/read/users";
import { Refusal } from "../../domain/refusal";
import { endSession } from "../../services/auth/end-sessions";
import { listFamilies } from "../../services/auth/refresh-tokens";
import { requirePerson, toMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { presentCurrentSession, presentFamily, presentSession } from "../present/session";
import { presentUser } from "../present/user";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import { profileSchema, sessionListSchema } from "../schemas/auth";
import { idSchema } from "../schemas/common";

const tags = ["Sign-in"];

const profileRoute = createRoute({
  method: "get",
  path: "/v1/auth/profile",
  tags,
  summary: "Get who has signed in, and what they may do",
  ...signedIn(),
  responses: { 200: json(profileSchema, "The profile"), ...problems() },
});

const listSessionsRoute = createRoute({
  method: "get",
  path: "/v1/auth/sessions",
  tags,
  summary: "List one's own sessions, newest first",
  ...signedIn(),
  responses: { 200: json(sessionListSchema, "The sessions"), ...problems() },
});

const endSessionRoute = createRoute({
  method: "delete",
  path: "/v1/auth/sessions/{session_id}",
  tags,
  summary: "End a session of one's own",
  ...signedIn(),
  request: { params: z.object({ session_id: idSchema("session") }) },
  responses: { 204: { description: "Ended" }, ...problems(404) },
});

export function registerAuthSessions(router: Router, { auth, now }: ApiDependencies): void {
  router.openapi(profileRoute, async (c) => {
    const { scope, livemode, permissions } = c.get("principal");
    const { user, session } = requirePerson(c);
    const [record, partner] = await Promise.all([getUser(scope, user.id), getPartner(scope)]);
    return c.json(
      {
        user: presentUser(record, livemode),
        partner: { id: partner.publicId, name: partner.name, time_zone: partner.timeZone },
        permissions: [...permissions].toSorted(),
        session: presentCurrentSession(session),
      },
      200,
    );
  });

  router.openapi(listSessionsRoute, async (c) => {
    const { user, session } = requirePerson(c);
    const owner = { partner: c.get("principal").scope.partner, user: user.id };
    const { scope } = c.get("principal");
    const [sessions, families] = await Promise.all([
      auth.sessions.list(owner),
      listFamilies(scope, { userId: user.userId }, toDateTime(now())),
    ]);
    const listed = [
      ...sessions.map((one) => presentSession(one, session.id)),
      ...families.map((one) => presentFamily(one, session.id)),
    ];
    const newestFirst = listed.toSorted((left, right) =>
      right.started_at.localeCompare(left.started_at),
    );
    return c.json({ data: newestFirst }, 200);
  });

  router.openapi(endSessionRoute, async (c) => {
    const { user } = requirePerson(c);
    const sessionId = c.req.valid("param").session_id;
    const ending = { user, sessionId, act: "auth.session_revoked" } as const;
    const { scope } = c.get("principal");
    if (!(await endSession(scope, auth.sessions, ending, toMoment(c, now)))) {
      throw new Refusal("NOT_FOUND", "No such session.");
    }
    return c.body(null, 204);
  });
}
