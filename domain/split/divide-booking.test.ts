import * as fc from "fast-check";

import type { BookedFare, BookedTicket, BookingRecord } from "../booking-record";
import { money } from "../money";
import type { Reservation } from "../reservation";
import { listRecordLocators, partIn, partOfTickets } from "./booking-parts";
import { divideBooking, findDivided } from "./divide-booking";

const all = [1, 2, 3, 4];
const none = money("BDT", 0n);
const now = "2026-11-21T04:00:00.000000Z";

const nameOf = (passenger: number) =>
  ({ type: "ADT", surname: `RAHMAN${passenger}`, givenNames: "AYESHA MRS" }) as const;
const ticketNumber = (passenger: number) => `997000000000${passenger}`;

describe("divideBooking", () => {
  test("puts each passenger into the one reservation that holds it, however they are divided", () => {
    const places = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(places, (reservations) => {
        const people = reservations.map((_, index) => index + 1);
        const of = (place: number) => people.filter((one) => reservations[one - 1] === place);
        const parts = [0, 1, 2].map(of);
        fc.pre(parts.every((part) => part.length > 0));
        const [own = [], ...others] = parts;
        const divided = divideBooking(
          bookingOf(people),
          reservationOf("OWN111", own),
          others.map((part, index) => reservationOf(`OTHER${index}`, part)),
        );
        expect(divided.map(({ passengerIds }) => new Set(passengerIds))).toEqual(
          others.map((part) => new Set(part.map((one) => 10 + one))),
        );
      }),
    );
  });

  test.each([
    ["nobody has gone", all, [4]],
    ["nobody has stayed", [], all],
    ["nobody has come", all, []],
    ["somebody is in neither", [1, 2], [3]],
    ["somebody else is there", [1, 2], [3, 4, 5]],
  ])("refuses where %s", (_, own, other) => {
    const divide = () =>
      divideBooking(bookingOf(all), reservationOf("OWN111", own), [reservationOf("OTHER1", other)]);
    expect(divide).toThrow(expect.objectContaining({ code: "PNR_SPLIT_UNMATCHED" }));
  });

  test("refuses where a ticket is not where its passenger is", () => {
    const own = reservationOf("OWN111", [1, 2], { tickets: [1, 3] });
    const other = reservationOf("OTHER1", [3, 4], { tickets: [2, 4] });
    const divide = () => divideBooking(bookingOf(all, { isIssued: true }), own, [other]);
    expect(divide).toThrow(
      expect.objectContaining({
        code: "PNR_SPLIT_UNMATCHED",
        details: expect.objectContaining({ tickets: "9970000000002" }),
      }),
    );
  });
});

describe("a booking whose passengers are in several reservations", () => {
  const booking = bookingOf(all, { isIssued: true, elsewhere: { 3: "OTHER1", 4: "OTHER2" } });
  const [first, second, third] = booking.tickets;

  test("names them, its own first", () => {
    expect(listRecordLocators(booking)).toEqual(["OWN111", "OTHER1", "OTHER2"]);
    expect(listRecordLocators(bookingOf(all))).toEqual(["OWN111"]);
  });

  test("has a part in each, with its passengers' fares and tickets", () => {
    const part = partIn(booking, "OTHER1");
    expect(part.reservation?.recordLocator).toBe("OTHER1");
    expect(part.fares.map(({ passengerId }) => passengerId)).toEqual([13]);
    expect(part.tickets).toEqual([third]);
  });

  test("has tickets of one part dealt with at a time", () => {
    const of = (...tickets: (typeof first)[]) =>
      partOfTickets(
        booking,
        tickets.filter((ticket) => ticket !== undefined),
      ).reservation?.recordLocator;
    expect(of(first, second)).toBe("OWN111");
    expect(of(third)).toBe("OTHER1");
    expect(() => of(second, third)).toThrow(
      expect.objectContaining({
        code: "RESERVATIONS_DIFFER",
        details: { reservations: "OWN111: 9970000000002; OTHER1: 9970000000003" },
      }),
    );
  });

  test("is split once more where the passengers that have gone were", () => {
    expect(findDivided(booking, [reservationOf("NEW111", [2])])).toBe("OWN111");
    expect(findDivided(booking, [reservationOf("NEW111", [3])])).toBe("OTHER1");
    expect(findDivided(booking, [reservationOf("NEW111", [2, 3])])).toBeUndefined();
  });
});

