import { createRoute, z } from "@hono/zod-openapi";

import type { PasskeyRecord } from "../../services/auth/passkeys";
import {
  beginRegistration,
  listPasskeys,
  register,
  removePasskey,
  renamePasskey,
} from "../../services/auth/passkeys";
import { beginProof } from "../../services/auth/prove-passkey";
import { answerSignedIn, refuseCredentials, requireSelf, toMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { presentOptions, toMade } from "../passkey-answers";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import { secondFactorEnrolledSchema } from "../schemas/auth";
import { idSchema } from "../schemas/common";
import {
  newPasskeySchema,
  passkeyListSchema,
  passkeyOptionsSchema,
  renamePasskeySchema,
} from "../schemas/passkey";

const tags = ["Sign-in"];
const passkeyParams = z.object({ passkey_id: idSchema("passkey") });

const optionsRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys/registration-options",
  tags,
  summary: "Begin to register a passkey",
  ...signedIn({ stepUp: true }),
  responses: {
    200: json(passkeyOptionsSchema, "What the authenticator is to make"),
    ...problems(),
  },
});

const registerRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys",
  tags,
  summary: "Register a passkey",
  description:
    "It signs in by itself where it verifies its user, and completes a sign-in with a password. With the first second factor there are recovery codes.",
  ...signedIn({ stepUp: true }),
  request: { body: jsonBody(newPasskeySchema) },
  responses: { 200: json(secondFactorEnrolledSchema, "Registered"), ...problems(409, 413, 415) },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/auth/passkeys",
  tags,
  summary: "List one's own passkeys",
  ...signedIn(),
  responses: { 200: json(passkeyListSchema, "The passkeys"), ...problems() },
});

const renameRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys/{passkey_id}/rename",
  tags,
  summary: "Rename a passkey",
  ...signedIn(),
  request: { params: passkeyParams, body: jsonBody(renamePasskeySchema) },
  responses: { 204: { description: "Renamed" }, ...problems(404, 413, 415) },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/v1/auth/passkeys/{passkey_id}",
  tags,
  summary: "Remove a passkey: it lets nobody in from then on",
  ...signedIn({ stepUp: true }),
  request: { params: passkeyParams },
  responses: { 204: { description: "Removed" }, ...problems(404) },
});

const stepUpOptionsRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys/step-up-options",
  tags,
  summary: "Begin to step up by a passkey",
  ...signedIn(),
  responses: {
    200: json(passkeyOptionsSchema, "What the authenticator is to sign"),
    ...problems(),
  },
});

export function registerAuthPasskeys(router: Router, dependencies: ApiDependencies): void {
  const { auth, now } = dependencies;

  router.openapi(optionsRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    const options = await beginRegistration(scope, auth.passkeys, person);
    return c.json(presentOptions(options), 200);
  });

  router.openapi(registerRoute, async (c) => {
    const { name, credential } = c.req.valid("json");
    const { scope, person, session } = await requireSelf(c);
    const registration = { person, name, response: toMade(credential) };
    const made = await register(scope, auth.passkeys, registration, toMoment(c, now));
    if (made === undefined) return refuseCredentials();
    const methods =
      session.assuranceLevel === 1 ? (["pwd", "passkey"] as const) : ["passkey" as const];
    const proved = { scope, person, methods, assuranceLevel: 2 } as const;
    const body = await answerSignedIn(c, dependencies, proved);
    return c.json(
      { ...body, passkey_id: made.publicId, recovery_codes: [...made.recoveryCodes] },
      200,
    );
  });

  router.openapi(listRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    const passkeys = await listPasskeys(scope, person.userId);
    return c.json({ data: passkeys.map(presentPasskey) }, 200);
  });

  router.openapi(renameRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    const { passkey_id: publicId } = c.req.valid("param");
    const { name } = c.req.valid("json");
    await renamePasskey(scope, person, { publicId, name }, toMoment(c, now));
    return c.body(null, 204);
  });

  router.openapi(removeRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    await removePasskey(scope, person, c.req.valid("param").passkey_id, toMoment(c, now));
    return c.body(null, 204);
  });

  router.openapi(stepUpOptionsRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    const { userId, epoch } = person;
    const owner = { partner: scope.partner, userId, epoch };
    const options = await beginProof(auth.passkeys, { purpose: "step_up", owner }, scope);
    return c.json(presentOptions(options), 200);
  });
}

function presentPasskey(passkey: PasskeyRecord) {
  return {
    id: passkey.publicId,
    name: passkey.name,
    is_synced: passkey.isSynced,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
  };
}
