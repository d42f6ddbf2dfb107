import type { BookingState } from "./booking-state";
import { assertTransition, bookingStates, canTransition } from "./booking-state";

/**
 * Manual 4.1: DRAFT → HELD → PENDING_PAYMENT or PENDING_APPROVAL → ISSUED → PARTIALLY_USED →
 * COMPLETED, with the three exceptional ends. A booking on credit is issued from HELD; a wait that
 * is given up goes back to HELD; a journey of one coupon is never partially used.
 */
const edges = readMatrix(`
                        D H P A I U C B X E
  DRAFT                 . x . . . . . x . x
  HELD                  . . x x x . . x . x
  PENDING_PAYMENT       . x . x x . . x . x
  PENDING_APPROVAL      . x x . x . . x . x
  ISSUED                . . . . . x x . x .
  PARTIALLY_USED        . . . . . . x . x .
  COMPLETED             . . . . . . . . . .
  CANCELLED_BEFORE_ISSUE . . . . . . . . . .
  CANCELLED_AFTER_ISSUE . . . . . . . . . .
  EXPIRED               . . . . . . . . . .
`);

const pairs = bookingStates.flatMap((from) => bookingStates.map((to) => [from, to] as const));
const allowed = pairs.filter(([from, to]) => edges.get(from)?.has(to));
const refused = pairs.filter(([from, to]) => !edges.get(from)?.has(to));
const issuedOnce: readonly BookingState[] = [
  "ISSUED",
  "PARTIALLY_USED",
  "COMPLETED",
  "CANCELLED_AFTER_ISSUE",
];

describe("bookingStates", () => {
  test("are the ten of manual 4.1", () => {
    expect([...bookingStates]).toEqual([...edges.keys()]);
  });
});

describe("canTransition", () => {
  test.each(bookingStates)("leads from %s exactly where the manual does", (from) => {
    const reached = bookingStates.filter((to) => canTransition(from, to));
    expect(reached).toEqual([...(edges.get(from) ?? [])]);
  });

  test("reaches every state from DRAFT", () => {
    expect(reachableFrom("DRAFT")).toEqual(new Set(bookingStates.filter((to) => to !== "DRAFT")));
  });

  test("reaches nothing that has been issued except through ISSUED", () => {
    for (const from of bookingStates.filter((state) => !issuedOnce.includes(state))) {
      const entered = bookingStates.filter((to) => canTransition(from, to));
      expect(entered.filter((to) => issuedOnce.includes(to) && to !== "ISSUED")).toEqual([]);
    }
  });

  test.each(issuedOnce)("never unmakes the sale of a booking that is %s", (from) => {
    expect([...reachableFrom(from)].filter((to) => !issuedOnce.includes(to))).toEqual([]);
  });
});

describe("assertTransition", () => {
  test.each(allowed)("lets %s become %s", (from, to) => {
    expect(() => assertTransition(from, to)).not.toThrow();
  });

  test.each(refused.filter(([from, to]) => !(to === "ISSUED" && issuedOnce.includes(from))))(
    "refuses to let %s become %s",
    (from, to) => {
      expect(() => assertTransition(from, to)).toThrow(
        expect.objectContaining({ code: "BOOKING_STATE_INVALID", details: { from, to } }),
      );
    },
  );

  test.each(issuedOnce)("says that a booking in %s has been issued already", (from) => {
    expect(() => assertTransition(from, "ISSUED")).toThrow(
      expect.objectContaining({ code: "BOOKING_ALREADY_ISSUED", details: { from } }),
    );
  });
});

function readMatrix(text: string): ReadonlyMap<BookingState, ReadonlySet<BookingState>> {
  const [, ...rows] = text.trim().split("\n");
  const cells = rows.map((row) => row.trim().split(/\s+/));
  const states = cells.map(([name]) => name as BookingState);
  return new Map(
    cells.map(([name, ...marks]) => [
      name as BookingState,
      new Set(states.filter((_, index) => marks[index] === "x")),
    ]),
  );
}

function reachableFrom(start: BookingState): Set<BookingState> {
  const reached = new Set<BookingState>();
  const waiting = [start];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const state = from;
    for (const to of bookingStates.filter((next) => canTransition(state, next))) {
      if (!reached.has(to)) waiting.push(to);
      reached.add(to);
    }
  }
  return reached;
}
