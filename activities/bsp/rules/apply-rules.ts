import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { findBspFileRow } from "../../../db/read/bsp-files";
import { countHits } from "../../../db/read/bsp-rule-hits";
import { getBspRule, listBspRules } from "../../../db/read/bsp-rules";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { succeedOperation } from "../../../db/write/operations";
import { systemActor } from "../../../domain/actor";
import type { ApplyBspRuleInput, ApplyBspRuleResult } from "../../../temporal/contract/bsp-rule";
import type { ImportBspFileInput } from "../../../temporal/contract/import-bsp-file";
import { toActContext } from "../../act-context";
import { findOperationResult } from "../../books/find-operation-result";
import type { LedgerDependencies } from "../../dependencies";
import { keepHeartbeating } from "../../heartbeat";
import { applyRule } from "./apply-rule";

/** At the end of an import: the partner's rules one after the other; the first that hits wins. */
export function createApplyRulesToFile({ openPartner, now, observer }: LedgerDependencies) {
  return function applyRulesToFile({ partner, fileId, context }: ImportBspFileInput) {
    return keepHeartbeating(async () => {
      const scope = await openPartner(partner);
      const file = await findBspFileRow(scope, fileId);
      for (const rule of await listBspRules(scope, { isActive: true })) {
        await applyRule(rule, {
          scope,
          observer,
          reference: fileId,
          fileId: file.bsp_import_file_id,
          isAutomatic: true,
          context: { ...toActContext(context), actor: systemActor },
          now,
        });
      }
    });
  };
}

/** On request: one rule to what is open. Run again, it goes on behind what it has hit. */
export function createApplyRule({ openPartner, now, observer }: LedgerDependencies) {
  return function applyRuleToOpen(input: ApplyBspRuleInput): Promise<ApplyBspRuleResult> {
    return keepHeartbeating(async () => {
      const { operationId: reference, ruleId } = input;
      const scope = await openPartner(input.partner);
      const known = await findOperationResult<ApplyBspRuleResult>(scope, reference);
      if (known !== undefined) return known;
      const rule = await getBspRule(scope, ruleId);
      const file = input.fileId === null ? undefined : await findBspFileRow(scope, input.fileId);
      await applyRule(rule, {
        scope,
        observer,
        reference,
        ...(file && { fileId: file.bsp_import_file_id }),
        isAutomatic: false,
        context: { ...toActContext(input.context), actor: systemActor },
        now,
      });
      return inTransaction(
        scope,
        async (transaction) =>
          (await findOperationResult<ApplyBspRuleResult>(transaction, reference)) ??
          conclude(transaction, input, toDateTime(now())),
        observer,
      );
    });
  };
}

async function conclude(
  transaction: PartnerTransaction,
  { operationId, ruleId, fileId, context }: ApplyBspRuleInput,
  at: string,
): Promise<ApplyBspRuleResult> {
  const hits = await countHits(transaction, operationId);
  const result = { ruleId, ...hits };
  const event = {
    type: "bsp_rule.applied",
    targetType: "bsp_rule",
    targetId: ruleId,
    payload: { file_id: fileId, ...hits },
  };
  await writeAudit(transaction, toActContext(context), [event], at);
  await succeedOperation(transaction, operationId, { stage: "applied", result, at });
  return result;
}
