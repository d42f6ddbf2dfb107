import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { getActiveCustomer } from "../../db/write/get-active-customer";
import { parseMoney, toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { assertWithinCredit } from "../../services/customer/assert-within-credit";
import { assertWithinPlan } from "../../services/subscription/assert-within-plan";
import type { Offer } from "../../suppliers/air-operations";
import type {
  HoldBookingInput,
  OfferPayload,
  SearchOffersInput,
} from "../../temporal/contract/offers";
import { heldBirthContext } from "../../temporal/contract/offers";
import type { SupplierDependencies } from "../dependencies";
import { askSupplier } from "../ticket/ask-supplier";
import { readSupplier } from "../ticket/read-supplier";
import { assertInNoBooking, createAdoptHeldOrder, createDeclareNoOrder } from "./hold-by-hand";
import { holdKey } from "./hold-key";

export type OfferActivities = ReturnType<typeof createOfferActivities>;

/** From offers to an order that is held at the supplier. */
export function createOfferActivities(dependencies: SupplierDependencies) {
  return {
    searchOffersAtSupplier: createSearchOffers(dependencies),
    checkHold: createCheckHold(dependencies),
    holdAtSupplier: createHoldAtSupplier(dependencies),
    adoptHeldOrder: createAdoptHeldOrder(dependencies),
    declareNoOrder: createDeclareNoOrder(dependencies),
    dropAtSupplier: createDropAtSupplier(dependencies),
  };
}

function createSearchOffers({ openPartner, openSupplier }: SupplierDependencies) {
  return async function searchOffersAtSupplier({
    partner,
    gdsProviderCode,
    legs,
    passengers,
  }: SearchOffersInput): Promise<OfferPayload[]> {
    const supplier = await openSupplier(await openPartner(partner), gdsProviderCode);
    assertSeats(passengers, supplier.capabilities.seatsMax);
    const offers = await readSupplier((options) =>
      supplier.searchOffers({ legs, passengers }, options),
    );
    return offers.map(toPayload);
  };
}

/** Nobody is asked for more than they sell at once; infants sit on a lap. */
function assertSeats(passengers: SearchOffersInput["passengers"], seatsMax: number): void {
  const seated = passengers.filter(({ type }) => type !== "INF");
  const seats = seated.reduce((sum, { count }) => sum + count, 0);
  if (seats <= seatsMax) return;
  throw new Refusal(
    "PASSENGERS_INVALID",
    `This supplier offers up to ${seatsMax} seats at once, and ${seats} were asked for.`,
    { seats, seatsMax },
  );
}

function toPayload(offer: Offer): OfferPayload {
  return {
    reference: offer.reference,
    validatingCarrier: offer.validatingCarrier,
    flights: offer.flights.map((flight) => ({
      carrierCode: flight.carrierCode,
      flightNumber: flight.flightNumber,
      bookingClass: flight.bookingClass,
      originAirport: flight.originAirport,
      destinationAirport: flight.destinationAirport,
      departsLocal: flight.departsLocal,
      arrivesLocal: flight.arrivesLocal,
    })),
    fares: offer.fares.map(({ passengerType, count, fare }) => ({
      passengerType,
      count,
      base: toMoneyJson(fare.base),
      taxes: fare.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      total: toMoneyJson(fare.total),
    })),
    total: toMoneyJson(offer.total),
    expiresAt: offer.expiresAt ?? null,
  };
}

/** What would refuse the booking is found before the supplier holds anything. */
function createCheckHold({ openPartner, now, observer }: SupplierDependencies) {
  return async function checkHold(input: HoldBookingInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const customerId = await inTransaction(
      scope,
      async (transaction) => {
        const id = await getActiveCustomer(transaction, input.customerId);
        await assertWithinPlan(transaction, "bookings_this_month", toDateTime(now()));
        return id;
      },
      observer,
    );
    const partner = await getPartner(scope);
    const amount = parseMoney(input.total);
    await assertWithinCredit(scope, { customerId, amount }, { partner, now: now() });
  };
}

/**
 * Has the supplier hold an offer at the price that was accepted, once: a repeated request finds the
 * order by its key. Refuses another price (PRICE_CHANGED) and an offer that is over (OFFER_EXPIRED).
 */
function createHoldAtSupplier(dependencies: SupplierDependencies) {
  return async function holdAtSupplier(input: HoldBookingInput): Promise<string> {
    const { partner, bookingId, gdsProviderCode, offerReference, contact } = input;
    const scope = await dependencies.openPartner(partner);
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const idempotencyKey = holdKey(bookingId);
    const open = (sealed: string): string =>
      dependencies.keyRing
        .decrypt(Buffer.from(sealed, "base64"), heldBirthContext(partner))
        .toString();
    const held = await askSupplier(dependencies, {
      scope,
      gdsProviderCode,
      operation: "createHold",
      bookingId: null,
      idempotencyKey,
      request: { offerReference, total: { ...input.total } },
      call: (options) =>
        supplier.createHold(
          {
            offerReference,
            total: parseMoney(input.total),
            passengers: input.passengers.map(({ sealedDateOfBirth, ...passenger }) => ({
              ...passenger,
              ...(sealedDateOfBirth === null ? {} : { dateOfBirthOn: open(sealedDateOfBirth) }),
            })),
            contact: {
              email: contact.email,
              ...(contact.phone === null ? {} : { phone: contact.phone }),
            },
            idempotencyKey,
          },
          options,
        ),
      record: ({ recordLocator }) => ({ payload: { recordLocator } }),
    }).catch(asExpired);
    return held.recordLocator;
  };
}

function asExpired(error: unknown): never {
  if (error instanceof Refusal && error.details["reason"] === "offer_expired") {
    throw new Refusal("OFFER_EXPIRED", error.message, error.details);
  }
  throw error;
}

/** Lets go of an order that never came into the books; one of another booking stays. */
function createDropAtSupplier(dependencies: SupplierDependencies) {
  return async function dropAtSupplier(
    { partner, bookingId, gdsProviderCode }: HoldBookingInput,
    recordLocator: string,
  ): Promise<void> {
    const scope = await dependencies.openPartner(partner);
    await assertInNoBooking(scope, gdsProviderCode, recordLocator);
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const idempotencyKey = `drop:${bookingId}`;
    await askSupplier(dependencies, {
      scope,
      gdsProviderCode,
      operation: "cancelOrder",
      bookingId: null,
      idempotencyKey,
      request: recordLocator,
      call: (options) => supplier.cancelOrder({ recordLocator, idempotencyKey }, options),
      record: ({ status }) => ({ payload: { status } }),
    });
  };
}
