import type { PostedEntry } from "../../../db/journal/post-journal-entries";
import { postJournalEntries } from "../../../db/journal/post-journal-entries";
import type { PostingPartner } from "../../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { acceptBspException } from "../../../db/write/bsp-exceptions";
import { writeOutbox } from "../../../db/write/outbox";
import type { ActContext } from "../../../domain/actor";
import { invariant } from "../../../domain/invariant";
import { currentTraceparent } from "../../act-context";
import type { PlannedAcceptance } from "./plan-acceptance";

/** Posts exceptions that are held, each its own entry, and resolves them with the link to it. */
export async function postAcceptances(
  transaction: PartnerTransaction,
  planned: readonly PlannedAcceptance[],
  {
    partner,
    reason,
    context,
    at,
    ruleId,
  }: {
    readonly partner: PostingPartner;
    readonly reason: string;
    readonly context: ActContext;
    readonly at: string;
    /** Public id of the rule that accepts them, where it is no person. */
    readonly ruleId?: string;
  },
): Promise<readonly PostedEntry[]> {
  const entries = await postJournalEntries(
    transaction,
    planned.map(({ posting }) => posting),
    {
      partner,
      context,
      at,
      auditEvents: planned.map(({ exception }) => ({
        type: "bsp_exception.accepted",
        targetType: "bsp_exception",
        targetId: exception.publicId,
        payload: {
          document_number: exception.documentNumber,
          reason,
          ...(ruleId !== undefined && { rule_id: ruleId }),
        },
      })),
    },
  );
  const events = [];
  for (const [index, { exception }] of planned.entries()) {
    const entry = entries[index];
    invariant(entry !== undefined, "each posting has its entry");
    const { exceptionId, publicId } = exception;
    const accepted = { exceptionId, journalEntryId: entry.journalEntryId, reason };
    await acceptBspException(transaction, accepted, at);
    events.push({
      type: "journal_entry.posted",
      aggregateType: "bsp_exception",
      aggregateId: publicId,
      payload: { bsp_exception_id: publicId, journal_entry_id: entry.publicId },
    });
  }
  await writeOutbox(transaction, events, { at, traceparent: currentTraceparent() });
  return entries;
}
