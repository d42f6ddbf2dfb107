import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { draftStatuses, getJournalDraft, listJournalDrafts } from "../../db/read/journal-drafts";
import { Refusal } from "../../domain/refusal";
import { createDraft } from "../../services/journal/create-draft";
import { listOwnBranches } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { honourMatch, withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { assertDraftSeen, holdLines } from "../ledger-branches";
import { joinOperation, runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentDraft, toDraftLine } from "../present/journal-draft";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import {
  actHeadersSchema,
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { journalDraftSchema, newJournalDraftSchema } from "../schemas/journal-draft";
import { operationSchema } from "../schemas/operation";
import { submitDraftPlan } from "./submit-draft-plan";

const tags = ["Journal"];
const draftParams = z.object({ draft_id: idSchema("journalDraft") });

const createDraftRoute = createRoute({
  method: "post",
  path: "/v1/journal-entries/drafts",
  tags,
  summary: "Draft a journal entry",
  description:
    "Kept as it was written. Submitting it tells whether it can be posted. Who is held to some branches names one of them in each line, or gets the only one.",
  ...permitted("journal_draft.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newJournalDraftSchema) },
  responses: { 201: json(journalDraftSchema, "The draft"), ...problems(404, 409, 413, 415, 422) },
});

const getDraftRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries/drafts/{draft_id}",
  tags,
  summary: "Get a draft",
  ...permitted("journal_draft.read.partner", { branches: "own" }),
  request: { params: draftParams },
  responses: {
    200: json(journalDraftSchema, "The draft"),
    304: notModified,
    ...problems(404),
  },
});

const listDraftsRoute = createRoute({
  method: "get",
  path: "/v1/journal-entries/drafts",
  tags,
  summary: "List drafts, newest first",
  ...permitted("journal_draft.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      status: z.enum(draftStatuses).optional(),
      kind: z.enum(["manual", "recurring", "reversal"]).optional(),
    }),
  },
  responses: { 200: json(pageOf(journalDraftSchema, "JournalDraftPage"), "Drafts"), ...problems() },
});

const submitDraftRoute = createRoute({
  method: "post",
  path: "/v1/journal-entries/drafts/{draft_id}/submit",
  tags,
  summary: "Submit a draft for another person's approval",
  description:
    "Below the first threshold of `journal_entry.post` it is posted at once. Everything that would refuse the entry refuses it here. Once submitted it stays as it is until it is decided on or withdrawn.",
  ...permitted("journal_draft.submit.partner", { branches: "own" }),
  request: { params: draftParams, headers: actHeadersSchema },
  responses: {
    201: json(approvalSchema, "The request of approval; approved and posted where it is automatic"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 412, 422),
  },
});

export function registerJournalDrafts(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(createDraftRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const lines = await holdLines(c, body.lines.map(toDraftLine));
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      const id = await createDraft(
        transaction,
        {
          draftDate: body.entry_date,
          description: body.description,
          reverseOn: body.reverse_on ?? null,
          lines,
        },
        act,
      );
      const draft = await getJournalDraft(transaction, id);
      return {
        status: 201,
        body: presentDraft(draft, livemode),
        headers: { Location: `/v1/journal-entries/drafts/${id}`, ETag: `"v${draft.version}"` },
      };
    });
  });

  router.openapi(getDraftRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const draft = await getJournalDraft(scope, c.req.valid("param").draft_id);
    await assertDraftSeen(c, draft);
    return withVersion(c, draft.version, presentDraft(draft, livemode));
  });

  router.openapi(listDraftsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { status, kind, ...page } = c.req.valid("query");
    const among = await listOwnBranches(c);
    const drafts = await listJournalDrafts(
      scope,
      { ...(status && { status }), ...(kind && { kind }), ...(among && { among }) },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, drafts, (draft) => presentDraft(draft, livemode)),
      200,
    );
  });

  router.openapi(submitDraftRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const draft = await getJournalDraft(scope, c.req.valid("param").draft_id);
    await assertDraftSeen(c, draft);
    const assertVersion = honourMatch(c);
    if ((await joinOperation(scope, request)) === undefined) {
      assertVersion(draft.version);
      assertNotSubmitted(draft);
    }
    return runOperation(c, dependencies, request, submitDraftPlan(c, draft));
  });
}

function assertNotSubmitted({ status, publicId }: JournalDraft): void {
  if (status === "draft") return;
  throw new Refusal("DRAFT_STATE_INVALID", `The draft is ${status} already.`, {
    draft_id: publicId,
    status,
  });
}
