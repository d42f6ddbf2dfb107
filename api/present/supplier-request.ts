import type { z } from "@hono/zod-openapi";

import type {
  SupplierCallRecord,
  SupplierRequestDetails,
  SupplierRequestRecord,
} from "../../db/read/supplier-requests";
import { supplierNameOf } from "../../domain/supplier-names";
import type {
  supplierRequestDetailsSchema,
  supplierRequestSchema,
} from "../schemas/supplier-request";

interface Shown {
  readonly bookingId: string;
  readonly livemode: boolean;
}

export function presentSupplierRequest(
  request: SupplierRequestRecord,
  { bookingId, livemode }: Shown,
): z.infer<typeof supplierRequestSchema> {
  return {
    id: request.publicId,
    object: "supplier_request",
    livemode,
    booking_id: bookingId,
    supplier: supplierNameOf(request.gdsProviderCode) ?? null,
    operation: request.operation,
    state: request.state,
    workflow_id: request.workflowId,
    attempt: request.attempt,
    idempotency_key: request.idempotencyKey,
    supplier_code: request.code,
    supplier_text: request.text,
    sent_at: request.sentAt,
    settled_at: request.settledAt,
  };
}

export function presentSupplierRequestDetails(
  request: SupplierRequestDetails,
  shown: Shown,
): z.infer<typeof supplierRequestDetailsSchema> {
  return {
    ...presentSupplierRequest(request, shown),
    calls: request.calls.map(presentCall),
    reads: request.reads.map(presentCall),
  };
}

const outcomes = {
  reply: "reply",
  fault: "fault",
  noAnswer: "no_answer",
  notSent: "not_sent",
} as const;

function presentCall({ exchange, ...call }: SupplierCallRecord) {
  return {
    id: call.publicId,
    object: "supplier_call" as const,
    operation: call.operation,
    attempt: call.attempt,
    outcome: outcomes[call.outcome],
    sent_at: call.sentAt,
    duration_ms: call.durationMs,
    expires_at: call.expiresAt,
    is_truncated: exchange?.isTruncated ?? false,
    request: exchange === null ? null : { ...exchange.request },
    response: exchange?.response ?? null,
  };
}
