import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import type { ReportDefinition } from "../../db/read/report-definitions";
import { getReportDefinition, listReportDefinitions } from "../../db/read/report-definitions";
import { dayIn } from "../../domain/calendar";
import { daysOf } from "../../domain/statements/report-span";
import type { NewReportDefinition } from "../../services/report/create-report-definition";
import { createReportDefinition } from "../../services/report/create-report-definition";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";
import {
  exportRequestSchema,
  exportSchema,
  newReportDefinitionSchema,
  reportDefinitionSchema,
} from "../schemas/export";
import { operationSchema } from "../schemas/operation";
import { exportPlan } from "./export-report";

const tags = ["Reports"];
const path = "/v1/reports/definitions";
const params = z.object({ report_definition_id: idSchema("reportDefinition") });

const createDefinitionRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Keep a report to be run again",
  ...permitted("report_definition.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newReportDefinitionSchema) },
  responses: {
    201: json(reportDefinitionSchema, "The definition"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getDefinitionRoute = createRoute({
  method: "get",
  path: `${path}/{report_definition_id}`,
  tags,
  summary: "Get a report definition",
  ...permitted("report_definition.read.partner"),
  request: { params },
  responses: { 200: json(reportDefinitionSchema, "The definition"), ...problems(404) },
});

const listDefinitionsRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List report definitions, newest first",
  ...permitted("report_definition.read.partner"),
  request: { query: listQuerySchema },
  responses: {
    200: json(pageOf(reportDefinitionSchema, "ReportDefinitionPage"), "Definitions"),
    ...problems(),
  },
});

const runDefinitionRoute = createRoute({
  method: "post",
  path: `${path}/{report_definition_id}/run`,
  tags,
  summary: "Export a report by its definition, as of today",
  description:
    "The file is a document. In time: 201. Not in time: 202 and the operation to follow or cancel.",
  ...permitted("report.export.partner", { whileSuspended: true }),
  request: { params, headers: idempotencyHeadersSchema },
  responses: {
    201: json(exportSchema, "The document that it became"),
    202: json(operationSchema, "Not written in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerReportDefinitions(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(createDefinitionRoute, async (c) => {
    const { code, name, span, ...fields } = c.req.valid("json");
    // Fields that were not given are kept nowhere.
    const request: NewReportDefinition["request"] = JSON.parse(JSON.stringify(fields));
    const idempotent = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, idempotent, async (transaction) => {
      const id = await createReportDefinition(
        transaction,
        { code, name, span, request },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      return {
        status: 201,
        body: presentDefinition(await getReportDefinition(transaction, id), livemode),
        headers: { Location: `${path}/${id}` },
      };
    });
  });

  router.openapi(getDefinitionRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const id = c.req.valid("param").report_definition_id;
    return c.json(presentDefinition(await getReportDefinition(scope, id), livemode), 200);
  });

  router.openapi(listDefinitionsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const request = toPageRequest(c, keyRing, c.req.valid("query"));
    const page = await listReportDefinitions(scope, request);
    return c.json(
      pageBody(c, keyRing, page, (definition) => presentDefinition(definition, livemode)),
      200,
    );
  });

  router.openapi(runDefinitionRoute, async (c) => {
    const idempotent = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const id = c.req.valid("param").report_definition_id;
    const { span, request } = await getReportDefinition(scope, id);
    const today = dayIn((await getPartner(scope)).timeZone, now());
    const { from, to } = daysOf(span, today);
    const body = exportRequestSchema.parse({ ...request, to, ...(from === null ? {} : { from }) });
    return runOperation(c, dependencies, idempotent, exportPlan(c, body, today));
  });
}

function presentDefinition(definition: ReportDefinition, livemode: boolean) {
  return {
    id: definition.publicId,
    object: "report_definition" as const,
    livemode,
    code: definition.code,
    name: definition.name,
    span: definition.span,
    request: reportDefinitionSchema.shape.request.parse(definition.request),
    created_at: definition.createdAt,
  };
}
