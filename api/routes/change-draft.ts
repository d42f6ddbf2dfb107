import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getJournalDraft } from "../../db/read/journal-drafts";
import { discardDraft, editDraft } from "../../services/journal/change-draft";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { requireMatch } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { assertDraftSeen, holdLines } from "../ledger-branches";
import { presentDraft, toDraftLine } from "../present/journal-draft";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  idempotencyHeadersSchema,
  idSchema,
  ifMatchHeadersSchema,
  repeatableHeadersSchema,
} from "../schemas/common";
import { journalDraftSchema, newJournalDraftSchema } from "../schemas/journal-draft";

const tags = ["Journal"];
const draftParams = z.object({ draft_id: idSchema("journalDraft") });

const editDraftRoute = createRoute({
  method: "put",
  path: "/v1/journal-entries/drafts/{draft_id}",
  tags,
  summary: "Replace what a draft says",
  description:
    "Until it is submitted; withdraw its approval first. The run of a recurring entry keeps its day. Who has edited a draft does not approve it.",
  ...permitted("journal_draft.update.partner", { branches: "own" }),
  request: {
    params: draftParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(newJournalDraftSchema),
  },
  responses: {
    200: json(journalDraftSchema, "The draft"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const discardDraftRoute = createRoute({
  method: "post",
  path: "/v1/journal-entries/drafts/{draft_id}/discard",
  tags,
  summary: "Give up a draft that has not been submitted",
  description: "It stays to be read, and is never posted.",
  ...permitted("journal_draft.update.partner", { branches: "own" }),
  request: {
    params: draftParams,
    headers: idempotencyHeadersSchema.extend(ifMatchHeadersSchema.shape),
  },
  responses: {
    200: json(journalDraftSchema, "The draft"),
    ...problems(404, 409, 412, 422, 428),
  },
});

export function registerChangeDraft(router: Router, dependencies: ApiDependencies): void {
  router.openapi(editDraftRoute, async (c) => {
    const { livemode } = c.get("principal");
    const body = c.req.valid("json");
    const assertVersion = requireMatch(c);
    const lines = await holdLines(c, body.lines.map(toDraftLine));
    return answerChange(c, dependencies, async (transaction) => {
      const draftId = c.req.valid("param").draft_id;
      await assertHeld(c, transaction, { draftId, assertVersion });
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const content = {
        draftDate: body.entry_date,
        description: body.description,
        reverseOn: body.reverse_on ?? null,
        lines,
      };
      await editDraft(transaction, content, { draftId, assertVersion, ...act });
      const draft = await getJournalDraft(transaction, draftId);
      const headers = { ETag: `"v${draft.version}"` };
      return { status: 200, body: presentDraft(draft, livemode), headers };
    });
  });

  router.openapi(discardDraftRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const assertVersion = requireMatch(c);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const change = {
        draftId: c.req.valid("param").draft_id,
        assertVersion,
        context: toActContext(c),
        at: toDateTime(dependencies.now()),
      };
      await assertHeld(c, transaction, change);
      await discardDraft(transaction, change);
      const draft = await getJournalDraft(transaction, change.draftId);
      return {
        status: 200,
        body: presentDraft(draft, livemode),
        headers: { ETag: `"v${draft.version}"` },
      };
    });
  });
}

/** The version says that what is looked at here is what is changed under the lock. */
async function assertHeld(
  c: Context<ApiEnvironment>,
  transaction: PartnerTransaction,
  {
    draftId,
    assertVersion,
  }: { readonly draftId: string; readonly assertVersion: (version: number) => void },
): Promise<void> {
  const draft = await getJournalDraft(transaction, draftId);
  await assertDraftSeen(c, draft);
  assertVersion(draft.version);
}
