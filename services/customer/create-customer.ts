import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { Money } from "../../domain/money";
import { formatAmount } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { needsApproval } from "../approval/request-approval";

export interface NewCustomer {
  readonly code: string;
  readonly type: "retail" | "corporate" | "sub_agency" | "online" | "group";
  readonly displayName: string;
  readonly email?: string;
  readonly phone?: string;
  readonly taxNumber?: string;
  readonly languageCode: string;
  readonly paymentTermsDays: number;
  readonly creditLimit?: Money;
  readonly metadata?: string;
}

/**
 * Takes up a customer; returns its public id. Refuses a credit limit that another person is to
 * approve (`APPROVAL_REQUIRED`): it is asked for once there is a customer.
 */
export async function createCustomer(
  transaction: PartnerTransaction,
  customer: NewCustomer,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const publicId = newId("customer");
  if (customer.creditLimit !== undefined)
    await assertOwnToSettle(transaction, customer.creditLimit, at);
  const customerId = await insertCustomer(transaction, customer, publicId);
  await writeHistory(transaction, { table: "customers", ids: [customerId], type: "INSERT", at });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "customer.created",
        targetType: "customer",
        targetId: publicId,
        payload: { customer_code: customer.code, customer_type: customer.type },
      },
    ],
    at,
  );
  await writeOutbox(
    transaction,
    [
      {
        type: "customer.created",
        aggregateType: "customer",
        aggregateId: publicId,
        payload: { customer_id: publicId },
      },
    ],
    { at },
  );
  return publicId;
}

async function assertOwnToSettle(
  transaction: PartnerTransaction,
  amount: Money,
  at: string,
): Promise<void> {
  if (!(await needsApproval(transaction, { act: "customer.credit_limit", amount, at }))) return;
  throw new Refusal(
    "APPROVAL_REQUIRED",
    "Another person approves a limit of this size. Take the customer up without it, then ask for it.",
    { act: "customer.credit_limit" },
  );
}

async function insertCustomer(
  { db }: PartnerTransaction,
  customer: NewCustomer,
  publicId: string,
): Promise<number> {
  try {
    const result = await db
      .insertInto("customers")
      .values({
        public_id: publicId,
        customer_code: customer.code,
        customer_type: customer.type,
        display_name: customer.displayName,
        email: customer.email ?? null,
        phone: customer.phone ?? null,
        tax_number: customer.taxNumber ?? null,
        language_code: customer.languageCode,
        payment_terms_days: customer.paymentTermsDays,
        credit_limit_amount: customer.creditLimit ? formatAmount(customer.creditLimit) : null,
        credit_limit_currency: customer.creditLimit?.currency ?? null,
        metadata: customer.metadata ?? null,
      })
      .executeTakeFirstOrThrow();
    return Number(result.insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_customers_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A customer with code ${customer.code} exists already.`, {
      customer_code: customer.code,
    });
  }
}
