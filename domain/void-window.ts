import { instantIn } from "./calendar";

/** Where a supplier says nothing (manual 4.4: "often 23:30 local, varies by airline and BSP"). */
export const usualVoidCutOff = "23:30";

/**
 * The instant from which a ticket is refunded, not voided: the supplier's cut-off (`HH:mm`) on the
 * day of issue, by the clock of the market that reports the sale.
 */
export function voidCutOffAt({
  issuedOn,
  timeZone,
  cutOff = usualVoidCutOff,
}: {
  /** `YYYY-MM-DD`, in that time zone. */
  readonly issuedOn: string;
  readonly timeZone: string;
  readonly cutOff?: string;
}): string {
  return instantIn(timeZone, issuedOn, cutOff);
}
