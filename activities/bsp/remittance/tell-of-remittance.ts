import type { PartnerTransaction } from "../../../db/partner-scope";
import { writeOutbox } from "../../../db/write/outbox";
import { currentTraceparent } from "../../act-context";

/** The events of a remittance that was ordered or rejected, and of the entry that was posted with it. */
export async function tellOfRemittance(
  transaction: PartnerTransaction,
  {
    remittanceId,
    journalEntryId,
  }: { readonly remittanceId: string; readonly journalEntryId: string },
  event: {
    readonly type: "ordered" | "rejected";
    readonly payload: Readonly<Record<string, string>>;
    readonly at: string;
  },
): Promise<void> {
  const about = { aggregateType: "bsp_remittance", aggregateId: remittanceId };
  await writeOutbox(
    transaction,
    [
      {
        ...about,
        type: `bsp_remittance.${event.type}`,
        payload: { bsp_remittance_id: remittanceId, ...event.payload },
      },
      {
        ...about,
        type: "journal_entry.posted",
        payload: { bsp_remittance_id: remittanceId, journal_entry_id: journalEntryId },
      },
    ],
    { at: event.at, traceparent: currentTraceparent() },
  );
}
