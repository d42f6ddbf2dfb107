import { prepareEntry } from "../../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { listAcceptables } from "../../../db/read/bsp-acceptables";
import { getPartner } from "../../../db/read/get-partner";
import { inTransaction } from "../../../db/transaction";
import { lockOpenExceptions } from "../../../db/write/bsp-exceptions";
import { succeedOperation } from "../../../db/write/operations";
import { dayIn } from "../../../domain/calendar";
import type { Money } from "../../../domain/money";
import { sum, toMoneyJson } from "../../../domain/money";
import type {
  AcceptBspExceptionsInput,
  AcceptBspExceptionsResult,
  CheckedAcceptance,
} from "../../../temporal/contract/accept-bsp-exceptions";
import { toActContext } from "../../act-context";
import { findOperationResult } from "../../books/find-operation-result";
import type { LedgerDependencies } from "../../dependencies";
import type { PlannedAcceptance } from "./plan-acceptance";
import { planAcceptance } from "./plan-acceptance";
import { postAcceptances } from "./post-acceptances";

/** Tries an acceptance on the books before it is approved: what is not to be posted is refused by name. */
export function createCheckAcceptance({ openPartner, now, observer }: LedgerDependencies) {
  return async function checkAcceptance(
    input: AcceptBspExceptionsInput,
  ): Promise<CheckedAcceptance> {
    const scope = await openPartner(input.partner);
    return inTransaction(
      scope,
      async (transaction) => {
        const { planned, partner } = await plan(transaction, input, now());
        for (const { posting } of planned) await prepareEntry(transaction, posting, { partner });
        return {
          amount: toMoneyJson(sizeOf(planned)),
          documentNumbers: planned.map(({ exception }) => exception.documentNumber),
        };
      },
      observer,
    );
  };
}

/**
 * The one commit of an acceptance: an entry for each exception, the exceptions with the link to it,
 * history, audit, events and the operation's result, or none of them. Run again, it finds its
 * operation's result.
 */
export function createCommitAcceptance({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitAcceptance(
    input: AcceptBspExceptionsInput,
  ): Promise<AcceptBspExceptionsResult> {
    const scope = await openPartner(input.partner);
    const instant = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<AcceptBspExceptionsResult>(transaction, input.operationId)) ??
        commit(transaction, input, instant),
      observer,
    );
  };
}

async function commit(
  transaction: PartnerTransaction,
  input: AcceptBspExceptionsInput,
  instant: string,
): Promise<AcceptBspExceptionsResult> {
  const at = toDateTime(instant);
  const { planned, partner } = await plan(transaction, input, instant);
  const { reason } = input;
  const context = toActContext(input.context);
  const entries = await postAcceptances(transaction, planned, { partner, reason, context, at });
  const result = {
    exceptionIds: planned.map(({ exception }) => exception.publicId),
    journalEntryIds: entries.map(({ publicId }) => publicId),
  };
  await succeedOperation(transaction, input.operationId, { stage: "accepted", result, at });
  return result;
}

async function plan(
  transaction: PartnerTransaction,
  { exceptionIds }: AcceptBspExceptionsInput,
  instant: string,
) {
  const ids = await lockOpenExceptions(transaction, exceptionIds);
  const partner = await getPartner(transaction);
  const exceptions = await listAcceptables(transaction, ids);
  const today = dayIn(partner.timeZone, instant);
  return { planned: exceptions.map((exception) => planAcceptance(exception, today)), partner };
}

/** Of one currency: amounts of two are not approved as one (`CURRENCY_MISMATCH`). */
function sizeOf(planned: readonly PlannedAcceptance[]): Money {
  const sizes = planned.map(({ size }) => size);
  return sum(sizes[0]?.currency ?? "", sizes);
}
