import type { Selectable } from "kysely";
import { sql } from "kysely";

import { saleCodes } from "../../domain/bsp/matching/transaction-kinds";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import type { OrdinalRange } from "../read/bsp-candidates";
import { chunksOf } from "./chunks-of";

export type MatchState = Selectable<Database["bsp_staged_transactions"]>["match_state"];

/** Names, for each transaction of a range, the ticket and the refund of our books that it is of. */
export async function linkWithBooks(
  transaction: PartnerTransaction,
  range: OrdinalRange,
): Promise<void> {
  const { db } = transaction;
  await within(transaction, range)
    .set({
      booking_ticket_id: db
        .selectFrom("booking_tickets as ticket")
        .select("ticket.booking_ticket_id")
        .where(
          sql<boolean>`ticket.ticket_number = IF(staged.transaction_code = ${"RFND"}, COALESCE(staged.related_number, staged.document_number), staged.document_number)`,
        ),
    })
    .where("staged.transaction_code", "in", [...saleCodes, "CANX", "RFND"])
    .execute();
  await within(transaction, range)
    .set({
      refund_id: db
        .selectFrom("refund_documents as refunded")
        .innerJoin("refunds as refund", "refund.refund_id", "refunded.refund_id")
        .select((eb) => eb.fn.max("refund.refund_id").as("refund_id"))
        .where(sql<boolean>`refunded.booking_ticket_id = staged.booking_ticket_id`)
        .where("refund.posting_key", "is not", null),
    })
    .where("staged.transaction_code", "=", "RFND")
    .execute();
}

/** What nothing was found of is matched; the rest is what was found. */
export async function writeMatchStates(
  transaction: PartnerTransaction,
  range: OrdinalRange,
  found: ReadonlyMap<MatchState, readonly number[]>,
): Promise<void> {
  for (const [state, ordinals] of found) {
    for (const chunk of chunksOf(ordinals)) {
      await within(transaction, range)
        .set({ match_state: state })
        .where("staged.file_ordinal", "in", [...chunk])
        .execute();
    }
  }
  await within(transaction, range)
    .set({ match_state: "matched" })
    .where("staged.match_state", "=", "unmatched")
    .execute();
}

function within({ db }: PartnerTransaction, { fileId, from, to }: OrdinalRange) {
  return db
    .updateTable("bsp_staged_transactions as staged")
    .where("staged.bsp_import_file_id", "=", fileId)
    .where("staged.file_ordinal", ">=", from)
    .where("staged.file_ordinal", "<=", to);
}

/** Where matching begins or goes on; undefined where all of the file is matched. */
export async function findFirstUnmatched(
  { db }: PartnerDatabase,
  fileId: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("bsp_staged_transactions")
    .select("file_ordinal")
    .where("bsp_import_file_id", "=", fileId)
    .where("match_state", "=", "unmatched")
    .orderBy("file_ordinal")
    .limit(1)
    .executeTakeFirst();
  return row?.file_ordinal;
}
