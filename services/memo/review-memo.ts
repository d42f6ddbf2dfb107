import type { PartnerTransaction } from "../../db/partner-scope";
import { writeAudit } from "../../db/write/audit";
import { changeMemo, lockMemo } from "../../db/write/memos";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import { assertMemoStep, memoStateInvalid } from "../../domain/memo/memo";
import { Refusal } from "../../domain/refusal";
import { findTicketOf, linkOf } from "./find-ticket";

/**
 * Takes a memo under review, and links it to the ticket that was found for it: again, as long as it
 * is under review. Refuses a ticket that this airline did not issue to us (`NOT_FOUND`).
 */
export async function reviewMemo(
  transaction: PartnerTransaction,
  { memo: publicId, ticketNumber, note }: ReviewedMemo,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const memo = await lockMemo(transaction, publicId);
  if (memo.state !== "UNDER_REVIEW") assertMemoStep(memo.state, "UNDER_REVIEW");
  else if (ticketNumber === undefined) throw memoStateInvalid(memo.state, "It is under review.");
  const link = await findLink(transaction, memo.supplier_id, ticketNumber);
  await changeMemo(transaction, memo, { state: "UNDER_REVIEW", ...link }, at);
  const facts = { memo_id: publicId, ticket_number: ticketNumber ?? memo.ticket_number };
  const event = { type: "memo.under_review", payload: facts };
  const target = { targetType: "memo", targetId: publicId };
  await writeAudit(
    transaction,
    context,
    [{ ...event, ...target, payload: { ...facts, note: note ?? null } }],
    at,
  );
  await writeOutbox(transaction, [{ ...event, aggregateType: "memo", aggregateId: publicId }], {
    at,
  });
}

export interface ReviewedMemo {
  /** Public id. */
  readonly memo: string;
  /** The ticket that it is about; absent: as it was. */
  readonly ticketNumber: string | undefined;
  readonly note: string | undefined;
}

async function findLink(
  transaction: PartnerTransaction,
  supplierId: number,
  ticketNumber: string | undefined,
) {
  if (ticketNumber === undefined) return {};
  const ticket = await findTicketOf(transaction, supplierId, ticketNumber);
  if (ticket !== undefined) return { ticket_number: ticketNumber, ...linkOf(ticket) };
  throw new Refusal("NOT_FOUND", "No such ticket of this airline.", { number: ticketNumber });
}
