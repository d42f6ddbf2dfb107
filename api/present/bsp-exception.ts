import type { z } from "@hono/zod-openapi";

import type { BspExceptionComment, BspExceptionRecord } from "../../db/read/bsp-exceptions";
import { toMoneyJson } from "../../domain/money";
import type { bspExceptionDetailSchema, bspExceptionSchema } from "../schemas/bsp-exception";

export function presentBspException(
  exception: BspExceptionRecord,
  livemode: boolean,
): z.infer<typeof bspExceptionSchema> {
  return {
    id: exception.publicId,
    object: "bsp_exception",
    livemode,
    file_id: exception.filePublicId,
    ordinal: exception.ordinal,
    booking_id: exception.bookingPublicId,
    kind: exception.kind,
    field: exception.field,
    document_number: exception.documentNumber,
    airline: exception.airline,
    stated: exception.stated,
    expected: exception.expected,
    difference: { ...toMoneyJson(exception.difference) },
    suggested_action: exception.suggestedAction,
    state: exception.state,
    resolution: exception.resolution,
    resolution_text: exception.resolutionText,
    resolved_at: exception.resolvedAt,
    journal_entry_id: exception.journalEntryId,
    rule_id: exception.ruleId,
    assigned_to: exception.assignedTo,
    due_on: exception.dueOn,
    version: exception.version,
    created_at: exception.createdAt,
  };
}

export function presentBspExceptionDetail(
  exception: BspExceptionRecord,
  comments: readonly BspExceptionComment[],
  livemode: boolean,
): z.infer<typeof bspExceptionDetailSchema> {
  return {
    ...presentBspException(exception, livemode),
    comments: comments.map((comment) => ({ ...comment, author: { ...comment.author } })),
  };
}
