import type { PartnerSettingsRecord } from "../../db/read/partner-settings";

export function presentPartner(id: string, partner: PartnerSettingsRecord, livemode: boolean) {
  return {
    id,
    object: "partner" as const,
    livemode,
    code: partner.code,
    name: partner.name,
    status: partner.status,
    status_reason: partner.statusReason,
    status_changed_at: partner.statusChangedAt,
    deletion:
      partner.deletion === null
        ? null
        : {
            requested_at: partner.deletion.requestedAt,
            requested_by: partner.deletion.requestedBy,
            due_at: partner.deletion.dueAt,
          },
    country: partner.countryCode,
    time_zone: partner.timeZone,
    functional_currency: partner.functionalCurrency,
    reporting_currency: partner.reportingCurrency,
    fiscal_year_start_month: partner.fiscalYearStartMonth,
    booking_reference_prefix: partner.bookingReferencePrefix,
    commission_recognition: partner.commissionRecognition,
    mark_up_recognition: partner.markUpRecognition,
    service_fee_recognition: partner.serviceFeeRecognition,
    iata_number: partner.iataNumber,
    contact_email: partner.contactEmail,
    contact_phone: partner.contactPhone,
    postal_address: partner.postalAddress,
    version: partner.version,
    created_at: partner.createdAt,
    updated_at: partner.updatedAt,
  };
}
