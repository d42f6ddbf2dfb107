import type { PartnerTransaction } from "../../db/partner-scope";
import { lockCustomer } from "../../db/read/customers";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { Money } from "../../domain/money";
import { formatAmount, toMoneyJson, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { needsApproval, requestApproval } from "../approval/request-approval";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Settles up to what a customer may owe; null for no limit of their own. Where the policy wants
 * another person's approval for the amount it is asked for instead, and its public id is returned.
 */
export async function changeCreditLimit(
  transaction: PartnerTransaction,
  publicId: string,
  { limit, reason }: { readonly limit: Money | null; readonly reason: string },
  act: Act,
): Promise<string | null> {
  const customer = await lockCustomer(transaction, publicId);
  const { creditLimit } = customer;
  const measured = measureOf(creditLimit, limit);
  const asked = { act: "customer.credit_limit", at: act.at } as const;
  if (!(await needsApproval(transaction, { ...asked, ...measured }))) {
    await applyCreditLimit(transaction, customer, { limit, reason }, act);
    return null;
  }
  const { id } = await requestApproval(
    transaction,
    {
      kind: "credit_limit",
      act: "customer.credit_limit",
      subjectId: publicId,
      payload: {
        before: { credit_limit: toJson(creditLimit) },
        after: { credit_limit: toJson(limit) },
      },
      reason,
      ...measured,
    },
    act,
  );
  return id;
}

/** None at all is more than any limit; one that is lowered is measured as nothing. */
function measureOf(before: Money | null, after: Money | null): { readonly amount?: Money } {
  if (after === null) return {};
  const isLowered = before?.currency === after.currency && after.minor <= before.minor;
  return { amount: isLowered ? zero(after.currency) : after };
}

/** Refuses (`VERSION_CONFLICT`) where another limit holds than the one that was seen. */
export async function applyApprovedLimit(
  transaction: PartnerTransaction,
  publicId: string,
  change: {
    readonly before: Money | null;
    readonly limit: Money | null;
    readonly reason: string | null;
  },
  act: Act,
): Promise<void> {
  const customer = await lockCustomer(transaction, publicId);
  if (JSON.stringify(toJson(customer.creditLimit)) !== JSON.stringify(toJson(change.before))) {
    throw new Refusal(
      "VERSION_CONFLICT",
      "The limit has changed since. Reject the request, and ask anew.",
      { customer_id: publicId },
    );
  }
  await applyCreditLimit(transaction, customer, change, act);
}

async function applyCreditLimit(
  transaction: PartnerTransaction,
  customer: Awaited<ReturnType<typeof lockCustomer>>,
  { limit, reason }: { readonly limit: Money | null; readonly reason: string | null },
  { context, at }: Act,
): Promise<void> {
  const { publicId } = customer;
  const [before, after] = [toJson(customer.creditLimit), toJson(limit)];
  await transaction.db
    .updateTable("customers")
    .set({
      credit_limit_amount: limit && formatAmount(limit),
      credit_limit_currency: limit?.currency ?? null,
      version: customer.version + 1,
    })
    .where("customer_id", "=", customer.customerId)
    .execute();
  await writeHistory(transaction, {
    table: "customers",
    ids: [customer.customerId],
    type: "UPDATE",
    at,
    changes: { credit_limit: [before, after] },
  });
  const event = {
    type: "customer.credit_changed",
    targetType: "customer",
    targetId: publicId,
    payload: { before, after, reason },
  };
  await writeAudit(transaction, context, [event], at);
  await writeOutbox(
    transaction,
    [
      {
        type: "customer.credit_changed",
        aggregateType: "customer",
        aggregateId: publicId,
        payload: { customer_id: publicId },
      },
    ],
    { at },
  );
}

function toJson(limit: Money | null) {
  return limit === null ? null : { ...toMoneyJson(limit) };
}
