import { createRoute } from "@hono/zod-openapi";
import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { AuthenticationMethod } from "../../domain/assurance";
import { assuranceLevelReached } from "../../domain/assurance";
import { listSecondFactors } from "../../services/auth/second-factors";
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
import { provePasskeyOrRefuse, toAnswer } from "../passkey-answers";
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
    "What states x-step-up wants this to be no longer ago than 15 minutes. With the password, and a second factor where one has any; or with a passkey that verifies its user.",
  ...signedIn(),
  request: { body: jsonBody(stepUpSchema) },
  responses: { 200: json(signedInSchema, "Proved"), ...problems(413, 415, 429) },
});

type Self = Awaited<ReturnType<typeof requireSelf>>;

export function registerAuthStepUp(router: Router, dependencies: ApiDependencies): void {
  router.openapi(stepUpRoute, async (c) => {
    const self = await requireSelf(c);
    const { scope, person, session } = self;
    const methods = await proveAll(c, dependencies, self, c.req.valid("json"));
    const reached = assuranceLevelReached(methods);
    // What was proved at sign-in is not lost: who came by two factors at an issuer has one here.
    const assuranceLevel = reached > session.assuranceLevel ? reached : session.assuranceLevel;
    const proved = { scope, person, methods, assuranceLevel };
    return c.json(await answerSignedIn(c, dependencies, proved), 200);
  });
}

/** Whoever has a second factor proves both, or a passkey that is both. */
async function proveAll(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  { scope, person }: Self,
  { password, code, passkey }: z.infer<typeof stepUpSchema>,
): Promise<AuthenticationMethod[]> {
  const moment = toMoment(c, dependencies.now);
  if (password !== undefined) await proveOwnPassword(c, dependencies, person, password);
  const proved: AuthenticationMethod[] = password === undefined ? [] : ["pwd"];
  if (passkey !== undefined) {
    const proof = {
      scope,
      purpose: "step_up",
      isAlone: password === undefined,
      isTheirs: ({ userId }: { readonly userId: number }) => userId === person.userId,
      response: toAnswer(passkey),
    } as const;
    await provePasskeyOrRefuse(c, dependencies, proof, moment);
    return [...proved, "passkey"];
  }
  if ((await listSecondFactors(scope, person)).length === 0) return proved;
  if (code === undefined) return refuseCredentials();
  return [...proved, await proveSecondFactor(c, dependencies, { scope, person, code }, moment)];
}
