import type { PricedBooking } from "../../domain/booking";
import { priceBooking } from "../../domain/booking";
import type { StoredFare } from "../../domain/reservation";
import type { InFull } from "../schemas/booking";
import { toMoney } from "../schemas/common";

/** A booking that the caller describes, priced by the same rules as one from a GDS. */
export function toPricedBooking(body: InFull): PricedBooking {
  return priceBooking(
    {
      passengers: body.passengers.map((passenger) => ({
        reference: passenger.reference,
        type: passenger.type,
        surname: passenger.surname,
        givenNames: passenger.given_names,
      })),
      segments: body.segments.map((segment) => ({
        reference: segment.reference,
        carrierCode: segment.carrier,
        flightNumber: segment.flight_number,
        bookingClass: segment.booking_class,
        originAirport: segment.origin,
        destinationAirport: segment.destination,
        departsLocal: segment.departs_local,
        arrivesLocal: segment.arrives_local,
        statusCode: "HK",
      })),
      fares: body.fares.map(toStoredFare),
    },
    body.charges.map((charge) => ({
      type: charge.type,
      amount: toMoney(charge.amount),
      vatPercent: charge.vat_percent,
    })),
  );
}

function toStoredFare(fare: InFull["fares"][number]): StoredFare {
  const form = fare.form_of_payment;
  return {
    reference: fare.reference,
    passengerReferences: fare.passengers,
    segmentReferences: fare.segments,
    validatingCarrier: fare.validating_carrier,
    fare: {
      base: toMoney(fare.base),
      taxes: fare.taxes.map(({ code, amount }) => ({ code, amount: toMoney(amount) })),
      total: toMoney(fare.total),
    },
    ...(fare.commission === undefined ? {} : { commission: toTerms(fare.commission) }),
    formOfPayment:
      form.kind === "cash"
        ? { kind: "cash" }
        : { kind: "card", brand: form.brand, lastFour: form.last_four },
    fareBases: fare.fare_bases,
  };
}

function toTerms(
  commission: NonNullable<InFull["fares"][number]["commission"]>,
): NonNullable<StoredFare["commission"]> {
  return "percent" in commission
    ? { kind: "percent", percent: commission.percent }
    : { kind: "amount", amount: toMoney(commission.amount) };
}
