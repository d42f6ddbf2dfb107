import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getCustomerRowId } from "../../db/read/person";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";

export interface ConsentDecision {
  readonly purpose: string;
  readonly status: "given" | "withdrawn";
  readonly channel: string;
  readonly wordingVersion: string | null;
  /** DATETIME, UTC: when the customer said so. */
  readonly decidedAt: string;
}

/** Writes down what a customer agreed to or took back; returns its public id. Nothing is changed. */
export async function recordConsent(
  transaction: PartnerTransaction,
  customer: string,
  decision: ConsentDecision,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const publicId = newId("consent");
  const { purpose, status, channel, wordingVersion, decidedAt } = decision;
  await transaction.db
    .insertInto("consents")
    .values({
      public_id: publicId,
      customer_id: await getCustomerRowId(transaction, customer),
      purpose,
      status,
      channel,
      wording_version: wordingVersion,
      decided_at: decidedAt,
    })
    .execute();
  const event = {
    type: `consent.${status}`,
    targetType: "customer",
    targetId: customer,
    payload: { consent_id: publicId, purpose, channel },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}
