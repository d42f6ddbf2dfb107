import type { PartnerDatabase } from "../../db/partner-scope";
import { parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type { HoldBookingInput } from "../../temporal/contract/offers";
import type { SupplierDependencies } from "../dependencies";
import { settleOpenIntents } from "../ticket/ask-supplier";
import { readSupplier } from "../ticket/read-supplier";
import { holdKey } from "./hold-key";

/**
 * A person has found the order whose answer was lost. It is read, and taken for the hold where it is
 * of these travellers, at this price, and in no booking.
 */
export function createAdoptHeldOrder(dependencies: SupplierDependencies) {
  return async function adoptHeldOrder(
    input: HoldBookingInput,
    recordLocator: string,
  ): Promise<string> {
    const { bookingId, gdsProviderCode } = input;
    const scope = await dependencies.openPartner(input.partner);
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const order = await readSupplier((options) => supplier.retrieve({ recordLocator }, options));
    assertAsAsked(input, order);
    await assertInNoBooking(scope, gdsProviderCode, order.recordLocator);
    await settleOpenIntents(dependencies, scope, holdKey(bookingId), {
      state: "succeeded",
      text: `a person has found it: ${order.recordLocator}`,
    });
    return order.recordLocator;
  };
}

/** A person has looked: the supplier holds nothing of what was asked for. */
export function createDeclareNoOrder(dependencies: SupplierDependencies) {
  return async function declareNoOrder({ partner, bookingId }: HoldBookingInput): Promise<void> {
    const scope = await dependencies.openPartner(partner);
    await settleOpenIntents(dependencies, scope, holdKey(bookingId), {
      state: "not_done",
      text: "a person says that the supplier holds no such order",
    });
  };
}

function assertAsAsked(input: HoldBookingInput, { passengers, fares }: Reservation): void {
  if (namesOf(passengers) !== namesOf(input.passengers)) {
    throw new Refusal("PNR_CHANGED", "The order is for other travellers.");
  }
  const asked = parseMoney(input.total);
  const totals = fares.map(({ fare, passengerReferences }) => ({
    currency: fare.total.currency,
    minor: fare.total.minor * BigInt(passengerReferences.length),
  }));
  const minor = totals.reduce((sum, total) => sum + total.minor, 0n);
  if (minor !== asked.minor || totals.some(({ currency }) => currency !== asked.currency)) {
    throw new Refusal("PRICE_CHANGED", "The order is at another price than was accepted.");
  }
}

function namesOf(
  people: readonly Pick<Reservation["passengers"][number], "surname" | "givenNames">[],
): string {
  const names = people.map(({ surname, givenNames }) => `${surname}/${givenNames}`.toUpperCase());
  return names.toSorted().join();
}

/** Refuses an order that another booking has. */
export async function assertInNoBooking(
  { db }: PartnerDatabase,
  gdsProviderCode: string,
  recordLocator: string,
): Promise<void> {
  const row = await db
    .selectFrom("booking_pnrs")
    .select("booking_id")
    .where("gds_provider_code", "=", gdsProviderCode)
    .where("supplier_record_locator", "=", recordLocator)
    .where("is_current", "=", 1)
    .executeTakeFirst();
  if (row === undefined) return;
  throw new Refusal("DUPLICATE_CODE", `Order ${recordLocator} belongs to a booking already.`, {
    recordLocator,
  });
}
