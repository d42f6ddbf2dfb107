import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { VerificationRecord } from "../../db/read/verifications";
import { findVerification } from "../../db/read/verifications";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import { taskQueues } from "../../temporal/contract/queues";
import {
  verifyBooksInputSchema,
  verifyBooksResultSchema,
} from "../../temporal/contract/schemas/verify-books";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { VerifyBooksInput, VerifyBooksResult } from "../../temporal/contract/verify-books";
import { verifyBooksType, verifyBooksUpdate } from "../../temporal/contract/verify-books";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { verificationCheckSchema, verificationSchema } from "../schemas/verification";

type Kind = VerifyBooksInput["kind"];

const subjects = {
  ledger: {
    path: "/v1/ledger/verification",
    what: "the ledger",
    proves:
      "Every entry balances, numbers have no gap, subledgers equal their control accounts, every ticket has its entry, and more.",
  },
  audit: {
    path: "/v1/audit/verification",
    what: "the chain of the audit",
    proves:
      "No audit row was changed, deleted, put in or swapped since it was sealed. Keep the head elsewhere: it must be found again.",
  },
} as const;

function getRouteOf(kind: Kind) {
  const { path, what, proves } = subjects[kind];
  return createRoute({
    method: "get",
    path,
    tags: ["Verification"],
    summary: `Get the newest verification of ${what}`,
    description: proves,
    ...permitted("verification.read.partner"),
    responses: { 200: json(verificationSchema, "The newest verification"), ...problems(404) },
  });
}

function postRouteOf(kind: Kind) {
  const { path, what, proves } = subjects[kind];
  return createRoute({
    method: "post",
    path,
    tags: ["Verification"],
    summary: `Verify ${what}`,
    description: `${proves} In time: 201, also where something is wrong. Not in time: 202 and the operation to follow.`,
    ...permitted("verification.create.partner", { whileSuspended: true }),
    request: { headers: idempotencyHeadersSchema },
    responses: {
      201: json(verificationSchema, "What the verification came to"),
      202: json(operationSchema, "Not done in time: ask the operation"),
      ...problems(409, 422),
    },
  });
}

export function registerVerification(router: Router, dependencies: ApiDependencies): void {
  for (const kind of ["ledger", "audit"] as const) {
    router.openapi(getRouteOf(kind), async (c) => {
      const { scope, livemode } = c.get("principal");
      const verification = await findVerification(scope, { kind });
      if (verification === undefined) {
        throw new Refusal("NOT_FOUND", "Nothing has been verified yet. Start a verification.");
      }
      return c.json(presentVerification(verification, livemode), 200);
    });

    router.openapi(postRouteOf(kind), async (c) =>
      runOperation(c, dependencies, await toIdempotentRequest(c), verifyPlan(c, kind)),
    );
  }
}

function verifyPlan(c: Context<ApiEnvironment>, kind: Kind): OperationPlan<VerifyBooksResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.verifyBooks,
      workflowId: workflowIds.verifyBooks(scope.partner, operationId),
      resource: { type: "books", id: scope.partner },
      request: verifyBooksInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        kind,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: verifyBooksType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: verifyBooksUpdate,
    result: verifyBooksResultSchema,
    present: async ({ verificationId }) => {
      const verification = await findVerification(scope, { publicId: verificationId });
      invariant(verification !== undefined, "a verification that is done is stored");
      return { body: presentVerification(verification, livemode), headers: {} };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The books are being verified.")),
  };
}

function presentVerification(
  verification: VerificationRecord,
  livemode: boolean,
): z.infer<typeof verificationSchema> {
  return {
    id: verification.publicId,
    object: "verification",
    livemode,
    kind: verification.kind,
    is_clean: verification.isClean,
    checks: z.array(verificationCheckSchema).parse(JSON.parse(verification.report)),
    workflow_id: verification.workflowId,
    started_at: verification.startedAt,
    finished_at: verification.finishedAt,
  };
}
