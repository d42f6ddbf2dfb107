import { createRoute } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { BadRow } from "../../services/fx-rate/read-rates-csv";
import { readRatesCsv } from "../../services/fx-rate/read-rates-csv";
import { recordRates } from "../../services/fx-rate/record-rates";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { ProblemError } from "../problem";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { importedFxRatesSchema, importFxRatesSchema } from "../schemas/fx-rate";

const importRatesRoute = createRoute({
  method: "post",
  path: "/v1/fx-rates/import",
  tags: ["Exchange rates"],
  summary: "Import exchange rates from CSV: all of them or none",
  description: "Where a row is bad nothing is written, and `errors` names each by its line.",
  ...permitted("fx_rate.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(importFxRatesSchema) },
  responses: {
    201: json(importedFxRatesSchema, "What was written"),
    ...problems(409, 413, 415, 422),
  },
});

export function registerImportFxRates(router: Router, dependencies: ApiDependencies): void {
  router.openapi(importRatesRoute, async (c) => {
    const { csv, dry_run } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { rows, bad } = readRatesCsv(csv);
    if (bad.length > 0) throw new ProblemError(badRows(bad));
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const { recorded, corrected, unchanged } = await recordRates(transaction, rows, {
        ...act,
        dryRun: dry_run,
      });
      const counts = { rows: rows.length, recorded, corrected, unchanged };
      const body = { object: "fx_rate_import", livemode, dry_run, ...counts };
      return { status: 201, body, headers: {} };
    });
  });
}

/** An answer names this many rows; the count says how many there are. */
const namedRowsMax = 200;

function badRows(bad: readonly BadRow[]) {
  const lines = new Set(bad.map(({ line }) => line));
  return {
    status: 422,
    code: "import_invalid",
    title: "Nothing was imported",
    detail: `${lines.size} ${lines.size === 1 ? "row is" : "rows are"} bad. Correct the file and send it again.`,
    facts: { bad_rows: lines.size },
    errors: bad.slice(0, namedRowsMax).map(({ line, column, code, text }) => ({
      in: "body" as const,
      pointer: column === "" ? `/csv line ${line}` : `/csv line ${line}, ${column}`,
      code,
      detail: text,
    })),
  } as const;
}
