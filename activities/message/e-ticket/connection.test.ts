import { describeConnection } from "./connection";
import type { ETicketSegment } from "./e-ticket";

const doha = { code: "DOH", name: "Hamad International Airport", city: "Doha" };
const dubai = { code: "DXB", name: "Dubai International Airport", city: "Dubai" };

describe("describeConnection", () => {
  test.each([
    ["2026-11-15T13:40", "2026-11-15T16:15", "Connection in Doha (DOH), 2 h 35 min"],
    // Clocks may change in between: the hours aren't certain.
    ["2026-11-15T22:40", "2026-11-16T01:15", "Connection in Doha (DOH)"],
    ["2026-11-15T01:40", "2026-11-15T05:15", "Connection in Doha (DOH)"],
    ["2026-11-15T13:40", "2026-11-16T13:40", undefined],
    ["2026-11-15T13:40", "2026-11-15T13:00", undefined],
  ])("arriving %s and leaving %s", (arrivesLocal, departsLocal, text) => {
    const previous = newFlight({ arrivesLocal });
    expect(describeConnection(previous, newFlight({ departsLocal }))).toBe(text);
  });

  test("warns of another airport", () => {
    const previous = newFlight({ destination: dubai });
    expect(describeConnection(previous, newFlight({}))).toBe(
      "Change of airport: arrive at Dubai (DXB), leave from Doha (DOH)",
    );
  });
});

function newFlight(changes: Partial<ETicketSegment>): ETicketSegment {
  return {
    carrier: { code: "QR", name: "Qatar Airways" },
    flightNumber: "1",
    bookingClass: "Y",
    origin: doha,
    destination: doha,
    departsLocal: "2026-11-15T16:15",
    arrivesLocal: "2026-11-15T13:40",
    statusCode: "HK",
    fareBasis: "Y",
    coupon: { number: 1, statusCode: "O" },
    ...changes,
  };
}
