import type { Connection, RowDataPacket } from "mysql2/promise";

import { partnerTables } from "../../db/generated/database";

export type RowCounts = Readonly<Record<string, number>>;

/** How many rows each table of partners' rows has: of one partner, or of all. */
export async function countRows(
  connection: Pick<Connection, "query">,
  partnerId?: number,
): Promise<RowCounts> {
  const counts = [...partnerTables].map((table) =>
    partnerId === undefined
      ? `SELECT '${table}' AS name, COUNT(*) AS rows_found FROM ${table}`
      : `SELECT '${table}' AS name, COUNT(*) AS rows_found FROM ${table} WHERE partner_id = ${partnerId}`,
  );
  const [rows] = await connection.query<RowDataPacket[]>(counts.join(" UNION ALL "));
  return Object.fromEntries(rows.map((row) => [String(row["name"]), Number(row["rows_found"])]));
}
