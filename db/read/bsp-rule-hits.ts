import { sql } from "kysely";

import type { RuleConditions } from "../../domain/bsp/matching/rule";
import type { Money } from "../../domain/money";
import { formatAmount, parseMoney } from "../../domain/money";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import { exceptionsWithTickets } from "./bsp-exceptions";
import type { BspRuleRecord } from "./bsp-rules";

export type HitOutcome = Database["bsp_rule_hits"]["hit_outcome"];

/** What of the open exceptions a rule is applied to. */
export interface HitTerms {
  /** Of one file alone, by key. */
  readonly fileId?: number;
  /** Leaves alone what any rule has hit: the first that hits wins. */
  readonly isFirst: boolean;
  /** Of these alone, by key. */
  readonly among?: readonly number[];
}

/** Keys of the open exceptions that a rule would hit, of files that count; each is hit once. */
export async function listHitCandidates(
  scope: PartnerDatabase,
  rule: BspRuleRecord,
  terms: HitTerms,
): Promise<number[]> {
  const rows = await selectCandidates(scope, rule, terms)
    .select("exception.bsp_exception_id as id")
    .orderBy("exception.bsp_exception_id")
    .execute();
  return rows.map(({ id }) => id);
}

export interface HitSum {
  readonly count: number;
  readonly difference: Money;
}

/** How many a rule would hit, by currency, and the first of them by public id. */
export async function previewHits(
  scope: PartnerDatabase,
  rule: BspRuleRecord,
  terms: HitTerms,
  firstMax: number,
): Promise<{ readonly sums: readonly HitSum[]; readonly firstIds: readonly string[] }> {
  const sums = await selectCandidates(scope, rule, terms)
    .select((eb) => [
      "exception.currency",
      eb.fn.countAll<number>().as("count"),
      sql<string>`CAST(SUM(exception.difference_amount) AS DECIMAL(18,3))`.as("difference"),
    ])
    .groupBy("exception.currency")
    .orderBy("exception.currency")
    .execute();
  const first = await selectCandidates(scope, rule, terms)
    .select("exception.public_id as id")
    .orderBy("exception.bsp_exception_id")
    .limit(firstMax)
    .execute();
  return {
    sums: sums.map(({ currency, count, difference }) => ({
      count,
      difference: toMoney(difference, currency),
    })),
    firstIds: first.map(({ id }) => id),
  };
}

function selectCandidates(
  scope: PartnerDatabase,
  { ruleId, conditions, outcome }: BspRuleRecord,
  { fileId, isFirst, among }: HitTerms,
) {
  let query = narrow(exceptionsWithTickets(scope), conditions)
    .where("exception.state", "=", "open")
    .where("file.state", "=", "imported")
    .where(({ exists, not, selectFrom }) => {
      const hits = selectFrom("bsp_rule_hits as hit")
        .select("hit.bsp_rule_hit_id")
        .whereRef("hit.bsp_exception_id", "=", "exception.bsp_exception_id");
      return not(exists(isFirst ? hits : hits.where("hit.bsp_rule_id", "=", ruleId)));
    });
  // Who works on it already keeps it.
  if (outcome.kind === "assign") query = query.where("exception.assigned_user_id", "is", null);
  if (fileId !== undefined) query = query.where("exception.bsp_import_file_id", "=", fileId);
  if (among !== undefined) query = query.where("exception.bsp_exception_id", "in", [...among]);
  return query;
}

function narrow(
  exceptions: ReturnType<typeof exceptionsWithTickets>,
  { kinds, fields, airlines, codes, direction, amount_max: amountMax }: RuleConditions,
) {
  let query = exceptions;
  if (kinds) query = query.where("exception.difference_kind", "in", kinds);
  if (fields) query = query.where("exception.difference_field", "in", fields);
  if (airlines) query = query.where("exception.airline_number", "in", airlines);
  if (codes) query = query.where("staged.transaction_code", "in", codes);
  if (direction) {
    const side = direction === "in_our_favour" ? "<" : ">";
    query = query.where("exception.difference_amount", side, "0");
  }
  if (amountMax) {
    const { currency, minor } = parseMoney(amountMax);
    query = query
      .where("exception.currency", "=", currency)
      .where("exception.difference_amount", ">=", formatAmount({ currency, minor: -minor }))
      .where("exception.difference_amount", "<=", formatAmount({ currency, minor }));
  }
  return query;
}

/** What accepting by rules has moved already, in one import or by one request. */
export async function sumAccepted({ db }: PartnerDatabase, reference: string): Promise<Money[]> {
  const rows = await db
    .selectFrom("bsp_rule_hits")
    .select((eb) => ["currency", eb.fn.sum<string>("accepted_amount").as("accepted")])
    .where("applied_reference", "=", reference)
    .where("hit_outcome", "=", "accepted")
    .groupBy("currency")
    .execute();
  return rows.map(({ currency, accepted }) => toMoney(accepted, currency));
}

/** What came of applying rules in one import or by one request. */
export async function countHits(
  { db }: PartnerDatabase,
  reference: string,
): Promise<Readonly<Record<HitOutcome, number>>> {
  const rows = await db
    .selectFrom("bsp_rule_hits")
    .select((eb) => ["hit_outcome", eb.fn.countAll<number>().as("count")])
    .where("applied_reference", "=", reference)
    .groupBy("hit_outcome")
    .execute();
  const none = { resolved: 0, assigned: 0, accepted: 0, suggested: 0 };
  return { ...none, ...Object.fromEntries(rows.map((row) => [row.hit_outcome, row.count])) };
}
