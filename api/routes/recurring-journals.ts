import { createRoute, z } from "@hono/zod-openapi";
import { ScheduleNotFoundError } from "@temporalio/client";

import { toDateTime } from "../../db/read/amounts";
import type { RecurringJournal } from "../../db/read/recurring-journals";
import { getRecurringJournal, listRecurringJournals } from "../../db/read/recurring-journals";
import type { RecurringAction } from "../../domain/journal/recurrence";
import { findNextStatus } from "../../domain/journal/recurrence";
import { Refusal } from "../../domain/refusal";
import { createRecurringJournal } from "../../services/journal/create-recurring-journal";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import { honourMatch, withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { joinOperation, runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { toDraftLine } from "../present/journal-draft";
import { presentRecurring, toRecurrence } from "../present/recurring-journal";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  actHeadersSchema,
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import {
  changeRecurringSchema,
  resumeRecurringSchema,
  newRecurringJournalSchema,
  recurringJournalSchema,
  recurringStatusSchema,
  scheduledJournalSchema,
} from "../schemas/recurring-journal";
import { changeRecurringPlan } from "./change-recurring-plan";

const tags = ["Journal"];
const recurringParams = z.object({ recurring_id: idSchema("recurringJournal") });
const path = "/v1/journal-entries/recurring";

const createRecurringRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Ask for an entry to recur",
  description:
    "Once another person has approved it, a Temporal Schedule runs it at three in the morning of each of its days. A run that comes while the one before is still going is skipped; runs that were missed are made up for, up to 30 days back. Each run posts one entry, keyed by the day it was due; one that is refused leaves a draft.",
  ...permitted("recurring_journal.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newRecurringJournalSchema) },
  responses: {
    201: json(recurringJournalSchema, "What will recur"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getRecurringRoute = createRoute({
  method: "get",
  path: `${path}/{recurring_id}`,
  tags,
  summary: "Get what recurs, with its next runs",
  ...permitted("recurring_journal.read.partner"),
  request: { params: recurringParams },
  responses: {
    200: json(scheduledJournalSchema, "What recurs"),
    304: notModified,
    ...problems(404),
  },
});

const listRecurringRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List what recurs, newest first",
  ...permitted("recurring_journal.read.partner"),
  request: { query: listQuerySchema.extend({ status: recurringStatusSchema.optional() }) },
  responses: {
    200: json(pageOf(recurringJournalSchema, "RecurringEntryPage"), "What recurs"),
    ...problems(),
  },
});

function changeRoute(action: Exclude<RecurringAction, "start">, summary: string) {
  return createRoute({
    method: "post",
    path: `${path}/{recurring_id}/${action}`,
    tags,
    summary,
    ...permitted("recurring_journal.change.partner"),
    request: {
      params: recurringParams,
      headers: actHeadersSchema,
      body: jsonBody(action === "resume" ? resumeRecurringSchema : changeRecurringSchema),
    },
    responses: {
      201: json(recurringJournalSchema, "Changed, with its Schedule"),
      202: json(operationSchema, "Not done in time: ask the operation"),
      ...problems(404, 409, 412, 413, 415, 422),
    },
  });
}

const changes = [
  ["pause", "Pause what recurs"],
  ["resume", "Resume what was paused"],
  ["end", "End what recurs, for good"],
] as const;

export function registerRecurringJournals(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(createRecurringRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const id = await createRecurringJournal(
        transaction,
        {
          code: body.code,
          description: body.description,
          recurrence: toRecurrence(body.repeats, {
            startsOn: body.starts_on,
            endsOn: body.ends_on ?? null,
          }),
          reversesNextPeriod: body.reverse_next_period,
          lines: body.lines.map(toDraftLine),
        },
        { context: toActContext(c), at: toDateTime(dependencies.now()) },
      );
      return {
        status: 201,
        body: presentRecurring(await getRecurringJournal(transaction, id), livemode),
        headers: { Location: `${path}/${id}` },
      };
    });
  });

  router.openapi(getRecurringRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const journal = await getRecurringJournal(scope, c.req.valid("param").recurring_id);
    const nextRuns = await listNextRuns(dependencies, scope.partner, journal);
    const body = { ...presentRecurring(journal, livemode), next_runs: nextRuns };
    return withVersion(c, `${journal.version}.${nextRuns[0] ?? "none"}`, body);
  });

  router.openapi(listRecurringRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { status, ...query } = c.req.valid("query");
    const filter = status === undefined ? {} : { status };
    const page = await listRecurringJournals(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (journal) => presentRecurring(journal, livemode)),
      200,
    );
  });

  for (const [action, summary] of changes) registerChange(router, dependencies, action, summary);
}

function registerChange(
  router: Router,
  dependencies: ApiDependencies,
  action: Exclude<RecurringAction, "start">,
  summary: string,
): void {
  router.openapi(changeRoute(action, summary), async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const { recurring_id: id } = c.req.valid("param");
    const journal = await getRecurringJournal(scope, id);
    const isOutOfPlace = findNextStatus(journal.status, action) === undefined;
    const isNew = (await joinOperation(scope, request)) === undefined;
    if (isNew) honourMatch(c)(journal.version);
    if (isOutOfPlace && isNew) {
      throw new Refusal(
        "RECURRENCE_STATE_INVALID",
        `It is ${journal.status}: there is nothing to ${action}.`,
        { recurring_id: id, status: journal.status },
      );
    }
    const { reason, catch_up: catchUp } = resumeRecurringSchema.parse(c.req.valid("json"));
    const change = { action, approvalId: null, reason, ...(catchUp && { catchUp }) };
    const plan = changeRecurringPlan(c, journal, change, async () => ({
      body: presentRecurring(await getRecurringJournal(scope, id), livemode),
      headers: { Location: `${path}/${id}` },
    }));
    return runOperation(c, dependencies, request, plan);
  });
}

/** What the Schedule itself says; nothing of what is not active. */
async function listNextRuns(
  { temporal }: ApiDependencies,
  partner: string,
  { publicId, status }: RecurringJournal,
): Promise<string[]> {
  if (status !== "active") return [];
  const scheduleId = workflowIds.recurringJournal(partner, publicId);
  try {
    const { info } = await temporal.client.schedule.getHandle(scheduleId).describe();
    return info.nextActionTimes.map((time) => time.toISOString());
  } catch (error) {
    // Between the commit and the Schedule, which its workflow is about to make.
    if (error instanceof ScheduleNotFoundError) return [];
    throw error;
  }
}
