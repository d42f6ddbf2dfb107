import type { z } from "@hono/zod-openapi";

import type { BspFileRecord } from "../../db/read/bsp-files";
import type { bspFileSchema } from "../schemas/bsp-file";

export function presentBspFile(
  file: BspFileRecord,
  livemode: boolean,
): z.infer<typeof bspFileSchema> {
  const { billingPeriod, failure } = file;
  return {
    id: file.publicId,
    object: "bsp_file",
    livemode,
    file_name: file.fileName,
    source: file.source,
    byte_size: file.byteSize,
    sha256: file.sha256,
    state: file.state,
    operation_id: file.operationId,
    column_mapping_id: file.columnMappingId,
    settlement_plan: file.settlementPlan,
    market: file.market,
    sequence: file.sequence,
    billing_period: billingPeriod && { from: billingPeriod.startsOn, to: billingPeriod.endsOn },
    final: file.isFinal,
    transactions: file.transactionCount,
    matches: { ...file.matchCounts },
    totals: Object.entries(file.totals).map(([currency, sums]) => ({
      currency,
      gross: sums["gross"] ?? "",
      taxes: sums["taxes"] ?? "",
      commission: sums["commission"] ?? "",
      remittance: sums["remittance"] ?? "",
    })),
    supersedes: file.supersedes,
    superseded_by: file.supersededBy,
    failure: failure && {
      code: failure.code.toLowerCase(),
      text: failure.text,
      details: { ...failure.details },
    },
    created_at: file.createdAt,
    finished_at: file.finishedAt,
  };
}
