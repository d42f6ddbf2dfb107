import type { PartnerRecord } from "../../domain/booking-record";
import type { Brand } from "../read-brand";
import type { ETicketAgency } from "./e-ticket/e-ticket";

/** Who hands out an e-ticket or a voucher. */
export function toAgency(partner: PartnerRecord, brand: Brand): ETicketAgency {
  return {
    ...brand,
    addressLines: partner.postalAddress?.split("\n") ?? [],
    ...(partner.contactPhone === null ? {} : { phone: partner.contactPhone }),
    ...(partner.contactEmail === null ? {} : { email: partner.contactEmail }),
    iataNumber: partner.iataNumber ?? "",
  };
}
