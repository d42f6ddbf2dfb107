import { createRoute } from "@hono/zod-openapi";

import { getPartner } from "../../db/read/get-partner";
import { dayIn } from "../../domain/calendar";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { archiveDays } from "../partner-archive";
import { requirePersonSignedIn } from "../person-signed-in";
import { operationKinds } from "../present/operation-result";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { exportSchema } from "../schemas/export";
import { operationSchema } from "../schemas/operation";
import { filePlan } from "./export-report";

const exportRoute = createRoute({
  method: "post",
  path: "/v1/partner/exports",
  tags: ["Partner"],
  summary: "Export everything that the partner owns",
  description: `A zip: JSON lines for each table, the documents, a manifest with row counts and SHA-256. Its bytes can be fetched for ${archiveDays} days by who may export. For a person who has signed in. In time: 201. Not in time: 202 and the operation to follow or cancel.`,
  ...permitted("partner.export.partner", { stepUp: true, whileSuspended: true }),
  request: { headers: idempotencyHeadersSchema },
  responses: {
    201: json(exportSchema, "The document that it became"),
    202: json(operationSchema, "Not written in time: ask the operation"),
    ...problems(409, 422),
  },
});

export function registerPartnerExports(router: Router, dependencies: ApiDependencies): void {
  router.openapi(exportRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = requirePersonSignedIn(c.get("principal"));
    const { timeZone } = await getPartner(scope);
    const plan = filePlan(c, operationKinds.exportPartner, {
      report: "partner_archive",
      format: "zip",
      from: null,
      to: dayIn(timeZone, dependencies.now()),
      branchId: null,
      currency: "functional",
      account: null,
      customerId: null,
      supplierId: null,
      limits: [],
      columns: null,
      bsp: null,
    });
    return runOperation(c, dependencies, request, plan);
  });
}
