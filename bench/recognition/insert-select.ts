import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { connectionOptions } from "../../db/pool";
import type { DueBooks, RecognitionBench } from "./due-books";
import { through } from "./due-books";

const insertRun = `INSERT INTO recognition_runs
  (partner_id, public_id, accounting_period_id, recognised_through, run_status, due_booking_count,
   due_line_count, due_amount, functional_currency, workflow_id)
  SELECT partner_id, 'bench', accounting_period_id, ends_on, 'cancelled', 0, 0, 0, 'BDT', 'bench'
    FROM accounting_periods WHERE partner_id = ? AND public_id = ?`;

const insertReleases = `INSERT INTO revenue_releases
  (partner_id, revenue_schedule_line_id, release_reason, recognition_run_id,
   transaction_amount, functional_amount, posting_key)
  SELECT due.partner_id, due.revenue_schedule_line_id, 'recognition', run.recognition_run_id,
         due.transaction_amount, due.functional_amount - due.released, 'bench'
    FROM (SELECT slice.*,
                 COALESCE((SELECT SUM(functional_amount) FROM revenue_releases AS released
                            WHERE released.partner_id = slice.partner_id
                              AND released.revenue_schedule_line_id = slice.revenue_schedule_line_id), 0) AS released
            FROM revenue_schedule_lines AS slice
            JOIN revenue_schedules AS schedule USING (partner_id, revenue_schedule_id)
           WHERE slice.partner_id = ? AND slice.recognise_on <= ?) AS due
    JOIN recognition_runs AS run ON run.partner_id = due.partner_id AND run.public_id = 'bench'
   WHERE due.functional_amount > due.released`;

/**
 * What a run writes of each slice, by one statement into the same table, which is then taken back;
 * in seconds. It locks no booking, posts no entry and tells nobody.
 */
export async function timeInsertSelect(
  { databaseUrl }: RecognitionBench,
  { scope: { partnerId }, periodId }: DueBooks,
): Promise<number> {
  const connection = await createConnection(connectionOptions(parseDatabaseUrl(databaseUrl)));
  try {
    await connection.beginTransaction();
    await connection.query(insertRun, [partnerId, periodId]);
    const started = process.hrtime.bigint();
    await connection.query(insertReleases, [partnerId, through]);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    await connection.rollback();
    return seconds;
  } finally {
    await connection.end();
  }
}