function bookingOf(
  people: readonly number[],
  {
    isIssued = false,
    elsewhere = {},
  }: {
    readonly isIssued?: boolean;
    readonly elsewhere?: Readonly<Record<number, string>>;
  } = {},
): BookingRecord {
  return {
    bookingId: 1,
    publicId: "bk_01arz3ndektsv4rrffq69g5fav",
    reference: "TVB-2026-000001",
    state: isIssued ? "ISSUED" : "HELD",
    version: 1,
    splitFrom: null,
    productCode: "air",
    branchId: null,
    branch: null,
    currency: "BDT",
    fareTotal: none,
    taxTotal: none,
    chargeTotal: none,
    vatTotal: none,
    total: none,
    ticketingDeadlineAt: null,
    issuedAt: isIssued ? now : null,
    createdAt: now,
    updatedAt: now,
    customer: {
      customerId: 70,
      publicId: "cus_01arz3ndektsv4rrffq69g5fav",
      displayName: "Padma Textiles",
      email: null,
      languageCode: "en",
      status: "active",
    },
    reservation: { gdsProviderCode: "1A", recordLocator: "OWN111" },
    passengers: people.map((number) => {
      const recordLocator = elsewhere[number];
      const passenger = { passengerId: 10 + number, number, ...nameOf(number) };
      return recordLocator === undefined ? passenger : { ...passenger, recordLocator };
    }),
    segments: [],
    fares: people.map(fareOf),
    charges: [],
    tickets: isIssued ? people.map(ticketOf) : [],
  };
}

function fareOf(passenger: number): BookedFare {
  return {
    fareId: 30 + passenger,
    fareNumber: passenger,
    passengerId: 10 + passenger,
    supplier: {
      supplierId: 500,
      publicId: "sup_01arz3ndektsv4rrffq69g5fav",
      name: "Biman Bangladesh Airlines",
      airlineCode: "BG",
      settlementMode: "bsp",
      revenueRole: "agent",
      status: "active",
    },
    service: null,
    supplierFareReference: String(passenger),
    base: none,
    taxes: [],
    taxTotal: none,
    total: none,
    commission: none,
    commissionPercent: null,
    formOfPayment: { kind: "cash" },
    coupons: [],
  };
}

function ticketOf(passenger: number): BookedTicket {
  const number = ticketNumber(passenger);
  return {
    ticketId: 40 + passenger,
    number,
    documentType: "ETKT",
    checkDigit: null,
    conjunctionNumber: 1,
    firstTicketNumber: number,
    status: "ISSUED",
    fareId: 30 + passenger,
    passengerId: 10 + passenger,
    exchangedFromTicketId: null,
    issuedOn: "2026-11-21",
    issuingOffice: null,
    coupons: [],
  };
}

function reservationOf(
  recordLocator: string,
  people: readonly number[],
  { tickets = [] }: { readonly tickets?: readonly number[] } = {},
): Reservation {
  return {
    recordLocator,
    status: "active",
    passengers: people.map((number, index) => ({
      reference: `PT${index + 2}`,
      ...nameOf(number),
    })),
    segments: [],
    fares: [],
    documents: tickets.map((passenger) => ({
      number: ticketNumber(passenger),
      conjunction: [ticketNumber(passenger)],
      passengerReference: "PT2",
      segmentReferences: [],
      issuedOn: "2026-11-21",
      issuingOffice: "DACTB2100",
      validatingCarrier: "BG",
    })),
  };
}
