import { sql } from "kysely";

import { saleCodes } from "../../domain/bsp/matching/transaction-kinds";
import type { PartnerDatabase } from "../partner-scope";
import type { CandidateTerms } from "./bsp-candidates";
import type { BspFileRow } from "./bsp-files";

export type UnreportedTicket = Awaited<ReturnType<typeof listUnreportedTickets>>[number];

/**
 * Tickets and EMDs that BSP settles, issued in the period by agencies that the file has transactions of, and
 * in no file that counts; without those that an exception of the file names already.
 */
export function listUnreportedTickets(
  { db }: PartnerDatabase,
  { file, period, agency, superseded }: CandidateTerms & { readonly file: BspFileRow },
  limit: number,
) {
  const fileId = file.bsp_import_file_id;
  const agents = db
    .selectFrom("bsp_staged_transactions as of_agent")
    .select("of_agent.agent_number")
    .distinct()
    .where("of_agent.bsp_import_file_id", "=", fileId);
  const reported = db
    .selectFrom("bsp_staged_transactions as staged")
    .innerJoin("bsp_import_files as other", "other.bsp_import_file_id", "staged.bsp_import_file_id")
    .select("staged.bsp_staged_transaction_id")
    .where(sql<boolean>`staged.document_number = ticket.ticket_number`)
    .where("staged.transaction_code", "in", [...saleCodes])
    .where((eb) =>
      eb.or([
        eb("other.bsp_import_file_id", "=", fileId),
        eb.and([
          eb("other.state", "=", "imported"),
          ...(superseded.length === 0
            ? []
            : [eb("other.bsp_import_file_id", "not in", [...superseded])]),
        ]),
      ]),
    );
  const known = db
    .selectFrom("bsp_exceptions as exception")
    .select("exception.bsp_exception_id")
    .where("exception.bsp_import_file_id", "=", fileId)
    .where("exception.difference_kind", "=", "missing_in_bsp")
    .where(sql<boolean>`exception.booking_ticket_id = ticket.booking_ticket_id`);
  return db
    .selectFrom("booking_tickets as ticket")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "ticket.supplier_id")
    .innerJoin("bookings as booking", "booking.booking_id", "ticket.booking_id")
    .innerJoin("booking_fares as fare", "fare.booking_fare_id", "ticket.booking_fare_id")
    .leftJoin("branches as branch", "branch.branch_id", "booking.branch_id")
    .select([
      "ticket.booking_ticket_id",
      "ticket.ticket_number",
      "ticket.currency",
      "ticket.base_amount",
      "ticket.tax_amount",
      "ticket.commission_amount",
      "fare.form_of_payment",
      "booking.branch_id",
    ])
    .where("supplier.settlement_mode", "=", "bsp")
    .where("ticket.issued_on", ">=", period.startsOn)
    .where("ticket.issued_on", "<=", period.endsOn)
    .where("ticket.status", "!=", "VOIDED")
    .where("ticket.conjunction_number", "=", 1)
    .where((eb) => eb(eb.fn.coalesce("branch.iata_number", eb.val(agency)), "in", agents))
    .where((eb) => eb.not(eb.exists(reported)))
    .where((eb) => eb.not(eb.exists(known)))
    .orderBy("ticket.booking_ticket_id")
    .limit(limit)
    .execute();
}
