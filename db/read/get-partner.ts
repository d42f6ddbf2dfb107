import type { PartnerRecord } from "../../domain/booking-record";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

/** The partner whose connection this is. */
export async function getPartner({ db }: PartnerDatabase): Promise<PartnerRecord> {
  const row = await db.selectFrom("partners").selectAll().executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "The partner does not exist.");
  return {
    partnerId: row.partner_id,
    publicId: row.public_id,
    name: row.partner_name,
    environment: row.environment,
    status: row.status,
    countryCode: row.country_code,
    timeZone: row.time_zone,
    functionalCurrency: row.functional_currency,
    reportingCurrency: row.reporting_currency,
    bookingReferences: {
      prefix: row.booking_reference_prefix,
      year: row.booking_reference_year,
      separator: row.booking_reference_separator,
      digits: row.booking_reference_digits,
    },
    recognition: {
      commission: row.commission_recognition,
      markUp: row.mark_up_recognition,
      serviceFee: row.service_fee_recognition,
    },
    recognitionEntries: row.recognition_entries,
    iataNumber: row.iata_number,
    contactEmail: row.contact_email,
    contactPhone: row.contact_phone,
    postalAddress: row.postal_address,
  };
}
