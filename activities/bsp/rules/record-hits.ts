import type { PartnerDatabase, PartnerTransaction } from "../../../db/partner-scope";
import type { BspRuleRecord } from "../../../db/read/bsp-rules";
import type { TransactionObserver } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import type { HeldException } from "../../../db/write/bsp-rule-hits";
import { insertHits } from "../../../db/write/bsp-rule-hits";
import type { ActContext } from "../../../domain/actor";

export interface RuleApplication {
  readonly scope: PartnerDatabase;
  readonly observer: TransactionObserver | undefined;
  /** The import, or the operation, that applies it: a public id. */
  readonly reference: string;
  /** Of one file alone, by key. */
  readonly fileId?: number;
  /** At an import: the first rule that hits wins, and one that is switched off hits nothing. */
  readonly isAutomatic: boolean;
  readonly context: ActContext;
  readonly now: () => string;
}

/** One commit of it. */
export interface RuleCommit extends RuleApplication {
  readonly rule: BspRuleRecord;
  readonly at: string;
}

/** Each hit, and what the audit says of it. */
export async function recordHits(
  transaction: PartnerTransaction,
  held: readonly HeldException[],
  {
    type,
    payload,
  }: {
    readonly type: "resolved" | "assigned" | "suggested";
    readonly payload: Readonly<Record<string, string | null>>;
  },
  { rule, reference, context, at }: RuleCommit,
): Promise<void> {
  const hits = held.map(({ bsp_exception_id: exceptionId, currency }) => ({
    exceptionId,
    currency,
    outcome: type,
  }));
  await insertHits(transaction, hits, { ruleId: rule.ruleId, reference, at });
  const events = held.map(({ public_id: targetId }) => ({
    type: `bsp_exception.${type}`,
    targetType: "bsp_exception",
    targetId,
    payload: { ...payload, rule_id: rule.publicId },
  }));
  await writeAudit(transaction, context, events, at);
}
