import type { z } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";

import type { BspStatementRow } from "../../db/read/bsp-statement";
import { readBspStatement } from "../../db/read/bsp-statement";
import type { Money } from "../../domain/money";
import { toMoneyJson } from "../../domain/money";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { bspStatementQuerySchema, bspStatementSchema } from "../schemas/bsp-statement";

const bspStatementRoute = createRoute({
  method: "get",
  path: "/v1/bsp-statement",
  tags: ["Settlement"],
  summary: "What BSP should bill for a period, by our books",
  description:
    "Of the days on which entries were booked: gross, taxes, commission, memos and what is due, by airline and currency.",
  ...permitted("report.read.partner"),
  request: { query: bspStatementQuerySchema },
  responses: { 200: json(bspStatementSchema, "The statement"), ...problems() },
});

export function registerBspStatement(router: Router): void {
  router.openapi(bspStatementRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { "entry_date[gte]": from, "entry_date[lt]": before } = c.req.valid("query");
    const period = { ...(from && { from }), ...(before && { before }) };
    const rows = await readBspStatement(scope, period);
    return c.json({ object: "bsp_statement", livemode, rows: rows.map(presentRow) } as const, 200);
  });
}

function presentRow(row: BspStatementRow): z.infer<typeof bspStatementSchema>["rows"][number] {
  const { gross } = row;
  return {
    supplier_id: row.supplierPublicId,
    supplier_name: row.supplierName,
    airline_code: row.airlineCode,
    gross: {
      sales: present(gross.sales),
      voids: present(gross.voids),
      refunds: present(gross.refunds),
      exchanges: present(gross.exchanges),
      memos: present(gross.memos),
      other: present(gross.other),
    },
    taxes: present(row.taxes),
    commission: present(row.commission),
    net_due: present(row.netDue),
  };
}

const present = (amount: Money) => ({ ...toMoneyJson(amount) });
