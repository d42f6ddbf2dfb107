import type { z } from "@hono/zod-openapi";

import type { MemoShares, MemoStatistics } from "../../db/read/memo-statistics";
import type { MemoRecord, MemoSummary } from "../../db/read/memos";
import { toMoneyJson } from "../../domain/money";
import type { memoSchema, memoStatisticsSchema, memoSummarySchema } from "../schemas/memo";
import { presentDocument } from "./document";

export function presentMemoSummary(
  memo: MemoSummary,
  livemode: boolean,
): z.infer<typeof memoSummarySchema> {
  const { dispute, recharge, settlement } = memo;
  return {
    id: memo.publicId,
    object: "memo",
    livemode,
    kind: memo.kind,
    document_number: memo.documentNumber,
    supplier_id: memo.supplierPublicId,
    supplier_name: memo.supplierName,
    airline_code: memo.airlineCode,
    ticket_number: memo.ticketNumber,
    booking_id: memo.bookingPublicId,
    booking_reference: memo.bookingReference,
    cause: memo.cause,
    cause_text: memo.causeText,
    amount: { ...toMoneyJson(memo.amount) },
    commission: { ...toMoneyJson(memo.commission) },
    issued_on: memo.issuedOn,
    dispute_deadline_at: memo.disputeDeadlineAt,
    state: memo.state,
    billed_on: memo.billedOn,
    dispute: dispute && {
      reason: dispute.reason,
      text: dispute.text,
      provision: { ...toMoneyJson(dispute.provision) },
      upheld: dispute.upheld && { ...toMoneyJson(dispute.upheld) },
    },
    recharge: recharge && {
      kind: recharge.kind,
      amount: { ...toMoneyJson(recharge.amount) },
      branch_id: recharge.branch,
      user_id: recharge.user,
    },
    settlement: settlement && {
      settled_on: settlement.settledOn,
      reference: settlement.reference,
    },
    attention: memo.attention,
    version: memo.version,
    created_at: memo.createdAt,
  };
}

export function presentMemo(memo: MemoRecord, livemode: boolean): z.infer<typeof memoSchema> {
  return {
    ...presentMemoSummary(memo, livemode),
    documents: memo.documents.map((document) => presentDocument(document, livemode)),
    journal_entry_ids: [...memo.journalEntries],
    history: memo.history.map(({ at, state }) => ({ at, state })),
  };
}

export function presentMemoStatistics(
  rows: readonly MemoStatistics[],
  livemode: boolean,
): z.infer<typeof memoStatisticsSchema> {
  return {
    object: "memo_statistics",
    livemode,
    rows: rows.map((row) => ({
      supplier_id: row.supplierPublicId,
      supplier_name: row.supplierName,
      airline_code: row.airlineCode,
      kind: row.kind,
      cause: row.cause,
      received: presentShares(row.received),
      open: presentShares(row.open),
      accepted: presentShares(row.accepted),
      disputed: presentShares(row.disputed),
      upheld: { ...toMoneyJson(row.upheld) },
    })),
  };
}

function presentShares({ memos, amount }: MemoShares) {
  return { memos, amount: { ...toMoneyJson(amount) } };
}
