import type { Kysely, Selectable } from "kysely";

import type { BankFileFormat } from "../../domain/bank-file-format";
import type { BillingCycle } from "../../domain/bsp/billing-period";
import type { NumberFormat } from "../../domain/number-format";
import type { PartnerStatus } from "../../domain/partner-status";
import type { Weekend } from "../../domain/period/working-days";
import type {
  NoShowRecognition,
  RecognitionEntries,
  RecognitionPolicy,
  RecognitionSchedule,
} from "../../domain/recognition";
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
  readonly bookingReferenceYear: NumberFormat["year"];
  readonly bookingReferenceSeparator: NumberFormat["separator"];
  readonly bookingReferenceDigits: number;
  /** Null: journal entries are told by their numbers alone. */
  readonly entryNumberPrefix: string | null;
  readonly entryNumberYear: NumberFormat["year"];
  readonly entryNumberSeparator: NumberFormat["separator"];
  readonly entryNumberDigits: number;
  readonly commissionRecognition: RecognitionPolicy;
  readonly markUpRecognition: RecognitionPolicy;
  readonly serviceFeeRecognition: RecognitionPolicy;
  readonly recognitionEntries: RecognitionEntries;
  readonly recognitionSchedule: RecognitionSchedule;
  readonly noShowRecognition: NoShowRecognition;
  /** Working days after its end by which a period is to be closed. */
  readonly closeDueDays: number;
  readonly weekend: Weekend;
  /** Codes with commas between them: whose word closing a period needs. */
  readonly closeSignOffRoles: string;
  /** After so many days somebody is asked where the airline's part of a refund is. */
  readonly refundSettlementDays: number;
  /** `24,2` */
  readonly holdReminderHours: string;
  readonly memoReminderHours: string;
  /** How long calls to suppliers are kept; 0 keeps none. */
  readonly supplierCallDays: number;
  /** Every so many hours suppliers are asked for changes of flights; 0: never. */
  readonly scheduleCheckHours: number;
  /** For what departs within so many days. */
  readonly scheduleCheckDays: number;
  readonly iataNumber: string | null;
  readonly bspBillingCycle: BillingCycle;
  /** A decimal, in the currency of each BSP file. */
  readonly bspTolerance: string;
  /** Until when a memo of a BSP file may be disputed, after it was issued. */
  readonly bspDisputeDays: number;
  /** BIC or routing number. */
  readonly bankIdentifier: string | null;
  readonly bankFileFormat: BankFileFormat;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly postalAddress: string | null;
  /** On papers and mails, in place of the name. */
  readonly brandName: string | null;
  /** `#RRGGBB` */
  readonly brandColor: string | null;
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
  /** Of the account that BSP is paid from; the number itself is sealed. */
  readonly bankAccountLastFour: string | null;
  /** By key. */
  readonly logoDocumentId: number | null;
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
    bookingReferenceYear: row.booking_reference_year,
    bookingReferenceSeparator: row.booking_reference_separator,
    bookingReferenceDigits: row.booking_reference_digits,
    entryNumberPrefix: row.entry_number_prefix,
    entryNumberYear: row.entry_number_year,
    entryNumberSeparator: row.entry_number_separator,
    entryNumberDigits: row.entry_number_digits,
    commissionRecognition: row.commission_recognition,
    markUpRecognition: row.mark_up_recognition,
    serviceFeeRecognition: row.service_fee_recognition,
    recognitionEntries: row.recognition_entries,
    recognitionSchedule: row.recognition_schedule,
    noShowRecognition: row.no_show_recognition,
    closeDueDays: row.close_due_days,
    weekend: row.weekend_days,
    closeSignOffRoles: row.close_sign_off_roles,
    refundSettlementDays: row.refund_settlement_days,
    holdReminderHours: row.hold_reminder_hours,
    memoReminderHours: row.memo_reminder_hours,
    supplierCallDays: row.supplier_call_days,
    scheduleCheckHours: row.schedule_check_hours,
    scheduleCheckDays: row.schedule_check_days,
    iataNumber: row.iata_number,
    bspBillingCycle: row.bsp_billing_cycle,
    bspTolerance: row.bsp_tolerance_amount,
    bspDisputeDays: row.bsp_dispute_days,
    bankIdentifier: row.bank_identifier,
    bankFileFormat: row.bank_file_format,
    contactEmail: row.contact_email,
    contactPhone: row.contact_phone,
    postalAddress: row.postal_address,
    brandName: row.brand_name,
    brandColor: row.brand_color,
    bankAccountLastFour: row.bank_account_number_last_four,
    logoDocumentId: row.logo_document_id,
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
