import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getJournalDraft } from "../../db/read/journal-drafts";
import type { JournalTemplate } from "../../db/read/journal-templates";
import { getJournalTemplate, listJournalTemplates } from "../../db/read/journal-templates";
import { createDraft } from "../../services/journal/create-draft";
import { createTemplate } from "../../services/journal/create-template";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentDraft, presentDraftLine, toDraftLine } from "../present/journal-draft";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { journalDraftSchema } from "../schemas/journal-draft";
import {
  draftFromTemplateSchema,
  newTemplateSchema,
  templateSchema,
} from "../schemas/recurring-journal";

const tags = ["Journal"];
const path = "/v1/journal-entries/templates";
const templateParams = z.object({ template_id: idSchema("journalTemplate") });

const createTemplateRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Take up a template of entries",
  ...permitted("journal_template.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newTemplateSchema) },
  responses: { 201: json(templateSchema, "The template"), ...problems(404, 409, 413, 415, 422) },
});

const getTemplateRoute = createRoute({
  method: "get",
  path: `${path}/{template_id}`,
  tags,
  summary: "Get a template",
  ...permitted("journal_template.read.partner"),
  request: { params: templateParams },
  responses: { 200: json(templateSchema, "The template"), ...problems(404) },
});

const listTemplatesRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List templates, newest first",
  ...permitted("journal_template.read.partner"),
  request: { query: listQuerySchema },
  responses: {
    200: json(pageOf(templateSchema, "JournalTemplatePage"), "Templates"),
    ...problems(),
  },
});

const draftFromTemplateRoute = createRoute({
  method: "post",
  path: `${path}/{template_id}/draft`,
  tags,
  summary: "Draft an entry from a template",
  ...permitted("journal_draft.create.partner"),
  request: {
    params: templateParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(draftFromTemplateSchema),
  },
  responses: { 201: json(journalDraftSchema, "The draft"), ...problems(404, 409, 413, 415, 422) },
});

export function registerJournalTemplates(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(createTemplateRoute, async (c) => {
    const { code, description, lines } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const id = await createTemplate(
        transaction,
        { code, description, lines: lines.map(toDraftLine) },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      return {
        status: 201,
        body: presentTemplate(await getJournalTemplate(transaction, id), livemode),
        headers: { Location: `${path}/${id}` },
      };
    });
  });

  router.openapi(getTemplateRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const template = await getJournalTemplate(scope, c.req.valid("param").template_id);
    return c.json(presentTemplate(template, livemode), 200);
  });

  router.openapi(listTemplatesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = await listJournalTemplates(scope, toPageRequest(c, keyRing, c.req.valid("query")));
    return c.json(
      pageBody(c, keyRing, page, (template) => presentTemplate(template, livemode)),
      200,
    );
  });

  router.openapi(draftFromTemplateRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const template = await getJournalTemplate(transaction, c.req.valid("param").template_id);
      const id = await createDraft(
        transaction,
        {
          draftDate: body.entry_date,
          description: body.description ?? template.description,
          reverseOn: null,
          lines: template.lines,
        },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      return {
        status: 201,
        body: presentDraft(await getJournalDraft(transaction, id), livemode),
        headers: { Location: `/v1/journal-entries/drafts/${id}` },
      };
    });
  });
}

function presentTemplate(template: JournalTemplate, livemode: boolean) {
  return {
    id: template.publicId,
    object: "journal_template" as const,
    livemode,
    code: template.code,
    description: template.description,
    lines: template.lines.map(presentDraftLine),
    created_at: template.createdAt,
  };
}
