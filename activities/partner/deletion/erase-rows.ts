import { erasePartnerRows, readErasableTables } from "../../../db/erasure/erase-partner-rows";
import { inTransaction } from "../../../db/transaction";
import type { DeletePartnerInput } from "../../../temporal/contract/delete-partner";
import type { DeletionDependencies } from "./deletion-activities";

/** The books keep amounts, accounts, ticket numbers: all that the law wants, and nobody's name. */
export function createEraseRows(dependencies: DeletionDependencies) {
  return async function eraseRows({ partner }: DeletePartnerInput): Promise<void> {
    const scope = await dependencies.openPartner(partner);
    const tables = await readErasableTables(dependencies.database.system);
    await inTransaction(scope, (transaction) => erasePartnerRows(transaction, tables));
    await scope.db.deleteFrom("idempotency_keys").execute();
  };
}
