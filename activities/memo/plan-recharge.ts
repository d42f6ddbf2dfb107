import type { Updateable } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getBranch } from "../../db/read/branches";
import type { MemoRow } from "../../db/write/memos";
import type { PostingLine } from "../../domain/journal/posting";
import { awaitsDecision, memoStateInvalid } from "../../domain/memo/memo";
import type { Money } from "../../domain/money";
import { formatAmount, parseMoney, zero } from "../../domain/money";
import { postBranchRecharge, postPassedOn, postRecharge } from "../../domain/posting/memo";
import { Refusal } from "../../domain/refusal";
import type { MemoAct } from "../../temporal/contract/memo";
import type { MemoFacts } from "./memo-facts";
import { findBorne } from "./memo-items";

type Recharge = Extract<MemoAct, { readonly kind: "recharge" }>;

/**
 * Charges what we bear of a memo on to the customer, with our fee, or to the branch whose doing it
 * was; what an airline granted is passed on so. Once, and never more than stands in 5041 for it
 * (`OVER_APPLIED`).
 */
export async function planRecharge(
  transaction: PartnerTransaction,
  memo: MemoRow,
  facts: MemoFacts,
  { amount: asked, to }: Recharge,
): Promise<{
  readonly lines: readonly PostingLine[];
  readonly change: Omit<Updateable<Database["agency_memos"]>, "state">;
}> {
  if (awaitsDecision(memo.state) || memo.state === "DISPUTED") {
    throw memoStateInvalid(memo.state, "What is not decided is not charged on.");
  }
  if (memo.recharge_kind !== null) throw memoStateInvalid(memo.state, "It is charged on already.");
  const amount = parseMoney(asked);
  await assertBorne(transaction, memo, facts, amount);
  const change = { recharge_kind: to.kind, recharge_amount: formatAmount(amount) };
  if (to.kind === "customer") return { lines: customerLines(memo, facts, amount, to), change };
  const { branchId } = await getBranch(transaction, to.branchId);
  const userId = await findUser(transaction, to.userId);
  const isRelief = memo.memo_kind === "acm";
  return {
    lines: postBranchRecharge({ memo: facts.memo, branchId, amount, isRelief }),
    change: { ...change, recharge_branch_id: branchId, recharge_user_id: userId },
  };
}

async function assertBorne(
  transaction: PartnerTransaction,
  memo: MemoRow,
  { partner }: MemoFacts,
  amount: Money,
): Promise<void> {
  if (amount.currency !== memo.currency) {
    throw new Refusal("CURRENCY_MISMATCH", `The memo is in ${memo.currency}.`, {
      currency: amount.currency,
      expected: memo.currency,
    });
  }
  const item = await findBorne(transaction, memo, partner.functionalCurrency);
  const borne = item?.amount ?? zero(memo.currency);
  if (amount.minor > 0n && amount.minor <= borne.minor) return;
  throw new Refusal("OVER_APPLIED", "No more is charged on than stands for the memo in 5041.", {
    borne: formatAmount(borne),
    currency: memo.currency,
  });
}

function customerLines(
  memo: MemoRow,
  { sale, memo: { supplierId } }: MemoFacts,
  amount: Money,
  to: Extract<Recharge["to"], { readonly kind: "customer" }>,
): PostingLine[] {
  if (sale === undefined) {
    throw new Refusal("MEMO_NOT_LINKED", "Link it to its ticket first: that says whose it is.");
  }
  if (memo.memo_kind === "acm") return postPassedOn({ sale, supplierId, amount });
  const fee = { amount: parseMoney(to.fee), vat: parseMoney(to.vat) };
  return postRecharge({ sale, supplierId, amount, fee });
}

async function findUser(
  { db }: PartnerTransaction,
  publicId: string | null,
): Promise<number | null> {
  if (publicId === null) return null;
  const row = await db
    .selectFrom("users")
    .select("user_id")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row !== undefined) return row.user_id;
  throw new Refusal("NOT_FOUND", "No such person.", { id: publicId });
}
