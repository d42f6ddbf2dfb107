import type { z } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getPartner } from "../../db/read/get-partner";
import { dayIn } from "../../domain/calendar";
import type { Permission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import type { ExportReportInput, ExportReportResult } from "../../temporal/contract/export-report";
import { exportReportType, exportReportUpdate } from "../../temporal/contract/export-report";
import { taskQueues } from "../../temporal/contract/queues";
import {
  exportReportInputSchema,
  exportReportResultSchema,
} from "../../temporal/contract/schemas/export-report";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { assertOwnBranch } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds, presentExport } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { exportRequestSchema, exportSchema } from "../schemas/export";
import { operationSchema } from "../schemas/operation";

const exportRoute = createRoute({
  method: "post",
  path: "/v1/reports/export",
  tags: ["Reports"],
  summary: "Export a report to a file, or an audit pack of a range",
  description:
    "The file is a document. Who is held to some branches names one of theirs, whose the file is. In time: 201. Not in time: 202 and the operation to follow or cancel.",
  ...permitted("report.export.partner", { branches: "own", whileSuspended: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(exportRequestSchema) },
  responses: {
    201: json(exportSchema, "The document that it became"),
    202: json(operationSchema, "Not written in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export type ExportRequest = z.infer<typeof exportRequestSchema>;

export function registerExportReport(router: Router, dependencies: ApiDependencies): void {
  router.openapi(exportRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    await assertExportHeld(c, c.req.valid("json"));
    const { timeZone } = await getPartner(c.get("principal").scope);
    const today = dayIn(timeZone, dependencies.now());
    return runOperation(c, dependencies, request, exportPlan(c, c.req.valid("json"), today));
  });
}

/** An audit pack is of the whole partner; of another report, a branch of theirs is named. */
async function assertExportHeld(
  c: Context<ApiEnvironment>,
  { report, branch_id: branchId }: ExportRequest,
): Promise<void> {
  if (c.get("principal").branches === undefined) return;
  if (branchId !== undefined) await assertOwnBranch(c, branchId);
  else if (report === "audit_pack") {
    throw new Refusal("BRANCH_NOT_ALLOWED", "An audit pack is of all branches.");
  } else {
    throw new Refusal(
      "BRANCH_NOT_ALLOWED",
      "You are held to some branches: name one of them as branch_id.",
    );
  }
}

/** What runs an export, whoever asks for it how. */
export function exportPlan(
  c: Context<ApiEnvironment>,
  body: ExportRequest,
  today: string,
): OperationPlan<ExportReportResult> {
  return filePlan(c, operationKinds.exportReport, toRequest(body, today));
}

/** What writes a file of a partner's data, as the operation that it is called. */
export function filePlan(
  c: Context<ApiEnvironment>,
  kind: string,
  request: ExportReportInput["request"],
): OperationPlan<ExportReportResult> {
  const { scope, livemode, permissions } = c.get("principal");
  assertMayRead(permissions, request.report);
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind,
      workflowId: workflowIds.exportReport(scope.partner, operationId),
      resource: { type: "report", id: request.report },
      request: exportReportInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        operationId,
        request,
        branches: request.branchId === null ? null : [request.branchId],
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: exportReportType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: exportReportUpdate,
    result: exportReportResultSchema,
    present: (result, { publicId }) =>
      Promise.resolve({
        body: presentExport(result, publicId, livemode),
        headers: { Location: `/v1/documents/${result.documentId}` },
      }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The report is being exported.")),
  };
}

/** A file shows nothing that its list would not. */
function assertMayRead(permissions: ReadonlySet<string>, report: string): void {
  const permission = readingOf[report];
  if (permission === undefined || permissions.has(permission)) return;
  throw new Refusal("PERMISSION_NOT_HELD", "You may not read what the report is made of.", {
    permission,
  });
}

const readingOf: Readonly<Record<string, Permission>> = {
  bsp_exceptions: "bsp_exception.read.partner",
  bsp_exception_summary: "bsp_exception.read.partner",
  bsp_files: "bsp_file.read.partner",
};

function toRequest(body: ExportRequest, today: string): ExportReportInput["request"] {
  return {
    report: body.report,
    format: body.format,
    from: body.from ?? null,
    to: body.to ?? today,
    branchId: body.branch_id ?? null,
    currency: body.currency,
    account: body.account ?? null,
    customerId: body.customer_id ?? null,
    supplierId: body.supplier_id ?? null,
    limits: body.buckets,
    columns: body.columns ?? null,
    bsp: body.bsp === undefined ? null : toBspFilter(body.bsp),
  };
}

function toBspFilter(filter: NonNullable<ExportRequest["bsp"]>) {
  return {
    fileId: filter.file_id ?? null,
    billingEndsOn: filter.billing_ends_on ?? null,
    state: filter.state ?? null,
    kinds: filter.kinds ?? null,
    documentNumber: filter.document_number ?? null,
    airline: filter.airline ?? null,
    assignedTo: filter.assigned_to ?? null,
    ruleId: filter.rule_id ?? null,
    fileStates: filter.file_states ?? null,
  };
}
