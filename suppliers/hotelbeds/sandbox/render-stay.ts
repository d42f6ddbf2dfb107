import {
  formatAmount,
  type Money,
  parseMoney,
  percentageOf,
  subtract,
  sum,
} from "../../../domain/money";
import { paymentTypes } from "../read-rates";
import { findHotel } from "./hotels";
import { feeNow } from "./make-rates";
import type { BookingRecord, RateRecord } from "./records";

const commissionPercent = "10";

/** The hotel keeps our commission of what the guest pays there; else what we pay is the price. */
export function toAmounts({ price, currency, payment }: RateRecord): {
  readonly net: Money;
  readonly price: Money;
  readonly commission?: Money;
} {
  const whole = parseMoney({ amount: price, currency });
  if (payment === "prepaid") return { net: whole, price: whole };
  const commission = percentageOf(whole, commissionPercent);
  return { net: subtract(whole, commission), price: whole, commission };
}

export function renderHotel(code: number): object {
  const hotel = findHotel(code);
  return {
    code,
    name: hotel?.name,
    categoryCode: "4EST",
    categoryName: "4 STARS",
    destinationCode: hotel?.destinationCode,
    destinationName: hotel?.destinationCode,
  };
}

/** As availability and the check of a rate show it; a booking's has no key any more. */
export function renderRate(rate: RateRecord): object {
  const { net, price, commission } = toAmounts(rate);
  return {
    rateClass: "NOR",
    net: formatAmount(net),
    ...(commission === undefined
      ? {}
      : {
          sellingRate: formatAmount(price),
          hotelSellingRate: formatAmount(price),
          hotelCurrency: rate.currency,
          hotelMandatory: true,
          commission: formatAmount(commission),
          commissionVAT: "0.00",
          commissionPCT: commissionPercent,
        }),
    paymentType: paymentTypes[rate.payment],
    packaging: false,
    boardCode: rate.boardCode,
    boardName: rate.boardName,
    cancellationPolicies: rate.fees,
    rooms: rate.rooms,
    adults: rate.adults,
    children: rate.childAges.length,
    ...(rate.childAges.length === 0 ? {} : { childrenAges: rate.childAges.join(",") }),
  };
}

/** With its kinds of rooms, each with its rates. */
export function renderRooms(rates: readonly RateRecord[]): object[] {
  const codes = [...new Set(rates.map(({ roomCode }) => roomCode))];
  return codes.map((code) => {
    const own = rates.filter(({ roomCode }) => roomCode === code);
    return {
      code,
      name: own[0]?.roomName,
      rates: own.map((rate) => ({
        rateKey: rate.rateKey,
        rateType: "BOOKABLE",
        allotment: 5,
        ...renderRate(rate),
      })),
    };
  });
}

export function totalsOf(rates: readonly RateRecord[]): {
  readonly net: Money;
  readonly price: Money;
} {
  const currency = rates[0]?.currency ?? "";
  const amounts = rates.map(toAmounts);
  return {
    net: sum(
      currency,
      amounts.map(({ net }) => net),
    ),
    price: sum(
      currency,
      amounts.map(({ price }) => price),
    ),
  };
}

export function renderBooking(
  booking: BookingRecord,
  cancellationAmount?: string,
): { readonly booking: object } {
  const rates = booking.rates.map(({ rate }) => rate);
  const [first] = rates;
  const { net, price } = totalsOf(rates);
  const currency = first?.currency;
  const rooms = booking.rates.flatMap(({ rate, paxes }) =>
    Array.from({ length: rate.rooms }, (_, index) => ({ rate, paxes, roomId: index + 1 })),
  );
  return {
    booking: {
      reference: booking.reference,
      clientReference: booking.clientReference,
      creationDate: booking.creationDate,
      status: booking.status,
      ...(booking.status === "CANCELLED"
        ? { cancellationReference: `C-${booking.reference}` }
        : {}),
      modificationPolicies: { cancellation: true, modification: true },
      creationUser: "tvbsandbox",
      holder: booking.holder,
      hotel: {
        ...renderHotel(first?.hotelCode ?? 0),
        checkIn: first?.checkIn,
        checkOut: first?.checkOut,
        rooms: rooms.map(({ rate, paxes, roomId }, index) => ({
          id: index + 1,
          status: booking.status,
          code: rate.roomCode,
          name: rate.roomName,
          paxes: paxes.filter((pax) => pax.roomId === roomId),
          // All rooms of a rate have one price, which is said once.
          rates: roomId === 1 ? [renderRate(rate)] : [],
        })),
        totalNet: formatAmount(net),
        currency,
        ...(cancellationAmount === undefined ? {} : { cancellationAmount }),
      },
      totalNet: Number(formatAmount(net)),
      ...(first?.payment === "at_property" ? { totalSellingRate: formatAmount(price) } : {}),
      pendingAmount: Number(formatAmount(net)),
      currency,
    },
  };
}

/** What cancelling it costs now. */
export function cancellationAmountOf({ rates, cancellationAmount }: BookingRecord): string {
  if (cancellationAmount !== undefined) return cancellationAmount;
  const own = rates.map(({ rate }) => rate);
  return formatAmount(feeNow(own, own[0]?.currency ?? ""));
}
