import { toInstant } from "../../db/read/amounts";
import type { OpenIntent } from "../../db/write/supplier-requests";

/** How long until "nothing was issued" can be believed of requests whose answer was lost. */
export function settleWaitMs(
  open: readonly OpenIntent[],
  { now, settleMs }: { readonly now: string; readonly settleMs: number },
): number {
  if (open.length === 0) return 0;
  const newest = Math.max(...open.map(({ sentAt }) => Date.parse(toInstant(sentAt))));
  return Math.max(0, newest + settleMs - Date.parse(now));
}
