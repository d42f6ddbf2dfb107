import type { Transaction } from "kysely";

import type { Database } from "../../../db/generated/database";
import { scopeTransactionToPartner } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { beginPartner, insertPartner } from "../../../services/partner/furnish-partner";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { toActContext } from "../../act-context";
import type { OnboardingDependencies } from "./onboarding-activities";

/**
 * Writes the partner's row, not yet active, with the operation by which it is followed.
 * DUPLICATE_CODE where another partner has the code.
 */
export function createTakeUpPartner({ database: { system }, now }: OnboardingDependencies) {
  return async function takeUpPartner(input: OnboardPartnerInput): Promise<void> {
    const existing = await system
      .selectFrom("partners")
      .select("partner_id")
      .where("public_id", "=", input.partner)
      .executeTakeFirst();
    if (existing !== undefined) return;
    await system.transaction().execute((trx) => write(trx, input, toDateTime(now())));
  };
}

async function write(
  trx: Transaction<Database>,
  { agency, administrator, partner: publicId, ...input }: OnboardPartnerInput,
  at: string,
): Promise<void> {
  // A sign-up is a test partner; a live one is made by the platform (docs/partners.md).
  const partner = {
    ...agency,
    environment: "test",
    plan: "starter",
    contactEmail: administrator.email,
  } as const;
  const partnerId = await insertPartner(trx, partner, { publicId, status: "onboarding" });
  const transaction = scopeTransactionToPartner(trx, { partnerId, partner: publicId });
  await beginPartner(transaction, partner, { context: toActContext(input.context), at });
  await transaction.db
    .insertInto("operations")
    .values({
      public_id: input.operationId,
      operation_kind: "partner.onboard",
      stage: "taken_up",
      workflow_id: workflowIds.onboardPartner(publicId),
      resource_type: "partner",
      resource_public_id: publicId,
      request_id: input.context.requestId,
    })
    .execute();
}
