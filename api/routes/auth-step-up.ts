import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { Person } from "../../services/auth/person";
import {
  answerSignedIn,
  proveOwnPassword,
  proveSecondFactor,
  refuseCredentials,
  requireSelf,
  toMoment,
} from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import { signedInSchema, stepUpSchema } from "../schemas/auth";

const stepUpRoute = createRoute({
  method: "post",
  path: "/v1/auth/step-up",
  tags: ["Sign-in"],
  summary: "Prove once more who one is, before a sensitive act",
  description:
    "What states x-step-up wants this to be no longer ago than 15 minutes. Whoever has an authenticator sends its code too.",
  ...signedIn(),
  request: { body: jsonBody(stepUpSchema) },
  responses: { 200: json(signedInSchema, "Proved"), ...problems(413, 415, 429) },
});

export function registerAuthStepUp(router: Router, dependencies: ApiDependencies): void {
  router.openapi(stepUpRoute, async (c) => {
    const { password, code } = c.req.valid("json");
    const { scope, person, session } = await requireSelf(c);
    await proveOwnPassword(c, dependencies, person, password);
    const method = await proveAsFarAsEnrolled(c, dependencies, { scope, person, code });
    const proved = {
      scope,
      person,
      methods: method === undefined ? (["pwd"] as const) : (["pwd", method] as const),
      assuranceLevel: method === undefined ? session.assuranceLevel : 2,
    } as const;
    return c.json(await answerSignedIn(c, dependencies, proved), 200);
  });
}

/** Whoever has an authenticator proves both. */
async function proveAsFarAsEnrolled(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  who: { scope: PartnerDatabase; person: Person; code: string | undefined },
): Promise<"otp" | "recovery_code" | undefined> {
  const { scope, person, code } = who;
  if (!person.hasTotp) return undefined;
  if (code === undefined) return refuseCredentials();
  const moment = toMoment(c, dependencies.now);
  return proveSecondFactor(c, dependencies, { scope, person, code }, moment);
}
