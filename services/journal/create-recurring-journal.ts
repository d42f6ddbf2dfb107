import type { PartnerTransaction } from "../../db/partner-scope";
import { toPostingLines } from "../../db/read/to-posting-lines";
import { writeAudit } from "../../db/write/audit";
import type { NewRecurringJournal } from "../../db/write/recurring-journals";
import { insertRecurringJournal } from "../../db/write/recurring-journals";
import type { ActContext } from "../../domain/actor";
import { assertDraftAmounts } from "../../domain/journal/draft-line";
import { requestApproval } from "../approval/request-approval";

/** Asks for an entry to recur: approved once, each of its runs posts. Returns its public id. */
export async function createRecurringJournal(
  transaction: PartnerTransaction,
  journal: NewRecurringJournal,
  act: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  assertDraftAmounts(journal.lines);
  await toPostingLines(transaction, journal.lines);
  const publicId = await insertRecurringJournal(transaction, journal, act.at);
  const { frequency, startsOn, endsOn } = journal.recurrence;
  const payload = { code: journal.code, frequency, starts_on: startsOn, ends_on: endsOn };
  await writeAudit(
    transaction,
    act.context,
    [
      {
        type: "recurring_journal.created",
        targetType: "recurring_journal",
        targetId: publicId,
        payload,
      },
    ],
    act.at,
  );
  await requestApproval(
    transaction,
    { kind: "recurring_journal", act: "recurring_journal.start", subjectId: publicId, payload },
    act,
  );
  return publicId;
}
