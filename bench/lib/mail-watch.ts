import { setTimeout as delay } from "node:timers/promises";

import type { RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { connectionOptions } from "../../db/pool";
import type { Stack } from "../../scripts/stack/stack-types";

/** Knows when every e-ticket of what was issued so far has gone out. */
export async function createMailWatch(stack: Stack) {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(stack.environment["DATABASE_URL"])),
  );
  const left = async () => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT (SELECT COUNT(*) FROM bookings WHERE state = 'ISSUED' AND EXISTS
                (SELECT 1 FROM supplier_request_log r WHERE r.booking_id = bookings.booking_id AND r.operation = 'issue'))
            - (SELECT COUNT(*) FROM email_outbox WHERE status = 'sent') AS pending`,
    );
    return Number(rows[0]?.["pending"]);
  };
  return {
    close: () => connection.end(),
    drained: async () => {
      while ((await left()) > 0) await delay(50);
    },
  };
}
