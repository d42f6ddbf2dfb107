import type { PartnerDatabase } from "../../db/partner-scope";
import { toInstant, toMoney } from "../../db/read/amounts";
import { awaitsDecision } from "../../domain/memo/memo";
import { formatAmount } from "../../domain/money";
import type { MemoReminderInput } from "../../temporal/contract/memo";
import { keepHeartbeating } from "../heartbeat";
import { toPrintable } from "./e-ticket/printable-text";
import type { MessageDependencies } from "./message-activities";
import { tellPerson } from "./tell-person";

/**
 * Reminds of the deadline of a memo that nobody has decided on: whoever entered it, or the
 * partner's own address where a file or a token did. Returns whether there was anybody to write to;
 * one reminder goes out once.
 */
export function createMailMemoReminder(dependencies: MessageDependencies) {
  return ({ partner, memoId, hours }: MemoReminderInput): Promise<boolean> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(partner);
      const memo = await findOpenMemo(scope, memoId);
      if (memo === undefined) return false;
      const { amount, deadlineAt, createdByUserId: userId } = memo;
      const about = toPrintable(memo.name);
      const limit = `${deadlineAt.slice(0, 16).replace("T", " ")} UTC`;
      return tellPerson(dependencies, scope, {
        key: `memo:${memoId}:${deadlineAt}:${hours}`,
        messageType: "memo_reminder",
        userId,
        subject: `Deadline of ${about}: ${limit}`,
        text: `${about}, ${amount}, can be disputed until ${limit}. Accept or dispute it before.`,
        page: `memos/${memoId}`,
      });
    });
}

interface OpenMemo {
  /** `ADM 9970001234 of Biman` */
  readonly name: string;
  /** `1250.00 BDT` */
  readonly amount: string;
  readonly deadlineAt: string;
  readonly createdByUserId: number | null;
}

async function findOpenMemo(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<OpenMemo | undefined> {
  const row = await db
    .selectFrom("agency_memos as memo")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "memo.supplier_id")
    .select(["memo.memo_kind", "memo.document_number", "memo.memo_amount", "memo.currency"])
    .select(["memo.state", "memo.dispute_deadline_at", "memo.created_by_user_id"])
    .select("supplier.supplier_name")
    .where("memo.public_id", "=", publicId)
    .executeTakeFirstOrThrow();
  if (!awaitsDecision(row.state)) return undefined;
  const amount = toMoney(row.memo_amount, row.currency);
  return {
    name: `${row.memo_kind.toUpperCase()} ${row.document_number} of ${row.supplier_name}`,
    amount: `${formatAmount(amount)} ${row.currency}`,
    deadlineAt: toInstant(row.dispute_deadline_at),
    createdByUserId: row.created_by_user_id,
  };
}
