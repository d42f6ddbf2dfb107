import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { BspRuleRecord } from "../../db/read/bsp-rules";
import { lockBspRule } from "../../db/read/bsp-rules";
import { getUser } from "../../db/read/users";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { Access } from "../../domain/access";
import { assertHolds } from "../../domain/access";
import type { ActContext } from "../../domain/actor";
import type { RuleConditions, RuleOutcome } from "../../domain/bsp/matching/rule";
import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import { formatAmount } from "../../domain/money";

export interface BspRuleTerms {
  readonly name: string;
  readonly priority: number;
  readonly isActive: boolean;
  readonly conditions: RuleConditions;
  readonly outcome: RuleOutcome;
}

interface Act {
  /** A rule does nothing that its maker may not. */
  readonly maker: Access;
  readonly context: ActContext;
  readonly at: string;
}

type VersionedAct = Act & { readonly assertVersion: (version: number) => void };

/** Takes up a rule; returns its public id. */
export async function createBspRule(
  transaction: PartnerTransaction,
  terms: BspRuleTerms,
  act: Act,
): Promise<string> {
  assertMayMake(act.maker, terms.outcome);
  const publicId = newId("bspRule");
  const { insertId } = await transaction.db
    .insertInto("bsp_rules")
    .values({ public_id: publicId, ...(await toColumns(transaction, terms)) })
    .executeTakeFirstOrThrow();
  const ids = [Number(insertId)];
  await writeHistory(transaction, { table: "bsp_rules", ids, type: "INSERT", at: act.at });
  await audit(transaction, { type: "created", id: publicId, payload: payloadOf(terms) }, act);
  return publicId;
}

/** Changes a rule, switches it off or on. What it has hit stays as it is. */
export async function changeBspRule(
  transaction: PartnerTransaction,
  publicId: string,
  change: Partial<BspRuleTerms>,
  act: VersionedAct,
): Promise<void> {
  const rule = await lockBspRule(transaction, publicId);
  act.assertVersion(rule.version);
  const terms = { ...termsOf(rule), ...change };
  assertMayMake(act.maker, terms.outcome);
  const changes = differing(termsOf(rule), terms);
  if (Object.keys(changes).length === 0) return;
  await transaction.db
    .updateTable("bsp_rules")
    .set({ ...(await toColumns(transaction, terms)), version: rule.version + 1 })
    .where("bsp_rule_id", "=", rule.ruleId)
    .execute();
  const ids = [rule.ruleId];
  await writeHistory(transaction, { table: "bsp_rules", ids, type: "UPDATE", at: act.at, changes });
  await audit(transaction, { type: "changed", id: publicId, payload: { changes } }, act);
}

/** Takes a rule away. Exceptions that it has dealt with go on naming it. */
export async function deleteBspRule(
  transaction: PartnerTransaction,
  publicId: string,
  act: Omit<VersionedAct, "maker">,
): Promise<void> {
  const rule = await lockBspRule(transaction, publicId);
  act.assertVersion(rule.version);
  await transaction.db
    .updateTable("bsp_rules")
    .set({ deleted_at: act.at, is_active: 0, version: rule.version + 1 })
    .where("bsp_rule_id", "=", rule.ruleId)
    .execute();
  await writeHistory(transaction, {
    table: "bsp_rules",
    ids: [rule.ruleId],
    type: "DELETE",
    at: act.at,
    changes: { deleted_at: [null, act.at] },
  });
  await audit(transaction, { type: "deleted", id: publicId, payload: { name: rule.name } }, act);
}

function assertMayMake(maker: Access, { kind }: RuleOutcome): void {
  assertHolds(
    maker,
    kind === "accept" ? ["bsp_exception.accept.partner"] : ["bsp_exception.update.partner"],
  );
}

function termsOf({ name, priority, isActive, conditions, outcome }: BspRuleRecord): BspRuleTerms {
  return { name, priority, isActive, conditions, outcome };
}

async function toColumns(
  transaction: PartnerTransaction,
  { name, priority, isActive, conditions, outcome }: BspRuleTerms,
) {
  const person = outcome.kind === "resolve" ? null : outcome.userId;
  const assigned = person === null ? null : (await getUser(transaction, person)).userId;
  return {
    rule_name: name,
    priority,
    is_active: isActive ? 1 : 0,
    conditions: canonicalJson(toJson(conditions)),
    rule_outcome: outcome.kind,
    resolution: outcome.kind === "resolve" ? outcome.resolution : null,
    comment_text: outcome.kind === "assign" ? null : outcome.comment,
    assigned_user_id: assigned,
    accepted_up_to_amount: outcome.kind === "accept" ? formatAmount(outcome.upTo) : null,
    currency: outcome.kind === "accept" ? outcome.upTo.currency : null,
  };
}

/** Conditions that are not named are kept nowhere. */
function toJson(conditions: RuleConditions): JsonValue {
  const { kinds, fields, airlines, codes, direction, amount_max: amountMax } = conditions;
  return {
    ...(kinds && { kinds: [...kinds] }),
    ...(fields && { fields: [...fields] }),
    ...(airlines && { airlines: [...airlines] }),
    ...(codes && { codes: [...codes] }),
    ...(direction && { direction }),
    ...(amountMax && { amount_max: { ...amountMax } }),
  };
}

/** The audit says what a rule does, and not the words of whoever made it. */
function payloadOf({ name, priority, isActive, conditions, outcome }: BspRuleTerms) {
  return {
    name,
    priority,
    is_active: isActive,
    conditions: toJson(conditions),
    outcome: outcomeOf(outcome),
  };
}

function outcomeOf(outcome: RuleOutcome): JsonValue {
  switch (outcome.kind) {
    case "resolve":
      return { kind: outcome.kind, resolution: outcome.resolution };
    case "assign":
      return { kind: outcome.kind, user_id: outcome.userId };
    case "accept": {
      const { currency } = outcome.upTo;
      const upTo = { amount: formatAmount(outcome.upTo), currency };
      return { kind: outcome.kind, up_to: upTo, user_id: outcome.userId };
    }
  }
}

function differing(before: BspRuleTerms, after: BspRuleTerms): Changes {
  const [from, to]: Record<string, JsonValue>[] = [payloadOf(before), payloadOf(after)];
  const isCommented = commentOf(before) !== commentOf(after);
  return Object.fromEntries([
    ...Object.keys(to ?? {})
      .filter((key) => canonicalJson(from?.[key] ?? null) !== canonicalJson(to?.[key] ?? null))
      .map((key) => [key, [from?.[key] ?? null, to?.[key] ?? null]] as const),
    ...(isCommented ? [["comment_text", ["…", "…"]] as const] : []),
  ]);
}

function commentOf({ outcome }: BspRuleTerms): string {
  return outcome.kind === "assign" ? "" : outcome.comment;
}

async function audit(
  transaction: PartnerTransaction,
  {
    type,
    id,
    payload,
  }: {
    readonly type: "created" | "changed" | "deleted";
    readonly id: string;
    readonly payload: Readonly<Record<string, JsonValue>>;
  },
  { context, at }: Pick<Act, "context" | "at">,
): Promise<void> {
  const event = { type: `bsp_rule.${type}`, targetType: "bsp_rule", targetId: id, payload };
  await writeAudit(transaction, context, [event], at);
}
