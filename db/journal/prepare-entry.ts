import type { BuiltEntry } from "../../domain/journal/build-entry";
import { buildEntry } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import type { PartnerDatabase } from "../partner-scope";
import type { PostingPeriod } from "./find-posting-period";
import { findPostingPeriod } from "./find-posting-period";
import type { PostableAccount } from "./get-postable-accounts";
import { getPostableAccounts } from "./get-postable-accounts";
import { loadRates } from "./load-rates";

export interface PostingPartner {
  readonly functionalCurrency: string;
  readonly reportingCurrency: string | null;
}

export interface PreparedEntry {
  readonly built: BuiltEntry;
  /** By code, with the rounding account where rounding left something over. */
  readonly accounts: ReadonlyMap<string, PostableAccount>;
  readonly period: PostingPeriod;
}

/**
 * Everything that can refuse a posting, and nothing that writes: what is sold is tried on the
 * books before a supplier is asked for it, and what is written has passed the same way.
 */
export async function prepareEntry(
  scope: PartnerDatabase,
  posting: Pick<Posting, "eventDate" | "lines">,
  {
    partner,
    maySoftClosed = false,
    furtherAccounts = [],
  }: {
    readonly partner: PostingPartner;
    readonly maySoftClosed?: boolean;
    readonly furtherAccounts?: readonly string[];
  },
): Promise<PreparedEntry> {
  const accounts = await getPostableAccounts(scope, posting.lines, furtherAccounts);
  const period = await findPostingPeriod(scope, posting.eventDate, { maySoftClosed });
  const rateOf = await loadRates(scope, posting.lines, partner, period.entryDate);
  const built = buildEntry(posting.lines, {
    functional: partner.functionalCurrency,
    ...(partner.reportingCurrency === null ? {} : { reporting: partner.reportingCurrency }),
    rateOf,
  });
  const ofRounding = built.lines.filter(({ account }) => !accounts.has(account));
  for (const [code, account] of await getPostableAccounts(scope, ofRounding)) {
    accounts.set(code, account);
  }
  return { built, accounts, period };
}
