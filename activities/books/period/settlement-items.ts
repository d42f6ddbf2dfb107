import type { PartnerTransaction } from "../../../db/partner-scope";
import { readBspCutOff } from "../../../db/read/bsp-cut-off";
import { countLinesOn } from "../../../db/read/period-figures";
import { findUnbilledDay } from "../../../domain/bsp/cut-off";
import { accounts } from "../../../domain/journal/accounts";
import type { ChecklistItem } from "../../../domain/period/checklist";
import type { PeriodToCheck } from "./period-to-check";

/** BSP's files cover the period, and each difference that is open is somebody's. */
export async function checkBsp(
  snapshot: PartnerTransaction,
  subject: PeriodToCheck,
): Promise<ChecklistItem> {
  const { period } = subject;
  const { cycle, billed, unowned, open } = await readBspCutOff(snapshot, period);
  if (billed.length === 0) {
    return checkUnusedFeature(snapshot, subject, {
      item: "bsp_settled",
      feature: "BSP",
      codes: [accounts.bspPayable, accounts.bspSuspense],
      text: "Lines on BSP accounts, and no file of BSP has been imported that bills these days.",
    });
  }
  const unbilled = findUnbilledDay(period, billed, cycle);
  const isDone = unbilled === undefined && unowned === 0;
  const missing = unbilled === undefined ? "" : ` No file bills ${unbilled}.`;
  return {
    item: "bsp_settled",
    status: isDone ? "passed" : "failed",
    figure: String(unowned),
    text: `Differences of ${billed.length} BSP files that nobody has in hand, of ${open} that are open.${missing}`,
    link: isDone ? null : unowned > 0 ? "/v1/bsp-exceptions?state=open" : "/v1/bsp-files",
  };
}

export function checkBank(
  snapshot: PartnerTransaction,
  subject: PeriodToCheck,
): Promise<ChecklistItem> {
  return checkUnusedFeature(snapshot, subject, {
    item: "bank_reconciled",
    feature: "bank reconciliation",
    codes: [accounts.bank, accounts.gatewayClearing],
    text: "Lines on bank accounts. Bank reconciliation is not kept yet: a person compares them with the statements, and answers for it.",
  });
}

/** What travoBooks does not do yet is no matter for a period that has nothing of it. */
async function checkUnusedFeature(
  snapshot: PartnerTransaction,
  { period }: PeriodToCheck,
  what: Pick<ChecklistItem, "item" | "text"> & {
    readonly feature: string;
    readonly codes: readonly string[];
  },
): Promise<ChecklistItem> {
  const { item, feature, codes, text } = what;
  const { startsOn: from, endsOn: to } = period;
  const lines = await countLinesOn(snapshot, codes, { from, to });
  const link = `/v1/journal-entries?account=${codes[0]}&entry_date[gte]=${from}&entry_date[lte]=${to}`;
  return lines === 0
    ? {
        item,
        status: "not_applicable",
        figure: "0",
        text: `Not applicable: feature ${feature} is not in use.`,
        link: null,
      }
    : { item, status: "failed", figure: String(lines), text, link };
}
