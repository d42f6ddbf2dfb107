import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { scopeToPartner, scopeTransactionToPartner } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import type { ActContext } from "../../domain/actor";
import type { NewPartner } from "./furnish-partner";
import {
  beginPartner,
  insertAccounts,
  insertPartner,
  insertRoles,
  openFirstPeriods,
} from "./furnish-partner";

export type { NewPartner } from "./furnish-partner";

/** Takes up a partner with its chart of accounts, its open periods and its number series. */
export async function createPartner(
  { system }: Pick<DatabaseHandle, "system">,
  partner: NewPartner,
  act: {
    readonly context: ActContext;
    readonly at: string;
    /** What it is given besides, in the same commit. */
    readonly furnish?: (transaction: PartnerTransaction) => Promise<void>;
  },
): Promise<PartnerDatabase> {
  const publicId = newId("partner");
  const partnerId = await system.transaction().execute(async (trx) => {
    const id = await insertPartner(trx, partner, { publicId, status: "active" });
    const transaction = scopeTransactionToPartner(trx, { partnerId: id, partner: publicId });
    await beginPartner(transaction, partner, act);
    await insertAccounts(transaction);
    await openFirstPeriods(transaction, partner, act.at);
    await insertRoles(transaction);
    await act.furnish?.(transaction);
    return id;
  });
  return scopeToPartner(system, { partnerId, partner: publicId });
}
