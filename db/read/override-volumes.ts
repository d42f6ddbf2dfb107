import { sql } from "kysely";

import type { Money } from "../../domain/money";
import { subtract } from "../../domain/money";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import type { OverrideAgreement } from "./override-agreements";

/**
 * What counts for an agreement by a day: the fares of tickets of its supplier that were issued in
 * its time and stand, less what was given back of them. One that was exchanged counts with the one
 * in its place.
 */
export async function sumOverrideVolume(
  { db }: PartnerDatabase,
  { supplierId, validFrom, validUntil, currency }: OverrideAgreement,
  through: string,
): Promise<Money> {
  const until = through < validUntil ? through : validUntil;
  const tickets = db
    .selectFrom("booking_tickets as ticket")
    .where("ticket.supplier_id", "=", supplierId)
    .where("ticket.currency", "=", currency)
    .where("ticket.document_type", "=", "ETKT")
    .where("ticket.status", "=", "ISSUED")
    .where("ticket.issued_on", ">=", validFrom)
    .where("ticket.issued_on", "<=", until);
  const sold = await tickets
    .select(sql<string>`COALESCE(SUM(ticket.base_amount), 0)`.as("amount"))
    .executeTakeFirstOrThrow();
  const givenBack = await tickets
    .innerJoin(
      "refund_documents as refunded",
      "refunded.booking_ticket_id",
      "ticket.booking_ticket_id",
    )
    .select(sql<string>`COALESCE(SUM(refunded.fare_amount), 0)`.as("amount"))
    .executeTakeFirstOrThrow();
  return subtract(toMoney(sold.amount, currency), toMoney(givenBack.amount, currency));
}

/** What was accrued of an agreement for periods that ended by a day. */
export async function sumOverrideAccruals(
  { db }: PartnerDatabase,
  { agreementId, currency }: OverrideAgreement,
  through: string,
): Promise<Money> {
  const row = await db
    .selectFrom("override_accruals as accrual")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "accrual.accounting_period_id",
    )
    .where("accrual.override_agreement_id", "=", agreementId)
    .where("period.ends_on", "<=", through)
    .select(sql<string>`COALESCE(SUM(accrual.accrued_amount), 0)`.as("amount"))
    .executeTakeFirstOrThrow();
  return toMoney(row.amount, currency);
}
