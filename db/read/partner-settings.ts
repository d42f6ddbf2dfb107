import type { Kysely, Selectable } from "kysely";

import type { PartnerStatus } from "../../domain/partner-status";
import type { RecognitionPolicy } from "../../domain/recognition";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";

/** What a partner settles for itself. */
export interface PartnerSettings {
  readonly name: string;
  readonly timeZone: string;
  readonly reportingCurrency: string | null;
  readonly bookingReferencePrefix: string;
  readonly commissionRecognition: RecognitionPolicy;
  readonly markUpRecognition: RecognitionPolicy;
  readonly serviceFeeRecognition: RecognitionPolicy;
  readonly iataNumber: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly postalAddress: string | null;
}

/** That a partner is to be deleted; times in RFC 3339. */
export interface PartnerDeletion {
  readonly requestedAt: string;
  /** Public id of the person. */
  readonly requestedBy: string | null;
  /** When the hold is over; null until another person has confirmed it. */
  readonly dueAt: string | null;
}

export interface PartnerSettingsRecord extends PartnerSettings {
  readonly code: string;
  readonly environment: "live" | "test";
  readonly status: PartnerStatus;
  readonly statusReason: string | null;
  /** RFC 3339. */
  readonly statusChangedAt: string | null;
  readonly deletion: PartnerDeletion | null;
  readonly countryCode: string;
  readonly functionalCurrency: string;
  readonly fiscalYearStartMonth: number;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function getPartnerSettings({ db }: PartnerDatabase): Promise<PartnerSettingsRecord> {
  return toRecord(await selectPartner(db).executeTakeFirst());
}

/** The same, held until the transaction ends. */
export async function lockPartnerSettings({
  db,
}: PartnerTransaction): Promise<PartnerSettingsRecord> {
  return toRecord(await selectPartner(db).forUpdate().executeTakeFirst());
}

function selectPartner(db: Kysely<Database>) {
  return db.selectFrom("partners").selectAll();
}

function toRecord(row: Selectable<Database["partners"]> | undefined): PartnerSettingsRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "The partner does not exist.");
  return {
    code: row.partner_code,
    name: row.partner_name,
    environment: row.environment,
    status: row.status,
    statusReason: row.status_reason,
    deletion: toDeletion(row),
    statusChangedAt: row.status_changed_at === null ? null : toInstant(row.status_changed_at),
    countryCode: row.country_code,
    timeZone: row.time_zone,
    functionalCurrency: row.functional_currency,
    reportingCurrency: row.reporting_currency,
    fiscalYearStartMonth: row.fiscal_year_start_month,
    bookingReferencePrefix: row.booking_reference_prefix,
    commissionRecognition: row.commission_recognition,
    markUpRecognition: row.mark_up_recognition,
    serviceFeeRecognition: row.service_fee_recognition,
    iataNumber: row.iata_number,
    contactEmail: row.contact_email,
    contactPhone: row.contact_phone,
    postalAddress: row.postal_address,
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}

function toDeletion(row: Selectable<Database["partners"]>): PartnerDeletion | null {
  if (row.deletion_requested_at === null) return null;
  return {
    requestedAt: toInstant(row.deletion_requested_at),
    requestedBy: row.deletion_requested_by,
    dueAt: row.deletion_due_at === null ? null : toInstant(row.deletion_due_at),
  };
}
