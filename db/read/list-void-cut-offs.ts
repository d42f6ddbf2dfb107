import type { PartnerRecord } from "../../domain/booking-record";
import { usualVoidCutOff } from "../../domain/void-window";
import type { PartnerDatabase } from "../partner-scope";

export interface VoidCutOff {
  /** `HH:mm` */
  readonly cutOff: string;
  readonly timeZone: string;
}

/** Until when each supplier voids; the usual where it says nothing. */
export async function listVoidCutOffs(
  { db }: PartnerDatabase,
  { timeZone }: Pick<PartnerRecord, "timeZone">,
  supplierIds: readonly number[],
): Promise<ReadonlyMap<number, VoidCutOff>> {
  const rows = await db
    .selectFrom("suppliers")
    .select(["supplier_id", "void_cut_off_time", "void_time_zone"])
    .where("supplier_id", "in", [...supplierIds])
    .execute();
  return new Map(
    rows.map((row) => [
      row.supplier_id,
      {
        cutOff: row.void_cut_off_time?.slice(0, 5) ?? usualVoidCutOff,
        timeZone: row.void_time_zone ?? timeZone,
      },
    ]),
  );
}
