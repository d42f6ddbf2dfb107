import type { PartnerTransaction } from "../../../db/partner-scope";
import { toInstant } from "../../../db/read/amounts";
import type { AcceptableException } from "../../../db/read/bsp-acceptables";
import { listAcceptables } from "../../../db/read/bsp-acceptables";
import { sumAccepted } from "../../../db/read/bsp-rule-hits";
import { getPartner } from "../../../db/read/get-partner";
import type { HeldException } from "../../../db/write/bsp-rule-hits";
import { changeByRule, insertHits, nameRule } from "../../../db/write/bsp-rule-hits";
import type { RuleOutcome } from "../../../domain/bsp/matching/rule";
import { dayIn } from "../../../domain/calendar";
import { formatAmount } from "../../../domain/money";
import { Refusal } from "../../../domain/refusal";
import { measureApproval } from "../../../services/approval/measure-approval";
import type { PlannedAcceptance } from "../acceptance/plan-acceptance";
import { planAcceptance } from "../acceptance/plan-acceptance";
import { postAcceptances } from "../acceptance/post-acceptances";
import type { RuleCommit } from "./record-hits";
import { recordHits } from "./record-hits";

type Accepting = Extract<RuleOutcome, { kind: "accept" }>;

/**
 * Accepts and posts what a rule may: each up to the rule's amount, and all of an import together
 * less than the policy wants approved. What goes beyond the policy stays open, suggested to be
 * accepted; what no posting rule has, or is more than the rule's amount, is not hit.
 */
export async function acceptByRule(
  transaction: PartnerTransaction,
  held: readonly HeldException[],
  { upTo, comment, userId }: Accepting,
  commit: RuleCommit,
): Promise<void> {
  const { rule, reference, context, at } = commit;
  const partner = await getPartner(transaction);
  const ids = held.map(({ bsp_exception_id: id }) => id);
  const today = dayIn(partner.timeZone, toInstant(at));
  const planned = (await listAcceptables(transaction, ids))
    .flatMap((exception) => planWherePostable(exception, today))
    .filter(({ size }) => size.currency === upTo.currency && size.minor <= upTo.minor);
  const { within, beyond } = await divide(transaction, planned, commit);
  if (within.length > 0) {
    const exceptionIds = within.map(({ exception }) => exception.exceptionId);
    await nameRule(transaction, exceptionIds, rule.ruleId);
    const reason = comment;
    await postAcceptances(transaction, within, {
      partner,
      reason,
      context,
      at,
      ruleId: rule.publicId,
    });
    const hits = within.map(({ exception, size }) => ({
      exceptionId: exception.exceptionId,
      outcome: "accepted" as const,
      currency: size.currency,
      accepted: formatAmount(size),
    }));
    await insertHits(transaction, hits, { ruleId: rule.ruleId, reference, at });
  }
  if (beyond.size === 0) return;
  const suggested = held.filter(({ bsp_exception_id: id }) => beyond.has(id));
  await suggest(transaction, suggested, userId, commit);
}

/** What no posting rule has is left to the next rule, or to people. */
function planWherePostable(exception: AcceptableException, today: string): PlannedAcceptance[] {
  try {
    return [planAcceptance(exception, today)];
  } catch (error) {
    if (error instanceof Refusal && error.code === "BSP_EXCEPTION_NOT_POSTABLE") return [];
    throw error;
  }
}

/** In their order, as long as all that the import has accepted stays below the policy's amount. */
async function divide(
  transaction: PartnerTransaction,
  planned: readonly PlannedAcceptance[],
  { reference, at }: RuleCommit,
) {
  const within: PlannedAcceptance[] = [];
  const beyond = new Set<number>();
  const needsApproval = await measureApproval(transaction, { act: "bsp_exception.accept", at });
  const accepted = await sumAccepted(transaction, reference);
  for (const each of planned) {
    const together = [...accepted, ...within.map(({ size }) => size), each.size];
    if (await needsApproval(together)) beyond.add(each.exception.exceptionId);
    else within.push(each);
  }
  return { within, beyond };
}

async function suggest(
  transaction: PartnerTransaction,
  held: readonly HeldException[],
  userId: string | null,
  commit: RuleCommit,
): Promise<void> {
  const { rule, at } = commit;
  const { assignedUserId, ruleId } = rule;
  // Who works on it already keeps it.
  const [free, taken] = [
    held.filter(({ assigned_user_id: person }) => person === null),
    held.filter(({ assigned_user_id: person }) => person !== null),
  ];
  const change = { suggested_action: "accept", bsp_rule_id: ruleId } as const;
  const given = { ...change, ...(assignedUserId !== null && { assigned_user_id: assignedUserId }) };
  if (free.length > 0) await changeByRule(transaction, free, { change: given, at });
  if (taken.length > 0) await changeByRule(transaction, taken, { change, at });
  const payload = { action: "accept", user_id: userId };
  await recordHits(transaction, held, { type: "suggested", payload }, commit);
}
