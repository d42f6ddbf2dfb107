import type { BookedSegment } from "./booking-record";
import type { ReservedSegment } from "./reservation";
import { findScheduleChanges, mostMoved } from "./schedule-change";

function reserved(change: Partial<ReservedSegment> = {}): ReservedSegment {
  return {
    reference: "ST1",
    carrierCode: "BG",
    flightNumber: "147",
    bookingClass: "Y",
    originAirport: "DAC",
    destinationAirport: "DXB",
    departsLocal: "2027-01-05T19:30",
    arrivesLocal: "2027-01-05T22:45",
    statusCode: "HK",
    ...change,
  };
}

function booked(number = 1, change: Partial<ReservedSegment> = {}): BookedSegment {
  const { reference: _, ...flight } = reserved(change);
  return { segmentId: 20 + number, number, ...flight };
}

const back = {
  originAirport: "DXB",
  destinationAirport: "DAC",
  departsLocal: "2027-01-12T14:00",
  arrivesLocal: "2027-01-12T20:30",
};

describe("findScheduleChanges", () => {
  test.each<[string, Partial<ReservedSegment>[]]>([
    ["as it was sold", [{}]],
    ["reconfirmed", [{ statusCode: "RR" }]],
    ["beside another that fell out", [{ statusCode: "UN", flightNumber: "999" }, {}]],
  ])("finds none in a flight %s", (_, segments) => {
    const changes = findScheduleChanges(
      { segments: [booked()] },
      { segments: segments.map(reserved) },
    );
    expect(changes).toEqual([]);
  });

  test.each<[string, Partial<ReservedSegment>[], number | null]>([
    ["later", [{ departsLocal: "2027-01-05T21:00" }], 90],
    ["earlier, over midnight", [{ departsLocal: "2027-01-04T23:30" }], -1_200],
    ["by another flight number", [{ flightNumber: "347" }], 0],
    ["in its arrival alone", [{ arrivesLocal: "2027-01-05T23:45" }], 0],
    [
      "by UN and TK",
      [{ statusCode: "UN" }, { statusCode: "TK", departsLocal: "2027-01-05T20:00" }],
      30,
    ],
    [
      "to the nearest of two",
      [{ departsLocal: "2027-01-07T08:00" }, { departsLocal: "2027-01-05T19:00" }],
      -30,
    ],
    ["to nothing: it is taken out", [{ statusCode: "UN" }], null],
    ["to nothing: the next flight is days away", [{ departsLocal: "2027-01-09T19:30" }], null],
    ["to nothing: another route", [{ destinationAirport: "AUH" }], null],
  ])("finds a flight moved %s", (_, segments, minutesMoved) => {
    const changes = findScheduleChanges(
      { segments: [booked()] },
      { segments: segments.map(reserved) },
    );
    expect(changes).toMatchObject([{ segmentNumber: 1, minutesMoved }]);
    expect(changes[0]?.after === null).toBe(minutesMoved === null);
  });

  test("looks at each flight for itself, and at none that an exchange took out", () => {
    const changes = findScheduleChanges(
      { segments: [booked(1), booked(2, back), booked(3, { statusCode: "XX" })] },
      { segments: [reserved({ ...back, departsLocal: "2027-01-12T16:00" }), reserved()] },
    );
    expect(changes).toMatchObject([{ segmentNumber: 2, minutesMoved: 120 }]);
  });
});

describe("mostMoved", () => {
  const change = (minutesMoved: number | null) => ({
    segmentNumber: 1,
    before: reserved(),
    after: null,
    minutesMoved,
  });

  test.each<[(number | null)[], number | null]>([
    [[30, -90], 90],
    [[0], 0],
    [[30, null], null],
  ])("of %j is %s", (minutes, most) => {
    expect(mostMoved(minutes.map(change))).toBe(most);
  });
});
