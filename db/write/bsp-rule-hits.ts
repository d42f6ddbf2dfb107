import type { Selectable } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import { groupBy } from "../../domain/group-by";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { writeHistory } from "./history";
import { insertRows } from "./insert-rows";

type ExceptionRow = Selectable<Database["bsp_exceptions"]>;

/** What a rule hits, as it was before. */
export type HeldException = Pick<ExceptionRow, (typeof heldColumns)[number]>;

const heldColumns = [
  "bsp_exception_id",
  "public_id",
  "currency",
  "state",
  "resolution",
  "suggested_action",
  "assigned_user_id",
  "bsp_rule_id",
] as const;

/** Holds those of the exceptions that are still open, until the transaction ends. */
export async function holdOpenExceptions(
  { db }: PartnerTransaction,
  ids: readonly number[],
): Promise<readonly HeldException[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom("bsp_exceptions")
    .select([...heldColumns])
    .where("bsp_exception_id", "in", [...ids])
    .where("state", "=", "open")
    .orderBy("bsp_exception_id")
    .forUpdate()
    .execute();
}

/** What a rule changes of what it hits. */
export type RuleChange = Partial<
  Pick<
    ExceptionRow,
    "assigned_user_id" | "bsp_rule_id" | "resolution" | "state" | "suggested_action"
  >
>;

/** Changes exceptions that are held, all alike; their histories say what each was before. */
export async function changeByRule(
  transaction: PartnerTransaction,
  held: readonly HeldException[],
  {
    change,
    resolved,
    at,
  }: {
    readonly change: RuleChange;
    readonly resolved?: Pick<ExceptionRow, "resolution_text" | "resolved_at">;
    readonly at: string;
  },
): Promise<void> {
  const idsOf = (part: readonly HeldException[]) => part.map(({ bsp_exception_id: id }) => id);
  await transaction.db
    .updateTable("bsp_exceptions")
    .set((eb) => ({ ...change, ...resolved, version: eb("version", "+", 1) }))
    .where("bsp_exception_id", "in", idsOf(held))
    .execute();
  const alike = groupBy(held, (each) => canonicalJson(changesOf(each, change)));
  for (const part of alike.values()) {
    const [first] = part;
    if (first === undefined) continue;
    await writeHistory(transaction, {
      table: "bsp_exceptions",
      ids: idsOf(part),
      type: "UPDATE",
      at,
      changes: changesOf(first, change),
    });
  }
}

function changesOf(
  before: HeldException,
  change: RuleChange,
): Record<string, [JsonValue, JsonValue]> {
  const all = {
    state: [before.state, change.state],
    resolution: [before.resolution, change.resolution],
    suggested_action: [before.suggested_action, change.suggested_action],
    assigned_user_id: [before.assigned_user_id, change.assigned_user_id],
    bsp_rule_id: [before.bsp_rule_id, change.bsp_rule_id],
  };
  const changed: Record<string, [JsonValue, JsonValue]> = {};
  for (const [column, [from = null, to]] of Object.entries(all)) {
    if (to !== undefined && to !== from) changed[column] = [from, to];
  }
  return changed;
}

/** Names the rule in exceptions that are accepted in the same commit. */
export async function nameRule(
  { db }: PartnerTransaction,
  exceptionIds: readonly number[],
  ruleId: number,
): Promise<void> {
  await db
    .updateTable("bsp_exceptions")
    .set({ bsp_rule_id: ruleId })
    .where("bsp_exception_id", "in", [...exceptionIds])
    .execute();
}

export interface Hit {
  readonly exceptionId: number;
  readonly outcome: Database["bsp_rule_hits"]["hit_outcome"];
  readonly currency: string;
  /** What accepting it moved; a decimal. */
  readonly accepted?: string;
}

/** A rule that has hit an exception already is refused by the database. */
export async function insertHits(
  transaction: PartnerTransaction,
  hits: readonly Hit[],
  {
    ruleId,
    reference,
    at,
  }: { readonly ruleId: number; readonly reference: string; readonly at: string },
): Promise<void> {
  const rows = hits.map(({ exceptionId, outcome, currency, accepted = "0" }) => ({
    bsp_rule_id: ruleId,
    bsp_exception_id: exceptionId,
    applied_reference: reference,
    hit_outcome: outcome,
    currency,
    accepted_amount: accepted,
    created_at: at,
  }));
  await insertRows(transaction, "bsp_rule_hits", rows);
}
