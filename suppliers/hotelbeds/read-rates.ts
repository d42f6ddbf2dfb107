import { allocate, type Money, parseMoney, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { StayPayment } from "../../domain/stay";
import type { SupplierOutcome } from "../outcome";
import type { CancellationFee, OfferedRoom } from "../stay-operations";
import type { HotelbedsRate } from "./hotelbeds-messages";
import { hotelbedsRefused } from "./refusals";

export const paymentTypes = { prepaid: "AT_WEB", at_property: "AT_HOTEL" } as const;

/** What cannot be read is the supplier's fault, and no reason to ask it again. */
export function reading<T>(read: () => T): SupplierOutcome<T> {
  try {
    return { kind: "done", value: read() };
  } catch (error) {
    if (error instanceof Refusal)
      return hotelbedsRefused("reservation_invalid", error.code, error.message);
    throw error;
  }
}

type Priced = Pick<HotelbedsRate, "sellingRate" | "paymentType"> & {
  readonly net?: string | null | undefined;
};

export function paymentOf({ paymentType }: Pick<Priced, "paymentType">): StayPayment {
  if (paymentType === paymentTypes.at_property) return "at_property";
  if (paymentType === paymentTypes.prepaid) return "prepaid";
  throw new Refusal("PNR_INVALID", `A rate is paid by ${paymentType}, which we do not know.`);
}

/** What we pay for it, or what the guest pays at the hotel, with our commission in it. */
export function priceOf(rate: Priced, currency: string): Money {
  const isNet = paymentOf(rate) === "prepaid";
  const amount = isNet ? rate.net : (rate.sellingRate ?? rate.net);
  if (amount == null) throw new Refusal("AMOUNT_INVALID", "A rate has no price.");
  return parseMoney({ amount, currency });
}

/** Undefined where we pay, and where nothing is said of one. */
export function commissionOf(
  rates: readonly (Priced & Pick<HotelbedsRate, "commission">)[],
  currency: string,
): Money | undefined {
  const amounts = rates
    .filter((rate) => paymentOf(rate) === "at_property")
    .flatMap(({ commission }) => (commission == null ? [] : [commission]))
    .map((amount) => parseMoney({ amount, currency }));
  return amounts.length === 0 ? undefined : sum(currency, amounts);
}

export interface RoomsAlike {
  readonly count: number;
  readonly adults: number;
  readonly childAges: readonly number[];
}

/** A rate is of all the rooms that are alike; its price is shared out among them. */
export function toRooms(
  rate: HotelbedsRate,
  { count, adults, childAges }: RoomsAlike,
  room: { readonly code: string; readonly name: string },
  currency: string,
): OfferedRoom[] {
  const weights = Array.from({ length: count }, () => 1n);
  return allocate(priceOf(rate, currency), weights).map((total) => ({
    roomCode: room.code,
    roomName: room.name,
    boardCode: rate.boardCode,
    boardName: rate.boardName,
    adults,
    childAges,
    total,
  }));
}

/** What giving up all of them costs, from each instant at which that changes. */
export function toCancellationFees(
  rates: readonly Pick<HotelbedsRate, "cancellationPolicies">[],
  currency: string,
): CancellationFee[] {
  const schedules = rates.map(({ cancellationPolicies }) =>
    (cancellationPolicies ?? [])
      .map(({ amount, from }) => ({
        fromMs: readInstant(from),
        amount: parseMoney({ amount, currency }),
      }))
      .toSorted((left, right) => left.fromMs - right.fromMs),
  );
  const instants = [...new Set(schedules.flat().map(({ fromMs }) => fromMs))];
  return instants
    .toSorted((left, right) => left - right)
    .map((instantMs) => ({
      from: new Date(instantMs).toISOString(),
      amount: sum(
        currency,
        schedules.flatMap((schedule) => {
          const due = schedule.findLast(({ fromMs }) => fromMs <= instantMs);
          return due === undefined ? [] : [due.amount];
        }),
      ),
    }));
}

function readInstant(text: string): number {
  const instantMs = Date.parse(text);
  if (Number.isNaN(instantMs)) throw new Refusal("PNR_INVALID", `${text} is no instant.`);
  return instantMs;
}
