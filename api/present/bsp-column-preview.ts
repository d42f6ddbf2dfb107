import type { z } from "@hono/zod-openapi";

import type { BspAmount } from "../../domain/bsp/bsp-transaction";
import type { MappedTransaction } from "../../domain/bsp/columns/read-row";
import { penaltyCode } from "../../domain/bsp/matching/compare-taxes";
import { redactCardNumbers } from "../../domain/card-number";
import { formatAmount } from "../../domain/money";
import type { Refusal } from "../../domain/refusal";
import type { MappedPreview } from "../../services/bsp/read-mapped-file";
import type { bspColumnPreviewSchema } from "../schemas/bsp-column-preview";

type PreviewBody = z.infer<typeof bspColumnPreviewSchema>;

export function presentBspColumnPreview(preview: MappedPreview, livemode: boolean): PreviewBody {
  return {
    object: "bsp_column_preview",
    livemode,
    // A file without a header shows its first row here.
    header: preview.header.map((name) => redactCardNumbers(name.trim()).slice(0, 100)),
    rows_read: preview.rowsRead,
    whole: preview.isWhole,
    rows: preview.transactions.map(presentRow),
    faults: preview.faults.map(presentFault),
  };
}

function presentRow(read: MappedTransaction): PreviewBody["rows"][number] {
  const { currency } = read;
  const format = (minor: bigint) => formatAmount({ currency, minor });
  const sumOf = (amounts: readonly BspAmount[]) =>
    format(amounts.reduce((sum, { amount }) => sum + amount, 0n));
  return {
    line: read.lines.first,
    code: read.code,
    airline: read.airline,
    agent: read.agent,
    document_number: read.documents[0]?.number ?? "",
    related_document: read.related[0]?.number ?? null,
    issued_on: read.issuedOn,
    billing_ends_on: read.billingEndsOn,
    remittance_ends_on: read.remittanceEndsOn,
    currency,
    fare: format(read.fare),
    taxes: sumOf(read.taxes.filter(({ code }) => code !== penaltyCode)),
    penalty: sumOf(read.taxes.filter(({ code }) => code === penaltyCode)),
    gross: format(read.gross),
    commission: format(read.commission),
    tax_on_commission: sumOf(read.taxOnCommission),
    form_of_payment: read.payments[0]?.kind ?? "",
    remittance: format(read.remittance),
    passenger_name: read.passengerName,
  };
}

function presentFault({ code, message, details }: Refusal): PreviewBody["faults"][number] {
  const { line, column } = details;
  return {
    code: code.toLowerCase(),
    line: typeof line === "number" ? line : null,
    column: typeof column === "string" ? column : null,
    text: message,
  };
}
