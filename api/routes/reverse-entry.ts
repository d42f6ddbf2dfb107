import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getApproval } from "../../db/read/approvals";
import { getPartner } from "../../db/read/get-partner";
import { dayIn } from "../../domain/calendar";
import { requestReversal } from "../../services/journal/request-reversal";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { presentApproval } from "../present/approval";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import { dateSchema, idempotencyHeadersSchema, idSchema, textSchema } from "../schemas/common";

const reversalSchema = z
  .strictObject({
    entry_date: dateSchema.optional().openapi({ description: "Today without it." }),
    reason: textSchema(300).min(3),
  })
  .openapi("ReversalRequest");

const reverseEntryRoute = createRoute({
  method: "post",
  path: "/v1/journal-entries/{journal_entry_id}/reverse",
  tags: ["Journal"],
  summary: "Ask for an entry to be reversed",
  description:
    "Its exact mirror is posted once another person has approved it. Entries that people made are reversed so, once each; what an event posted is undone by the event.",
  ...permitted("journal_entry.reverse.partner"),
  request: {
    params: z.object({ journal_entry_id: idSchema("journalEntry") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(reversalSchema),
  },
  responses: {
    201: json(approvalSchema, "The request of approval"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerReverseEntry(router: Router, dependencies: ApiDependencies): void {
  router.openapi(reverseEntryRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { entry_date: entryDate, reason } = c.req.valid("json");
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const now = dependencies.now();
      const { timeZone } = await getPartner(transaction);
      const id = await requestReversal(
        transaction,
        {
          journalEntryId: c.req.valid("param").journal_entry_id,
          draftDate: entryDate ?? dayIn(timeZone, now),
          reason,
        },
        { context: toActContext(c), at: toDateTime(now) },
      );
      return {
        status: 201,
        body: presentApproval(await getApproval(transaction, id), livemode),
        headers: { Location: `/v1/approvals/${id}` },
      };
    });
  });
}
