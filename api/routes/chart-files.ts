import { createRoute, z } from "@hono/zod-openapi";

import { listAccounts } from "../../db/read/accounts";
import { toDateTime } from "../../db/read/amounts";
import { orderByHierarchy } from "../../domain/journal/chart";
import type { BadAccountRow } from "../../services/account/chart-csv";
import { readChartCsv, writeChartCsv } from "../../services/account/chart-csv";
import { importChart } from "../../services/account/import-chart";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { ProblemError } from "../problem";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { importChartSchema, importedChartSchema } from "../schemas/account";
import { idempotencyHeadersSchema } from "../schemas/common";

const tags = ["Chart of accounts"];

const exportRoute = createRoute({
  method: "get",
  path: "/v1/accounts/export",
  tags,
  summary: "The chart of accounts as CSV",
  ...permitted("account.read.partner", { branches: "none" }),
  responses: {
    200: {
      description: "The chart, as the import takes it",
      content: { "text/csv": { schema: z.string() } },
    },
    ...problems(),
  },
});

const importRoute = createRoute({
  method: "post",
  path: "/v1/accounts/import",
  tags,
  summary: "Import accounts from CSV: all of them or none",
  description:
    "New codes are added, names are changed; what an account is never changes. Where a row is bad nothing is written, and `errors` names each by its line.",
  ...permitted("account.import.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(importChartSchema) },
  responses: {
    201: json(importedChartSchema, "What was written, or would be"),
    ...problems(409, 413, 415, 422),
  },
});

export function registerChartFiles(router: Router, dependencies: ApiDependencies): void {
  router.openapi(exportRoute, async (c) => {
    const chart = orderByHierarchy(await listAccounts(c.get("principal").scope));
    return c.text(writeChartCsv(chart), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="chart-of-accounts.csv"',
    });
  });

  router.openapi(importRoute, async (c) => {
    const { csv, dry_run } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const file = readChartCsv(csv);
    if (file.bad.length > 0) throw new ProblemError(badRows(file.bad));
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const { bad, ...counts } = await importChart(transaction, file.rows, {
        context: toActContext(c),
        at: toDateTime(dependencies.now()),
        dryRun: dry_run,
      });
      if (bad.length > 0) throw new ProblemError(badRows(bad));
      const body = { object: "chart_import", livemode, dry_run, ...counts };
      return { status: 201, body, headers: {} };
    });
  });
}

/** An answer names this many rows; the count says how many there are. */
const namedRowsMax = 200;

function badRows(bad: readonly BadAccountRow[]) {
  return {
    status: 422,
    code: "import_invalid",
    title: "Nothing was imported",
    detail: `${bad.length} ${bad.length === 1 ? "row is" : "rows are"} bad. Correct the file and send it again.`,
    facts: { bad_rows: bad.length },
    errors: bad.slice(0, namedRowsMax).map(({ line, code, text }) => ({
      in: "body" as const,
      pointer: `/csv line ${line}`,
      code,
      detail: text,
    })),
  } as const;
}
