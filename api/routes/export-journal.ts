import { Readable } from "node:stream";

import { createRoute, z } from "@hono/zod-openapi";

import { exportHledger } from "../../db/read/journal-export";
import { problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { dateSchema } from "../schemas/common";

const exportHledgerRoute = createRoute({
  method: "get",
  path: "/v1/ledger/export/hledger",
  tags: ["Journal"],
  summary: "Download the journal in hledger's format",
  description:
    "Every line in the currency it was made in, valued by `@@` at what it is carried at: `hledger bal` gives balances by transaction currency, `hledger bal -B` those of the books. Lines that move only the books' own currency (rounding, revaluation) stand in that one.",
  ...permitted("journal_entry.read.partner"),
  request: {
    query: z.strictObject({
      through: dateSchema.optional(),
      book: z.enum(["functional", "reporting"]).default("functional").openapi({
        description: "The currency that the lines are valued in.",
      }),
    }),
  },
  responses: {
    200: { description: "The journal", content: { "text/x-hledger": { schema: z.string() } } },
    ...problems(),
  },
});

export function registerExportJournal(router: Router): void {
  router.openapi(exportHledgerRoute, (c) => {
    const { scope } = c.get("principal");
    const text = exportHledger(scope, c.req.valid("query"));
    const bytes = Readable.from(text, { objectMode: false });
    return c.body(Readable.toWeb(bytes) as ReadableStream, 200, {
      "Content-Type": "text/x-hledger; charset=utf-8",
      "Content-Disposition": 'attachment; filename="journal.hledger"',
    });
  });
}
