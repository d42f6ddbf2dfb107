import type { PartnerDatabase } from "../../db/partner-scope";

/** Voids go by a clock that is hours behind the office's, or the window shuts while a test runs. */
export async function keepVoidWindowsOpen({ db }: PartnerDatabase): Promise<void> {
  await db
    .updateTable("suppliers")
    .set({ void_cut_off_time: "23:30", void_time_zone: "Pacific/Pago_Pago" })
    .execute();
}
