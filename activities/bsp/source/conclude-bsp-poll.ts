import { toDateTime } from "../../../db/read/amounts";
import type { BspSourceRecord } from "../../../db/read/bsp-sources";
import { lockBspSource } from "../../../db/read/bsp-sources";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import { systemContext } from "../../../temporal/contract/payloads";
import type {
  PollBspSourceInput,
  PollBspSourceResult,
} from "../../../temporal/contract/poll-bsp-source";
import { toActContext } from "../../act-context";
import type { BspSourceDependencies } from "./source-activities";

/**
 * Writes what a poll came to, and since when a source fails. It is news where a person must act and
 * did not have to before; only then is it audited. Run again, it finds the same.
 */
export function createConcludeBspPoll({ openPartner, now, observer }: BspSourceDependencies) {
  return async function concludeBspPoll(
    { partner, sourceId, request }: PollBspSourceInput,
    result: PollBspSourceResult,
  ): Promise<{ readonly isNews: boolean }> {
    const scope = await openPartner(partner);
    const at = toDateTime(now());
    return inTransaction(
      scope,
      async (transaction) => {
        const source = await lockBspSource(transaction, sourceId);
        const { problem } = result;
        await transaction.db
          .updateTable("bsp_sources")
          .set({
            last_polled_at: at,
            ...(problem === null ? { last_succeeded_at: at } : {}),
            failing_since: problem && (source.failure ? toDateTime(source.failure.since) : at),
            failure_code: problem && problem.code,
            failure_text: problem && problem.text,
            is_attention_needed: problem?.isLasting === true ? 1 : 0,
          })
          .where("bsp_source_id", "=", source.bspSourceId)
          .execute();
        const isNews = problem?.isLasting === true && problem.code !== attentionOf(source);
        if (isNews) {
          const event = {
            type: "bsp_source.failed",
            targetType: "bsp_source",
            targetId: sourceId,
            payload: { code: problem.code, text: problem.text },
          };
          await writeAudit(
            transaction,
            toActContext(request?.context ?? systemContext),
            [event],
            at,
          );
        }
        if (request !== null) {
          await updateOperation(transaction, request.operationId, {
            status: "succeeded",
            stage: "polled",
            result,
            at,
          });
        }
        return { isNews };
      },
      observer,
    );
  };
}

function attentionOf({ failure }: BspSourceRecord): string | undefined {
  return failure?.needsAttention === true ? failure.code : undefined;
}
