import type { SecurityChange } from "../../domain/security-change";
import type { PartnerTransaction } from "../partner-scope";
import { writeOutbox } from "./outbox";

/** Has the person told by mail, with the commit that changes how they are let in. */
export async function writeSecurityNotice(
  transaction: PartnerTransaction,
  userId: string,
  change: SecurityChange,
  at: string,
): Promise<void> {
  const event = {
    type: "user.security_changed",
    aggregateType: "user",
    aggregateId: userId,
    payload: { user_id: userId, change },
  };
  await writeOutbox(transaction, [event], { at });
}
