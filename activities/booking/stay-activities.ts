import { toMoneyJson } from "../../domain/money";
import type { StayOffer } from "../../suppliers/stay-operations";
import type { SearchStaysInput, StayOfferPayload } from "../../temporal/contract/stays";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";

export type StayActivities = ReturnType<typeof createStayActivities>;

/** What is asked of a supplier of stays before one is booked. */
export function createStayActivities({ openPartner, openSupplier }: SupplierDependencies) {
  return {
    searchStaysAtSupplier: async ({
      partner,
      gdsProviderCode,
      place,
      checkIn,
      checkOut,
      rooms,
      payment,
    }: SearchStaysInput): Promise<StayOfferPayload[]> => {
      const supplier = await openSupplier(await openPartner(partner), gdsProviderCode);
      const offers = await readSupplier((options) =>
        supplier.searchStays({ place, checkIn, checkOut, rooms, payment }, options),
      );
      return offers.map(toPayload);
    },
  };
}

function toPayload(offer: StayOffer): StayOfferPayload {
  const { reference, hotelCode, hotelName, destinationCode, checkIn, checkOut, payment } = offer;
  return {
    reference,
    hotelCode,
    hotelName,
    destinationCode,
    checkIn,
    checkOut,
    rooms: offer.rooms.map(({ total, childAges, ...room }) => ({
      ...room,
      childAges: [...childAges],
      total: toMoneyJson(total),
    })),
    payment,
    total: toMoneyJson(offer.total),
    commission: offer.commission === undefined ? null : toMoneyJson(offer.commission),
    cancellationFees: offer.cancellationFees.map(({ from, amount }) => ({
      from,
      amount: toMoneyJson(amount),
    })),
    expiresAt: offer.expiresAt ?? null,
  };
}
