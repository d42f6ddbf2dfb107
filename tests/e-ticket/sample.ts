import type {
  ETicket,
  ETicketAirport,
  ETicketDocument,
  ETicketSegment,
} from "../../activities/message/e-ticket/e-ticket";

const airports = {
  DAC: { code: "DAC", name: "Hazrat Shahjalal International Airport", city: "Dhaka" },
  DOH: { code: "DOH", name: "Hamad International Airport", city: "Doha" },
  LHR: { code: "LHR", name: "Heathrow Airport", city: "London", terminal: "4" },
  LGW: { code: "LGW", name: "Gatwick Airport", city: "London", terminal: "South" },
  DXB: { code: "DXB", name: "Dubai International Airport", city: "Dubai", terminal: "3" },
} satisfies Record<string, ETicketAirport>;

export const qatar = { code: "QR", name: "Qatar Airways" };
export const emirates = { code: "EK", name: "Emirates" };

export function newSegment(changes: Partial<ETicketSegment> = {}): ETicketSegment {
  return {
    carrier: qatar,
    flightNumber: "639",
    bookingClass: "Y",
    cabin: "Economy",
    origin: airports.DAC,
    destination: airports.DOH,
    departsLocal: "2026-11-15T10:15",
    arrivesLocal: "2026-11-15T13:40",
    statusCode: "HK",
    fareBasis: "YOWBD1",
    baggage: "30 kg",
    coupon: { number: 1, statusCode: "O" },
    ...changes,
  };
}

export const dohaToLondon = newSegment({
  flightNumber: "15",
  origin: airports.DOH,
  destination: airports.LHR,
  departsLocal: "2026-11-15T16:15",
  arrivesLocal: "2026-11-15T20:55",
  coupon: { number: 2, statusCode: "O" },
});

export const londonToDhaka = newSegment({
  carrier: emirates,
  flightNumber: "10",
  operatedBy: "flydubai",
  bookingClass: "J",
  cabin: "Business",
  origin: airports.LGW,
  destination: airports.DXB,
  departsLocal: "2026-12-01T21:05",
  arrivesLocal: "2026-12-02T08:10",
  statusCode: "HL",
  fareBasis: "JRTGB9/SALE",
  baggage: "2PC",
  coupon: { number: 3, statusCode: "A" },
});

export function newTicket(changes: Partial<ETicketDocument> = {}): ETicketDocument {
  return {
    passengerName: "RAHMAN/KARIM MR",
    passengerType: "ADT",
    number: "1571234567890",
    validatingCarrier: qatar,
    segments: [newSegment(), dohaToLondon],
    fare: {
      base: { amount: "420.00", currency: "USD" },
      equivalent: { amount: "49280.00", currency: "BDT" },
      taxes: [
        { code: "YQ", amount: { amount: "12500.00", currency: "BDT" } },
        { code: "BD", amount: { amount: "500.00", currency: "BDT" } },
        { code: "UT", amount: { amount: "4000.00", currency: "BDT" } },
        { code: "OW", amount: { amount: "4000.00", currency: "BDT" } },
        { code: "E5", amount: { amount: "575.00", currency: "BDT" } },
        { code: "P7", amount: { amount: "1229.00", currency: "BDT" } },
        { code: "P8", amount: { amount: "1229.00", currency: "BDT" } },
        { code: "G4", amount: { amount: "1911.00", currency: "BDT" } },
        { code: "PZ", amount: { amount: "319.00", currency: "BDT" } },
      ],
      total: { amount: "75543.00", currency: "BDT" },
      calculation: "DAC QR X/DOH QR LON420.00NUC420.00END ROE1.000000",
    },
    formOfPayment: { kind: "card", brand: "Visa", lastFour: "1111" },
    endorsements: "NON END/CHNG PENALTIES AS PER RULE",
    ...changes,
  };
}

export function newETicket(changes: Partial<ETicket> = {}): ETicket {
  return {
    agency: {
      name: "Meghna Travels & Tours",
      color: "#C7090C",
      addressLines: ["House 12, Road 27, Banani", "Dhaka 1213, Bangladesh"],
      phone: "+880 2 5500 1234",
      email: "tickets@meghna.example",
      iataNumber: "42-3 1234 5",
    },
    bookingReference: "TB7K2Q",
    airlineRecordLocator: "K8WQ2N",
    issuedOn: "2026-10-21",
    tickets: [newTicket()],
    ...changes,
  };
}
