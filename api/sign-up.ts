import { createHmac } from "node:crypto";

import type { z } from "@hono/zod-openapi";
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from "@temporalio/client";
import type { Context } from "hono";

import type { KeyRing } from "../db/encryption/key-ring";
import { isSignUpSecret } from "../db/sign-up-secret";
import { dayIn } from "../domain/calendar";
import { toPublicId } from "../domain/ids";
import { invariant } from "../domain/invariant";
import { Refusal } from "../domain/refusal";
import { idsOfSignUp, parseSignUpToken, signUpHours } from "../domain/sign-up";
import type { IdempotentRequest } from "../services/idempotency/idempotency-keys";
import { findRefusal } from "../temporal/contract/failures";
import type { SignUpProgress } from "../temporal/contract/onboard-partner";
import {
  onboardPartnerType,
  signUpProgressQuery,
  verifySignUpUpdate,
} from "../temporal/contract/onboard-partner";
import { taskQueues } from "../temporal/contract/queues";
import { onboardPartnerInputSchema } from "../temporal/contract/schemas/onboard-partner";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { isTimeout } from "./operations";
import { remoteAddress } from "./request-context";
import type { newSignUpSchema, signUpSchema } from "./schemas/sign-up";

/** The same key with the same body is the same sign-up. Whoever does not know both cannot guess it. */
export function toSignUpId(keyRing: KeyRing, { key, fingerprint }: IdempotentRequest): string {
  const [derived] = keyRing.derive("sign-up ids");
  invariant(derived !== undefined, "a key ring has a current key");
  const digest = createHmac("sha256", derived.bytes).update(`${fingerprint} ${key}`).digest();
  return toPublicId("signUp", digest.subarray(0, 16));
}

/** Starts what waits for the address to be verified; one that has been started stays as it is. */
export async function startSignUp(
  c: Context<ApiEnvironment>,
  { temporal, database, now }: ApiDependencies,
  signUp: string,
  { agency, administrator, sample_data: wantsSampleData }: z.infer<typeof newSignUpSchema>,
): Promise<void> {
  await assertCountry(database, agency.country);
  const { partner, operation: operationId } = idsOfSignUp(signUp);
  const input = onboardPartnerInputSchema.parse({
    schemaVersion: 1,
    signUp,
    partner,
    operationId,
    agency: {
      code: agency.code,
      name: agency.name,
      countryCode: agency.country,
      timeZone: agency.time_zone,
      functionalCurrency: agency.functional_currency,
      fiscalYearStartMonth: agency.fiscal_year_start_month,
      booksFrom: dayIn(agency.time_zone, now()),
    },
    administrator: { email: administrator.email, fullName: administrator.full_name },
    wantsSampleData,
    verifyWithinSeconds: signUpHours * 3600,
    context: {
      actor: { type: "system", id: null },
      requestId: c.get("requestId"),
      ipAddress: remoteAddress(c) ?? null,
      userAgent: c.req.header("User-Agent")?.slice(0, 400) ?? null,
    },
  });
  try {
    await temporal.client.workflow.start(onboardPartnerType, {
      args: [input],
      workflowId: workflowIds.onboardPartner(partner),
      taskQueue: taskQueues.books,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function assertCountry(
  { system }: ApiDependencies["database"],
  country: string,
): Promise<void> {
  const known = await system
    .selectFrom("countries")
    .select("country_code")
    .where("country_code", "=", country)
    .executeTakeFirst();
  if (known !== undefined) return;
  throw new Refusal("COUNTRY_UNKNOWN", "That is no country of ISO 3166-1.", { country });
}

/** The sign-up that a mailed link is of. */
export function parseLink(keyRing: KeyRing, token: string): string {
  const parsed = parseSignUpToken(token);
  if (parsed === undefined || !isSignUpSecret(keyRing, parsed.signUp, parsed.secret)) {
    throw linkInvalid();
  }
  return parsed.signUp;
}

/** Has the agency set up, and waits for it within the budget. */
export async function verifySignUp(
  dependencies: ApiDependencies,
  signUp: string,
  code: string | null,
): Promise<SignUpProgress> {
  const { temporal, settings } = dependencies;
  try {
    return await temporal.client.withDeadline(Date.now() + settings.waitMs, () =>
      handleOf(dependencies, signUp).executeUpdate(verifySignUpUpdate, { args: [{ code }] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      const refusal = findRefusal(error);
      if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message, refusal.details);
    }
    // It has ended, or takes longer.
    if (!(error instanceof WorkflowNotFoundError) && !isTimeout(error)) throw error;
  }
  const progress = await findProgress(dependencies, signUp);
  if (progress === undefined || progress.status === "expired") throw linkInvalid();
  return progress;
}

/** Of a sign-up that has ended too, until its history is forgotten. */
export async function findProgress(
  dependencies: ApiDependencies,
  signUp: string,
): Promise<SignUpProgress | undefined> {
  try {
    return await dependencies.temporal.client.withDeadline(Date.now() + 5_000, () =>
      handleOf(dependencies, signUp).query(signUpProgressQuery),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return undefined;
  }
}

export function presentSignUp(
  signUp: string,
  { status, stages, code }: SignUpProgress,
): z.infer<typeof signUpSchema> {
  return {
    id: signUp,
    object: "sign_up",
    status,
    stages: [...stages],
    partner: code === null ? null : { id: idsOfSignUp(signUp).partner, code },
  };
}

function handleOf({ temporal }: ApiDependencies, signUp: string) {
  return temporal.client.workflow.getHandle(
    workflowIds.onboardPartner(idsOfSignUp(signUp).partner),
  );
}

function linkInvalid(): Refusal {
  return new Refusal("LINK_INVALID", "The link has been used, has expired, or is not whole.");
}
