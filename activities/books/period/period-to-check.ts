import type { PeriodRecord } from "../../../db/read/periods";
import type { PartnerRecord } from "../../../domain/booking-record";

export interface PeriodToCheck {
  readonly partner: PartnerRecord;
  readonly period: PeriodRecord;
}
