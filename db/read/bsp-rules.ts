import type { Selectable } from "kysely";
import { sql } from "kysely";

import type { RuleConditions, RuleOutcome } from "../../domain/bsp/matching/rule";
import { invariant } from "../../domain/invariant";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";

export interface BspRuleRecord {
  readonly ruleId: number;
  readonly publicId: string;
  readonly name: string;
  readonly priority: number;
  readonly isActive: boolean;
  readonly conditions: RuleConditions;
  readonly outcome: RuleOutcome;
  /** The key of who gets what it assigns, or what has to be approved. */
  readonly assignedUserId: number | null;
  readonly hits: number;
  readonly lastHitAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** It is kept for the exceptions that name it. */
  readonly deletedAt: string | null;
}

/** In the order in which they are applied. */
export async function listBspRules(
  scope: PartnerDatabase,
  { isActive }: { readonly isActive?: boolean } = {},
): Promise<BspRuleRecord[]> {
  let query = selectRules(scope).where("rule.deleted_at", "is", null);
  if (isActive !== undefined) query = query.where("rule.is_active", "=", isActive ? 1 : 0);
  const rows = await query.orderBy("rule.priority").orderBy("rule.bsp_rule_id").execute();
  return rows.map(toRule);
}

/** One that was deleted too. */
export async function getBspRule(scope: PartnerDatabase, publicId: string): Promise<BspRuleRecord> {
  const row = await selectRules(scope).where("rule.public_id", "=", publicId).executeTakeFirst();
  if (row === undefined) throw noSuchRule(publicId);
  return toRule(row);
}

/** Holds it until the transaction ends. One that was deleted is not there. */
export async function lockBspRule(
  transaction: PartnerTransaction,
  publicId: string,
): Promise<BspRuleRecord> {
  const held = await transaction.db
    .selectFrom("bsp_rules")
    .select("deleted_at")
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (held?.deleted_at !== null) throw noSuchRule(publicId);
  return getBspRule(transaction, publicId);
}

function noSuchRule(publicId: string): Refusal {
  return new Refusal("NOT_FOUND", "No such rule for BSP files.", { id: publicId });
}

function selectRules({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_rules as rule")
    .leftJoin("users as person", "person.user_id", "rule.assigned_user_id")
    .selectAll("rule")
    .select((eb) => [
      "person.public_id as person_public_id",
      eb
        .selectFrom("bsp_rule_hits as hit")
        .select(sql<number>`COUNT(*)`.as("hits"))
        .whereRef("hit.bsp_rule_id", "=", "rule.bsp_rule_id")
        .as("hits"),
      eb
        .selectFrom("bsp_rule_hits as latest")
        .select((inner) => inner.fn.max("latest.created_at").as("last_hit_at"))
        .whereRef("latest.bsp_rule_id", "=", "rule.bsp_rule_id")
        .as("last_hit_at"),
    ]);
}

type Row = Selectable<Database["bsp_rules"]> & {
  readonly person_public_id: string | null;
  readonly hits: number | null;
  readonly last_hit_at: string | null;
};

function toRule(row: Row): BspRuleRecord {
  return {
    ruleId: row.bsp_rule_id,
    publicId: row.public_id,
    name: row.rule_name,
    priority: row.priority,
    isActive: row.is_active === 1,
    conditions: readOwnJson<RuleConditions>(row.conditions),
    outcome: toOutcome(row),
    assignedUserId: row.assigned_user_id,
    hits: row.hits ?? 0,
    lastHitAt: row.last_hit_at && toInstant(row.last_hit_at),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
    deletedAt: row.deleted_at && toInstant(row.deleted_at),
  };
}

function toOutcome(row: Row): RuleOutcome {
  const { person_public_id: userId, comment_text: comment } = row;
  switch (row.rule_outcome) {
    case "resolve":
      invariant(row.resolution !== null && comment !== null, "it says how, and why");
      return { kind: "resolve", resolution: row.resolution, comment };
    case "assign":
      invariant(userId !== null, "it says to whom");
      return { kind: "assign", userId };
    case "accept": {
      const { accepted_up_to_amount: upTo, currency } = row;
      invariant(
        upTo !== null && currency !== null && comment !== null,
        "it says how much, and why",
      );
      return { kind: "accept", upTo: toMoney(upTo, currency), comment, userId };
    }
  }
}
