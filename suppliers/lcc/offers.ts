import { isSameMoney } from "../../domain/money";
import type { Reservation } from "../../domain/reservation";
import type { HoldRequest, Offer, OfferRequest, OfferSearch } from "../air-operations";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { type LccConnection, lccRefused } from "./lcc-connection";
import {
  type LccOrder,
  offerSchema,
  offersSchema,
  orderSchema,
  ordersSchema,
} from "./lcc-messages";
import { lccPassengerTypes, reading, toOffer, toReservation } from "./read-order";

export async function searchOffers(
  connection: LccConnection,
  { legs, passengers }: OfferSearch,
  options: CallOptions,
): Promise<SupplierOutcome<readonly Offer[]>> {
  const outcome = await connection.call(
    {
      operation: "offer_requests",
      path: "/air/offer_requests?return_offers=true",
      data: {
        slices: legs.map(({ origin, destination, departsOn }) => ({
          origin,
          destination,
          departure_date: departsOn,
        })),
        passengers: passengers.flatMap(({ type, count }) =>
          Array.from({ length: count }, () => ({ type: lccPassengerTypes[type] })),
        ),
      },
      schema: offersSchema,
    },
    options,
  );
  if (outcome.kind !== "done") return outcome;
  return reading(() => outcome.value.offers.map(toOffer));
}

export async function priceOffer(
  connection: LccConnection,
  { offerReference }: OfferRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Offer>> {
  const path = `/air/offers/${encodeURIComponent(offerReference)}`;
  const outcome = await connection.call(
    { operation: "offers", path, schema: offerSchema },
    options,
  );
  return outcome.kind === "done" ? reading(() => toOffer(outcome.value)) : outcome;
}

/** Looks for an order of ours with the key before it makes one, at the price that was accepted. */
export async function createHold(
  connection: LccConnection,
  request: HoldRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const { idempotencyKey } = request;
  const known = await connection.call(
    {
      operation: "list_orders",
      path: `/air/orders?idempotency_key=${encodeURIComponent(idempotencyKey)}`,
      schema: ordersSchema,
    },
    options,
  );
  if (known.kind !== "done") return asLook(known);
  const [made] = known.value;
  if (made !== undefined) return readHeld(made);
  const path = `/air/offers/${encodeURIComponent(request.offerReference)}`;
  const offered = await connection.call(
    { operation: "offers", path, schema: offerSchema },
    options,
  );
  if (offered.kind !== "done") return offered;
  const offer = reading(() => toOffer(offered.value));
  if (offer.kind !== "done") return offer;
  if (!isSameMoney(offer.value.total, request.total)) {
    return lccRefused("price_changed", "", "the offer costs another amount by now");
  }
  const created = await connection.call(
    {
      operation: "orders",
      path: "/air/orders",
      data: toOrderData(request, offered.value.passengers),
      schema: orderSchema,
      idempotencyKey,
    },
    options,
  );
  return created.kind === "done" ? readHeld(created.value) : created;
}

/** An order that cannot be read is there all the same: nothing was refused. */
function readHeld(order: LccOrder): SupplierOutcome<Reservation> {
  const held = reading(() => toReservation(order));
  return held.kind === "refused" ? { kind: "unknown", message: held.supplierText } : held;
}

/** The offer names its passengers by type: ours take those places in their order. */
function toOrderData(
  { offerReference, passengers, contact }: HoldRequest,
  places: readonly { readonly id: string; readonly type: string }[],
): object {
  const free = [...places];
  return {
    type: "pay_later",
    selected_offers: [offerReference],
    passengers: passengers.map((passenger) => {
      const index = free.findIndex(({ type }) => type === lccPassengerTypes[passenger.type]);
      const [place] = free.splice(Math.max(0, index), 1);
      return {
        id: place?.id,
        type: lccPassengerTypes[passenger.type],
        family_name: passenger.surname,
        given_name: passenger.givenNames,
        born_on: passenger.dateOfBirthOn ?? null,
        email: contact.email,
        phone_number: contact.phone ?? null,
      };
    }),
  };
}
