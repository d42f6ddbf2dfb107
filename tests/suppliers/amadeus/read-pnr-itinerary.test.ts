import { adult, flight, name, birth, segment, read } from "./pnr-fixture";

describe("readPnr: passengers and segments", () => {
  test("takes Amadeus's own record locator, names without titles and local times", () => {
    expect(read()).toMatchObject({
      recordLocator: "ABC123",
      status: "active",
      passengers: [{ reference: "PT2", type: "ADT", surname: "RAHMAN", givenNames: "TANVIR" }],
      segments: [
        { reference: "ST1", departsLocal: "2021-01-05T10:10", arrivesLocal: "2021-01-05T13:35" },
      ],
    });
  });

  test("leaves out what the PNR does not say", () => {
    const reservation = read();
    expect(reservation).not.toHaveProperty("ticketingDeadlineAt");
    expect(reservation.passengers[0]).toEqual({
      reference: "PT2",
      type: "ADT",
      surname: "RAHMAN",
      givenNames: "TANVIR",
    });
  });

  test("reads an infant that shares the adult's name element, whose birth date is the infant's", () => {
    const two =
      "<passenger><firstName>NUSRAT MS</firstName><type>ADT</type><infantIndicator>2</infantIndicator></passenger><passenger><firstName>SAMI</firstName><type>INF</type></passenger>";
    expect(read({ names: name(2, 1, "AKTER", two, birth("12012026")) }).passengers).toEqual([
      { reference: "PT2", type: "ADT", surname: "AKTER", givenNames: "NUSRAT" },
      {
        reference: "PT2I",
        type: "INF",
        surname: "AKTER",
        givenNames: "SAMI",
        dateOfBirthOn: "2026-01-12",
      },
    ]);
  });

  test("reads an infant with a surname of its own", () => {
    const infantData = `<passengerData><travellerInformation><traveller><surname>KARIM</surname></traveller><passenger><firstName>SAMI</firstName><type>INF</type></passenger></travellerInformation>${birth("12JAN26")}</passengerData>`;
    const names = adult.replace("</travellerInfo>", `${infantData}</travellerInfo>`);
    expect(read({ names }).passengers[1]).toEqual({
      reference: "PT2I",
      type: "INF",
      surname: "KARIM",
      givenNames: "SAMI",
      dateOfBirthOn: "2026-01-12",
    });
  });

  test.each([
    ["CHD", "CHD"],
    ["C08", "CHD"],
    ["CNN", "CHD"],
    ["INS", "INF"],
    ["YTH", "ADT"],
  ])("takes the passenger type %s as %s", (code, type) => {
    const names = name(
      2,
      1,
      "DAS",
      `<passenger><firstName>PRIYA</firstName><type>${code}</type></passenger>`,
    );
    expect(read({ names }).passengers[0]?.type).toBe(type);
  });

  test("reads flights only, and the first of two statuses", () => {
    const hotel = flight.replace("<segmentName>AIR", "<segmentName>HTL");
    const surface = segment(3, 4).replace("147", "ARNK");
    const flown = segment(4, 5, "B", "<status>FLWN</status>");
    const { segments } = read({ flights: hotel + surface + flight + flown });
    expect(segments.map(({ reference: tattoo, statusCode }) => [tattoo, statusCode])).toEqual([
      ["ST1", "HK"],
      ["ST4", "B"],
    ]);
  });

  test.each([
    ["no flight", ""],
    ["only cancelled flights", segment(1, 2, "HX") + segment(2, 3, "XX")],
  ])("is cancelled with %s", (_, flights) => {
    expect(read({ flights, fares: "" }).status).toBe("cancelled");
  });

  test("is active while one flight is held", () => {
    expect(read({ flights: segment(1, 2) + segment(2, 3, "HX"), fares: "" }).status).toBe("active");
  });
});
