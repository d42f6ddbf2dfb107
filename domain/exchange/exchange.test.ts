import * as fc from "fast-check";

import type { BookedFare, BookedTicket, BookingRecord } from "../booking-record";
import type { Money } from "../money";
import { add, money, subtract, sum } from "../money";
import { Refusal } from "../refusal";
import type { Reservation, StoredFare } from "../reservation";
import { chooseExchangedTickets } from "./choose-exchanged-tickets";
import { matchExchanged } from "./match-exchanged";
import { customerAmount, postExchanges } from "./post-exchanges";
import { priceExchange } from "./price-exchange";

const bdt = (minor: bigint): Money => money("BDT", minor);
const none = bdt(0n);
const day = "2027-03-10";

function fareFor(passenger: number, base: bigint, tax: bigint): BookedFare {
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
    base: bdt(base),
    taxes: [{ code: "BD", amount: bdt(tax) }],
    taxTotal: bdt(tax),
    total: bdt(base + tax),
    commission: bdt((base * 7n) / 100n),
    commissionPercent: "7",
    formOfPayment: { kind: "cash" },
    coupons: [{ segmentId: 21, couponNumber: 1, fareBasis: "YOW" }],
  };
}

function ticketFor(passenger: number): BookedTicket {
  const number = `997000000000${passenger}`;
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
    coupons: [{ couponNumber: 1, segmentId: 21, status: "OPEN", fareBasis: "YOW" }],
  };
}

const flight = {
  carrierCode: "BG",
  flightNumber: "147",
  bookingClass: "Y",
  originAirport: "DAC",
  destinationAirport: "DXB",
  departsLocal: `${day}T10:10`,
  arrivesLocal: `${day}T13:35`,
  statusCode: "HK",
};

type Parts = Pick<BookingRecord, "fares" | "tickets">;

function bookingOf({ fares, tickets }: Parts): BookingRecord {
  const people = fares.map((_, index) => index + 1);
  return {
    bookingId: 1,
    publicId: "bk_01arz3ndektsv4rrffq69g5fav",
    reference: "TVB-2026-000001",
    state: "ISSUED",
    version: 2,
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
    issuedAt: "2026-11-21T04:00:00.000000Z",
    createdAt: "2026-11-21T04:00:00.000000Z",
    updatedAt: "2026-11-21T04:00:00.000000Z",
    customer: {
      customerId: 70,
      publicId: "cus_01arz3ndektsv4rrffq69g5fav",
      displayName: "Padma Textiles",
      email: null,
      languageCode: "en",
      status: "active",
    },
    reservation: { gdsProviderCode: "1A", recordLocator: "YMUQL9" },
    passengers: people.map((number) => ({
      passengerId: 10 + number,
      number,
      type: "ADT",
      surname: `RAHMAN${number}`,
      givenNames: "AYESHA MRS",
    })),
    segments: [{ ...flight, segmentId: 21, number: 1 }],
    fares,
    charges: [],
    tickets,
  };
}

function storedFare(passenger: number, base: bigint, tax: bigint): StoredFare {
  return {
    reference: String(passenger),
    passengerReferences: [`PT${passenger}`],
    segmentReferences: ["ST1"],
    validatingCarrier: "BG",
    fare: {
      base: bdt(base),
      taxes: [{ code: "BD", amount: bdt(tax) }],
      total: bdt(base + tax),
    },
    formOfPayment: { kind: "cash" },
    fareBases: ["YOW"],
  };
}

function reservationOf(fares: readonly StoredFare[]): Reservation {
  return {
    recordLocator: "YMUQL9",
    status: "active",
    passengers: fares.map((_, index) => ({
      reference: `PT${index + 1}`,
      type: "ADT",
      surname: `RAHMAN${index + 1}`,
      givenNames: "AYESHA MRS",
    })),
    segments: [{ ...flight, reference: "ST1", flightNumber: "347" }],
    fares,
    documents: fares.map((_, index) => ({
      number: `997000000010${index}`,
      conjunction: [`997000000010${index}`],
      passengerReference: `PT${index + 1}`,
      segmentReferences: ["ST1"],
      issuedOn: "2026-11-22",
      issuingOffice: "DACTB2100",
      validatingCarrier: "BG",
    })),
  };
}

