import { sql } from "kysely";

import type { BillingPeriod } from "../../domain/bsp/billing-period";
import { lumpTaxCode } from "../../domain/bsp/matching/compare-taxes";
import { saleCodeOf } from "../../domain/bsp/matching/transaction-kinds";
import type { PartnerDatabase } from "../partner-scope";

/** Ordinals of a file's transactions, both within. */
export interface OrdinalRange {
  readonly fileId: number;
  readonly from: number;
  readonly to: number;
}

export interface CandidateTerms {
  readonly period: BillingPeriod;
  /** IATA number of branches that have none of their own. */
  readonly agency: string;
  /** Files that this one replaces: what stands in them is no duplicate. */
  readonly superseded: readonly number[];
}

export type BspCandidate = Awaited<ReturnType<typeof listCandidates>>[number];

/**
 * The transactions of a range that are not, figure by figure, the sale that our books have: what
 * is equal never leaves the database. Each with the ticket, the refund and the booking that it was
 * linked with, in the order of the file.
 */
export function listCandidates(scope: PartnerDatabase, range: OrdinalRange, terms: CandidateTerms) {
  return selectLinked(scope, range)
    .select((eb) => [
      eb.fn.coalesce("branch.iata_number", eb.val(terms.agency)).as("expected_agent"),
      eb.exists(selectEarlier(scope, terms)).as("is_duplicate"),
    ])
    .where((eb) =>
      eb.or([
        eb(sql`COALESCE(${equalsSale(scope, terms)}, 0)`, "=", 0),
        eb.exists(selectEarlier(scope, terms)),
      ]),
    )
    .orderBy("staged.file_ordinal")
    .execute();
}

function selectLinked({ db }: PartnerDatabase, { fileId, from, to }: OrdinalRange) {
  return db
    .selectFrom("bsp_staged_transactions as staged")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "staged.booking_ticket_id")
    .leftJoin("bookings as booking", "booking.booking_id", "ticket.booking_id")
    .leftJoin("branches as branch", "branch.branch_id", "booking.branch_id")
    .leftJoin("booking_fares as fare", "fare.booking_fare_id", "ticket.booking_fare_id")
    .leftJoin("booking_tickets as old", (join) =>
      join
        .onRef("old.booking_ticket_id", "=", "ticket.exchanged_from_ticket_id")
        // An EMD that keeps what an exchange left takes no ticket's place.
        .on("ticket.document_type", "=", "ETKT"),
    )
    .leftJoin("refund_documents as refunded", (join) =>
      join
        .onRef("refunded.refund_id", "=", "staged.refund_id")
        .onRef("refunded.booking_ticket_id", "=", "staged.booking_ticket_id"),
    )
    .selectAll("staged")
    .select([
      "ticket.document_type as ticket_document_type",
      "ticket.status as ticket_status",
      "ticket.issued_on as ticket_issued_on",
      "ticket.currency as ticket_currency",
      "ticket.base_amount as ticket_base_amount",
      "ticket.tax_amount as ticket_tax_amount",
      "ticket.commission_amount as ticket_commission_amount",
      "ticket.exchange_id as ticket_exchange_id",
      "ticket.booking_fare_id",
      "old.base_amount as old_base_amount",
      "old.tax_amount as old_tax_amount",
      "old.commission_amount as old_commission_amount",
      "refunded.currency as refunded_currency",
      "refunded.fare_amount as refunded_fare_amount",
      "refunded.tax_amount as refunded_tax_amount",
      "refunded.penalty_amount as refunded_penalty_amount",
      "refunded.commission_amount as refunded_commission_amount",
      "fare.form_of_payment",
      "booking.branch_id",
    ])
    .where("staged.bsp_import_file_id", "=", fileId)
    .where("staged.file_ordinal", ">=", from)
    .where("staged.file_ordinal", "<=", to);
}

/**
 * NULL where there is no such ticket. Our tax lines are written as the file's are kept; of taxes that
 * come as one figure the sum is all there is to compare.
 */
function equalsSale(scope: PartnerDatabase, { period, agency }: CandidateTerms) {
  return sql<number | null>`(
    staged.transaction_code = IF(ticket.document_type = ${"ETKT"}, ${saleCodeOf("ETKT")}, ticket.document_type)
    AND ticket.status <> ${"VOIDED"}
    AND ticket.exchanged_from_ticket_id IS NULL
    AND ticket.issued_on BETWEEN ${period.startsOn} AND ${period.endsOn}
    AND COALESCE(branch.iata_number, ${agency}) = staged.agent_number
    AND staged.currency = ticket.currency
    AND staged.fare_amount = ticket.base_amount
    AND staged.tax_amount = ticket.tax_amount
    AND staged.penalty_amount = 0
    AND staged.commission_amount = -ticket.commission_amount
    AND staged.gross_amount = ticket.base_amount + ticket.tax_amount
    AND staged.remittance_amount - staged.commission_tax_amount
      = IF(fare.form_of_payment = ${"cash"}, ticket.base_amount + ticket.tax_amount, 0)
        - ticket.commission_amount
    AND (
      staged.taxes = COALESCE(${selectTaxes(scope)}, ${""})
      OR staged.taxes = CONCAT(${`${lumpTaxCode}=`}, staged.tax_amount)
    )
  )`;
}

function selectTaxes({ db }: PartnerDatabase) {
  return db
    .selectFrom("booking_tax_lines as line")
    .select(
      sql<string>`GROUP_CONCAT(CONCAT(line.tax_code, ${"="}, line.tax_amount) ORDER BY line.tax_code)`.as(
        "taxes",
      ),
    )
    .where(sql<boolean>`line.booking_fare_id = ticket.booking_fare_id`);
}

/** The same document under the same code, before it in the file or in another that still counts. */
function selectEarlier({ db }: PartnerDatabase, { superseded }: CandidateTerms) {
  return db
    .selectFrom("bsp_staged_transactions as earlier")
    .innerJoin(
      "bsp_import_files as earlier_file",
      "earlier_file.bsp_import_file_id",
      "earlier.bsp_import_file_id",
    )
    .select("earlier.bsp_staged_transaction_id")
    .where(sql<boolean>`earlier.document_number = staged.document_number`)
    .where(sql<boolean>`earlier.transaction_code = staged.transaction_code`)
    .where((eb) =>
      eb.or([
        sql<boolean>`(earlier.bsp_import_file_id = staged.bsp_import_file_id AND earlier.file_ordinal < staged.file_ordinal)`,
        eb.and([
          eb("earlier_file.state", "=", "imported"),
          ...(superseded.length === 0
            ? []
            : [eb("earlier_file.bsp_import_file_id", "not in", [...superseded])]),
        ]),
      ]),
    );
}

/** A tax with its amount as a decimal. */
export interface TaxLine {
  readonly code: string;
  readonly amount: string;
}

/** Our own taxes by code of those fares, as decimals. */
export async function listTaxesOfFares(
  { db }: PartnerDatabase,
  fareIds: readonly number[],
): Promise<ReadonlyMap<number, readonly TaxLine[]>> {
  if (fareIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("booking_tax_lines")
    .select(["booking_fare_id", "tax_code as code", "tax_amount as amount"])
    .where("booking_fare_id", "in", [...fareIds])
    .execute();
  const byFare = new Map<number, TaxLine[]>();
  for (const { booking_fare_id: fareId, ...line } of rows) {
    byFare.set(fareId, [...(byFare.get(fareId) ?? []), line]);
  }
  return byFare;
}
