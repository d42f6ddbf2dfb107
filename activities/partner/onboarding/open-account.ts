import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { lockPartnerSettings } from "../../../db/read/partner-settings";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { writeHistory } from "../../../db/write/history";
import { updateOperation } from "../../../db/write/operations";
import { createUserLink } from "../../../db/write/user-links";
import { createUser } from "../../../services/user/create-user";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { toActContext } from "../../act-context";
import type { OnboardingDependencies } from "./onboarding-activities";

/** Makes the partner active, and its first administrator invited, in one commit: once, run twice. */
export function createOpenAccount(dependencies: OnboardingDependencies) {
  return async function openAccount(input: OnboardPartnerInput): Promise<void> {
    const scope = await dependencies.openPartner(input.partner);
    const at = toDateTime(dependencies.now());
    const work = async (transaction: PartnerTransaction) => {
      const { status, version } = await lockPartnerSettings(transaction);
      if (status !== "onboarding") return;
      await activate(transaction, { input, version, at });
      await inviteAdministrator(transaction, dependencies, input, at);
      const { operationId, partner: partnerId } = input;
      const result = { partnerId, code: input.agency.code };
      const change = { status: "succeeded", stage: "ready", result, at } as const;
      await updateOperation(transaction, operationId, change);
    };
    await inTransaction(scope, work, dependencies.observer);
  };
}

async function activate(
  transaction: PartnerTransaction,
  {
    input,
    version,
    at,
  }: { readonly input: OnboardPartnerInput; readonly version: number; readonly at: string },
): Promise<void> {
  const { db, partner, partnerId } = transaction;
  await db
    .updateTable("partners")
    .set({ status: "active", status_changed_at: at, version: version + 1 })
    .execute();
  const changes = { status: ["onboarding", "active"] } as const;
  const ids = [partnerId];
  await writeHistory(transaction, { table: "partners", ids, type: "UPDATE", at, changes });
  const payload = { partner_code: input.agency.code, sample_data: input.wantsSampleData };
  const event = { type: "partner.onboarded", targetType: "partner", targetId: partner, payload };
  await writeAudit(transaction, toActContext(input.context), [event], at);
}

async function inviteAdministrator(
  transaction: PartnerTransaction,
  { keyRing }: OnboardingDependencies,
  { administrator, context }: OnboardPartnerInput,
  at: string,
): Promise<void> {
  const { userId, id } = await createUser(
    transaction,
    { ...administrator, status: "invited", roles: ["partner_admin"] },
    { context: toActContext(context), at },
  );
  await createUserLink(transaction, keyRing, { userId, kind: "invitation" }, at);
  const event = { type: "user.invited", targetType: "user", targetId: id, payload: {} };
  await writeAudit(transaction, toActContext(context), [event], at);
}
