import { invariant } from "../../domain/invariant";
import type { Posting } from "../../domain/journal/posting";
import type { PartnerTransaction } from "../partner-scope";
import type { PostedEntry, PostOptions } from "./post-journal-entries";
import { postJournalEntries } from "./post-journal-entries";

/** Posts one entry, as `postJournalEntries` posts many. */
export async function postJournalEntry(
  transaction: PartnerTransaction,
  posting: Posting,
  { publicId, ...options }: PostOptions & { readonly publicId?: string },
): Promise<PostedEntry> {
  const entry = publicId === undefined ? posting : { ...posting, publicId };
  const [posted] = await postJournalEntries(transaction, [entry], options);
  invariant(posted !== undefined, "an entry that is not refused is posted");
  return posted;
}
