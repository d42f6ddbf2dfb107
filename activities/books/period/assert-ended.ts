import type { PartnerRecord } from "../../../domain/booking-record";
import { dayIn } from "../../../domain/calendar";
import type { Period } from "../../../domain/period/period-state";
import { Refusal } from "../../../domain/refusal";

/** Refuses a period whose last day has not come yet (`PERIOD_NOT_ENDED`). */
export function assertEnded(
  { code, endsOn }: Pick<Period, "code" | "endsOn">,
  { timeZone }: Pick<PartnerRecord, "timeZone">,
  at: string,
): void {
  if (endsOn <= dayIn(timeZone, at)) return;
  throw new Refusal("PERIOD_NOT_ENDED", `Period ${code} ends on ${endsOn}.`, {
    period: code,
    endsOn,
  });
}