interface Price {
  readonly base: bigint;
  readonly tax: bigint;
}

const price = fc.record({
  base: fc.bigInt({ min: 1n, max: 10_000_000n }),
  tax: fc.bigInt({ min: 0n, max: 1_000_000n }),
});
const partner = {
  recognition: {
    commission: "per_segment",
    markUp: "per_segment",
    serviceFee: "at_issuance",
  },
} as const;
const books = { functional: "BDT", rateOf: () => "1.00000000" };

function totalOf(prices: readonly Price[]): Money {
  return sum(
    "BDT",
    prices.map(({ base, tax }) => bdt(base + tax)),
  );
}

function bookingAt(prices: readonly Price[]): BookingRecord {
  return bookingOf({
    fares: prices.map(({ base, tax }, index) => fareFor(index + 1, base, tax)),
    tickets: prices.map((_, index) => ticketFor(index + 1)),
  });
}

/** The booking after an exchange: each passenger has the new ticket at the new price. */
function exchangedTo(booking: BookingRecord, prices: readonly Price[], penalty: bigint) {
  const { tickets } = chooseExchangedTickets(booking, "all");
  const reservation = reservationOf(
    prices.map(({ base, tax }, index) => storedFare(index + 1, base, tax)),
  );
  const paid = sum(
    "BDT",
    booking.fares.map(({ total }) => total),
  );
  const newTotal = totalOf(prices);
  const due = add(subtract(newTotal, paid), bdt(penalty));
  const quoted = { newTotal, penalty: bdt(penalty), due };
  const priced = priceExchange(booking, tickets, reservation, quoted);
  return { tickets, priced, due, next: bookingAt(prices) };
}

describe("priceExchange", () => {
  test("splits a supplier's price so that the parts come to what is paid", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 4 }),
        fc.bigInt({ min: 0n, max: 500_000n }),
        (people, penalty) => {
          const booking = bookingAt(people.map(([old]) => old));
          const after = people.map(([, changed]) => changed);
          const { priced, due } = exchangedTo(booking, after, penalty);
          const parts = priced.documents.flatMap((document) => [
            document.fareDifference,
            document.taxDifference,
            document.penalty,
          ]);
          expect(sum("BDT", parts)).toEqual(due);
        },
      ),
    );
  });

  test("counts with the taxes what the fares do not explain of the balance", () => {
    const booking = bookingAt([{ base: 40_000n, tax: 8_500n }]);
    const { tickets } = chooseExchangedTickets(booking, "all");
    const [document] = priceExchange(
      booking,
      tickets,
      reservationOf([storedFare(1, 46_000n, 9_000n)]),
      { newTotal: bdt(55_000n), penalty: bdt(3_000n), due: bdt(29_500n) },
    ).documents;
    expect(document).toMatchObject({
      fareDifference: bdt(6_000n),
      taxDifference: bdt(20_500n),
      penalty: bdt(3_000n),
      commissionDifference: bdt(420n),
    });
  });

  test("takes a share of a total that no stored fare explains", () => {
    const booking = bookingAt([{ base: 40_000n, tax: 8_500n }]);
    const { tickets } = chooseExchangedTickets(booking, "all");
    const [document] = priceExchange(
      booking,
      tickets,
      reservationOf([storedFare(1, 40_000n, 8_500n)]),
      { newTotal: bdt(50_000n), penalty: none, due: bdt(1_500n) },
    ).documents;
    expect(document).toMatchObject({ base: bdt(41_500n), taxDifference: none });
  });

  test("refuses another airline, other people and another currency", () => {
    const booking = bookingAt([{ base: 40_000n, tax: 8_500n }]);
    const { tickets } = chooseExchangedTickets(booking, "all");
    const stored = storedFare(1, 46_000n, 9_000n);
    const quoted = { newTotal: bdt(55_000n), penalty: none, due: bdt(6_500n) };
    const codeOf = (reservation: Reservation, quote = quoted) => {
      try {
        return priceExchange(booking, tickets, reservation, quote);
      } catch (error) {
        return error instanceof Refusal ? error.code : error;
      }
    };
    const elsewhere = reservationOf([{ ...stored, validatingCarrier: "EK" }]);
    const strangers = { ...reservationOf([stored]), passengers: [] };
    const dollars = { ...quoted, penalty: money("USD", 0n) };
    expect([
      codeOf(elsewhere),
      codeOf(strangers),
      codeOf(reservationOf([stored]), dollars),
    ]).toEqual(["TICKET_NOT_EXCHANGEABLE", "PNR_CHANGED", "CURRENCY_MISMATCH"]);
  });
});

