import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { listHitCandidates } from "../../../db/read/bsp-rule-hits";
import type { BspRuleRecord } from "../../../db/read/bsp-rules";
import { lockBspRule } from "../../../db/read/bsp-rules";
import { inReadCommittedTransaction, inTransaction } from "../../../db/transaction";
import type { HeldException } from "../../../db/write/bsp-rule-hits";
import { changeByRule, holdOpenExceptions } from "../../../db/write/bsp-rule-hits";
import type { RuleOutcome } from "../../../domain/bsp/matching/rule";
import { Refusal } from "../../../domain/refusal";
import { acceptByRule } from "./accept-by-rule";
import type { RuleApplication, RuleCommit } from "./record-hits";
import { recordHits } from "./record-hits";

/** Exceptions of one commit: what posts nothing is changed by a few statements for all of them. */
const resolvedChunk = 1_000;
const acceptedChunk = 100;

/**
 * Deals with the open exceptions that a rule hits, part after part, each in one commit with its
 * hits: run again, it finds those that it has hit. It ends where the rule is changed meanwhile.
 */
export async function applyRule(rule: BspRuleRecord, application: RuleApplication): Promise<void> {
  const { scope, fileId, isAutomatic } = application;
  const terms = { ...(fileId !== undefined && { fileId }), isFirst: isAutomatic };
  const ids = await listHitCandidates(scope, rule, terms);
  const size = rule.outcome.kind === "accept" ? acceptedChunk : resolvedChunk;
  for (let start = 0; start < ids.length; start += size) {
    const part = ids.slice(start, start + size);
    if (!(await applyTo(part, rule, application))) return;
  }
}

/** What the books refuse of a part is left open, and the rest of it is tried by itself. */
async function applyTo(
  ids: readonly number[],
  rule: BspRuleRecord,
  application: RuleApplication,
): Promise<boolean> {
  try {
    return await commitPart(ids, rule, application);
  } catch (error) {
    if (!(error instanceof Refusal) || rule.outcome.kind !== "accept") throw error;
    if (ids.length === 1) return true;
    for (const id of ids) {
      if (!(await applyTo([id], rule, application))) return false;
    }
    return true;
  }
}

function commitPart(
  ids: readonly number[],
  listed: BspRuleRecord,
  application: RuleApplication,
): Promise<boolean> {
  const { scope, observer, isAutomatic } = application;
  const { kind } = listed.outcome;
  const run = kind === "accept" ? inTransaction : inReadCommittedTransaction;
  return run(
    scope,
    async (transaction) => {
      const rule = await findUnchanged(transaction, listed, isAutomatic);
      if (rule === undefined) return false;
      const terms = { isFirst: isAutomatic, among: ids };
      const due = await listHitCandidates(transaction, rule, terms);
      const held = await holdOpenExceptions(transaction, due);
      if (held.length === 0) return true;
      const commit = { ...application, rule, at: toDateTime(application.now()) };
      await dealWith(transaction, held, rule.outcome, commit);
      return true;
    },
    observer,
  );
}

async function findUnchanged(
  transaction: PartnerTransaction,
  { publicId, version }: BspRuleRecord,
  isAutomatic: boolean,
): Promise<BspRuleRecord | undefined> {
  try {
    const rule = await lockBspRule(transaction, publicId);
    const isOn = rule.isActive || !isAutomatic;
    return isOn && rule.version === version ? rule : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function dealWith(
  transaction: PartnerTransaction,
  held: readonly HeldException[],
  outcome: RuleOutcome,
  commit: RuleCommit,
): Promise<void> {
  if (outcome.kind === "accept") return acceptByRule(transaction, held, outcome, commit);
  const { rule, at } = commit;
  if (outcome.kind === "resolve") {
    const { resolution, comment } = outcome;
    await changeByRule(transaction, held, {
      change: { state: "resolved", resolution, bsp_rule_id: rule.ruleId },
      resolved: { resolution_text: comment, resolved_at: at },
      at,
    });
    const payload = { resolution, reason: comment };
    await recordHits(transaction, held, { type: "resolved", payload }, commit);
    return;
  }
  await changeByRule(transaction, held, {
    change: { assigned_user_id: rule.assignedUserId, bsp_rule_id: rule.ruleId },
    at,
  });
  const payload = { user_id: outcome.userId };
  await recordHits(transaction, held, { type: "assigned", payload }, commit);
}
