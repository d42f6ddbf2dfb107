import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { PricedBooking } from "../../domain/booking";
import type { CreationOptions } from "./create-full-booking";
import { createFullBooking } from "./create-full-booking";

export interface StayBooking {
  readonly customerId: string;
  /** By key. */
  readonly branchId?: number;
  readonly priced: PricedBooking;
  readonly gdsProviderCode: string;
  readonly metadata?: string;
}

/**
 * Books a stay from what a supplier has offered. No room is held: it is bought when the booking is
 * issued, under a reference of ours, by which the supplier finds what it has sold us. Returns the
 * booking's public id.
 */
export function createStayBooking(
  transaction: PartnerTransaction,
  { gdsProviderCode, ...booking }: StayBooking,
  options: CreationOptions,
): Promise<string> {
  const reservation = { gdsProviderCode, recordLocator: newClientReference() };
  return createFullBooking(transaction, { ...booking, reservation }, options);
}

const clientReferenceLength = 20;

/** Ours alone: the end of an id, where its random part is. */
function newClientReference(): string {
  return newId("booking").slice(-clientReferenceLength).toUpperCase();
}
