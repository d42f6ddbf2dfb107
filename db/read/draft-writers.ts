import type { Party } from "../../domain/approval";
import type { PartnerDatabase } from "../partner-scope";
import { getParty } from "./get-party";

/** Who has drafted it or edited it, as the audit log has it. */
export async function listDraftWriters(
  scope: PartnerDatabase,
  { publicId }: { readonly publicId: string },
): Promise<Party[]> {
  const rows = await scope.db
    .selectFrom("audit_logs")
    .select(["actor_type", "actor_id"])
    .distinct()
    .where("target_entity_type", "=", "journal_draft")
    .where("target_entity_id", "=", publicId)
    .where("event_type", "in", ["journal_draft.created", "journal_draft.edited"])
    .execute();
  const parties = [];
  for (const { actor_type: type, actor_id: id } of rows) {
    parties.push(await getParty(scope, { type, id }));
  }
  return parties;
}
