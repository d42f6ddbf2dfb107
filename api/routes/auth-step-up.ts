import { createRoute } from "@hono/zod-openapi";

import { answerSignedIn, proveOwnPassword, requireSelf } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import { signedInSchema, stepUpSchema } from "../schemas/auth";

const stepUpRoute = createRoute({
  method: "post",
  path: "/v1/auth/step-up",
  tags: ["Sign-in"],
  summary: "Prove once more who one is, before a sensitive act",
  description: "What states x-step-up wants this to be no longer ago than 15 minutes.",
  ...signedIn(),
  request: { body: jsonBody(stepUpSchema) },
  responses: { 200: json(signedInSchema, "Proved"), ...problems(413, 415, 429) },
});

export function registerAuthStepUp(router: Router, dependencies: ApiDependencies): void {
  router.openapi(stepUpRoute, async (c) => {
    const { password } = c.req.valid("json");
    const { scope, person, session } = await requireSelf(c);
    await proveOwnPassword(c, dependencies, person, password);
    const { assuranceLevel } = session;
    const proved = { scope, person, methods: ["pwd"], assuranceLevel } as const;
    return c.json(await answerSignedIn(c, dependencies, proved), 200);
  });
}
