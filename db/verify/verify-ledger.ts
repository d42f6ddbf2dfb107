import type { PartnerDatabase } from "../partner-scope";
import { inSnapshot } from "../transaction";
import { checkAuditChain } from "./audit-check";
import { checkControls, checkTrialBalance } from "./controls";
import { checkDeferrals } from "./deferrals";
import { checkDigests } from "./digests";
import { checkEntries } from "./entries";
import { checkFoldedBalances } from "./folded-balances";
import type { CheckLedger, LedgerCheck } from "./ledger-check";
import { checkLines } from "./lines";
import { checkNumbers, checkPostingKeys } from "./numbers";
import { checkRecords } from "./records";
import { checkReferences } from "./references";
import { checkSupplierRequests } from "./requests";
import { checkReversals } from "./reversals";
import { checkTickets } from "./tickets";

const checks: readonly CheckLedger[] = [
  checkEntries,
  checkLines,
  checkNumbers,
  checkReferences,
  checkPostingKeys,
  checkReversals,
  checkControls,
  checkTrialBalance,
  checkFoldedBalances,
  checkDeferrals,
  checkTickets,
  checkSupplierRequests,
  checkDigests,
  checkRecords,
];

/**
 * Proves one partner's books (accounting.md 6) while they are being kept: each check in a snapshot
 * of its own, in the order in which a fault would make the later ones moot.
 */
export async function verifyLedger(
  scope: PartnerDatabase,
  { onCheck }: { readonly onCheck?: (check: LedgerCheck) => void } = {},
): Promise<LedgerCheck[]> {
  const done: LedgerCheck[] = [];
  const add = (check: LedgerCheck) => {
    onCheck?.(check);
    done.push(check);
  };
  for (const check of checks) add(await inSnapshot(scope, check));
  add(await checkAuditChain(scope));
  return done;
}