describe("postExchanges", () => {
  test("a chain of exchanges collects what the last ticket costs more than the first", () => {
    fc.assert(
      fc.property(price, fc.array(price, { minLength: 1, maxLength: 4 }), (first, chain) => {
        let booking = bookingAt([first]);
        let collected = none;
        let commission = none;
        for (const next of chain) {
          const { tickets, priced, next: after } = exchangedTo(booking, [next], 0n);
          const exchanges = tickets.flatMap((ticket, index) => {
            const document = priced.documents[index];
            const segments = [{ segmentId: 22, departsOn: day }];
            return document === undefined
              ? []
              : [{ ticket, priced: document, newTicketId: 51, segments }];
          });
          const terms = {
            markUp: none,
            fee: { amount: none, vat: none },
            residual: "credited",
          } as const;
          const posted = postExchanges(
            { partner, booking, exchanges, terms, schedules: [] },
            books,
          );
          const balance = posted.lines.reduce(
            (total, { side, amount }) => total + (side === "debit" ? amount.minor : -amount.minor),
            0n,
          );
          expect(balance).toBe(0n);
          expect(posted.customer).toEqual(customerAmount(booking, exchanges, terms));
          collected = add(collected, posted.customer);
          for (const { priced: document } of exchanges) {
            commission = add(commission, document.commissionDifference);
          }
          const fares = after.fares.map((fare, index) => ({
            ...fare,
            commission: priced.documents[index]?.commission ?? none,
          }));
          booking = { ...after, fares };
        }
        const last = chain.at(-1) ?? first;
        expect(collected).toEqual(subtract(totalOf([last]), totalOf([first])));
        expect(commission).toEqual(
          subtract(booking.fares[0]?.commission ?? none, bdt((first.base * 7n) / 100n)),
        );
      }),
    );
  });
});

describe("chooseExchangedTickets", () => {
  const booking = bookingAt([
    { base: 1n, tax: 0n },
    { base: 1n, tax: 0n },
  ]);
  const [first = ticketFor(1), second = ticketFor(2)] = booking.tickets;

  test("takes those asked for, or all that stand", () => {
    expect(chooseExchangedTickets(booking, "all").tickets).toEqual([first, second]);
    expect(chooseExchangedTickets(booking, [second.number]).documents).toEqual([second]);
  });

  test.each([
    ["a ticket of another booking", first, ["9979999999999"], "NOT_FOUND"],
    ["one that is exchanged", { status: "EXCHANGED" }, [first.number], "TICKET_NOT_EXCHANGEABLE"],
    [
      "one that was flown",
      { coupons: first.coupons.map((coupon) => ({ ...coupon, status: "FLOWN" })) },
      [first.number],
      "TICKET_NOT_EXCHANGEABLE",
    ],
  ] as const)("refuses %s", (_, change, asked, code) => {
    const changed = { ...booking, tickets: [{ ...first, ...change }, second] };
    expect(() => chooseExchangedTickets(changed, asked)).toThrow(expect.objectContaining({ code }));
  });
});

describe("matchExchanged", () => {
  const prices = [
    { base: 1n, tax: 0n },
    { base: 1n, tax: 0n },
  ];
  const reservation = reservationOf(prices.map((_, index) => storedFare(index + 1, 1n, 0n)));
  const booking = bookingAt(prices);

  test("gives each old ticket the new one of its passenger", () => {
    const journey = matchExchanged(booking, booking.tickets, reservation);
    expect(journey?.documents.map(({ oldNumber, numbers }) => [oldNumber, ...numbers])).toEqual([
      [booking.tickets[0]?.number, "9970000000100"],
      [booking.tickets[1]?.number, "9970000000101"],
    ]);
    expect(journey?.flights).toEqual([{ ...flight, flightNumber: "347" }]);
  });

  test("is undefined where a new ticket is missing", () => {
    const short = { ...reservation, documents: reservation.documents.slice(1) };
    expect(matchExchanged(booking, booking.tickets, short)).toBeUndefined();
  });
});
