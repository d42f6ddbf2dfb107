import type { IssuedDocument, Reservation, StoredFare } from "../domain/reservation";
import {
  areDocumentsComplete,
  areFaresTicketed,
  countExpectedDocuments,
  listDocumentsOfFares,
} from "./expected-documents";

const amount = { currency: "USD", minor: 100n };

function fare(reference: string, passengers: string[], segments: string[]): StoredFare {
  return {
    reference,
    passengerReferences: passengers,
    segmentReferences: segments,
    validatingCarrier: "BG",
    fare: { base: amount, taxes: [], total: amount },
    formOfPayment: { kind: "cash" },
    fareBases: [],
  };
}

function ticket(serial: number, passengerReference: string, segments: string[]): IssuedDocument {
  const number = `997${String(serial).padStart(10, "0")}`;
  return {
    number,
    conjunction: [number],
    passengerReference,
    segmentReferences: segments,
    issuedOn: "2026-11-21",
    issuingOffice: "DACTB2100",
    validatingCarrier: "BG",
  };
}

function reservation(fares: StoredFare[], documents: IssuedDocument[]): Reservation {
  return {
    recordLocator: "ABC123",
    status: "active",
    passengers: [],
    segments: [],
    fares,
    documents,
  };
}

const outbound = fare("1", ["PT2", "PT3"], ["ST1"]);
const inbound = fare("2", ["PT2"], ["ST2"]);

function complete(...documents: IssuedDocument[]): boolean {
  return areDocumentsComplete(reservation([outbound], documents), ["1"]);
}

describe("documents of stored fares", () => {
  test("are told apart by passenger and flight", () => {
    const tickets = [
      ticket(1, "PT2", ["ST1"]),
      ticket(2, "PT2", ["ST2"]),
      ticket(3, "PT9", ["ST1"]),
    ];
    const all = reservation([outbound, inbound], tickets);
    expect(listDocumentsOfFares(all, ["1"]).map(({ number }) => number)).toEqual(["9970000000001"]);
    expect(listDocumentsOfFares(all, ["2"]).map(({ number }) => number)).toEqual(["9970000000002"]);
    expect(countExpectedDocuments(all, ["1", "2"])).toBe(3);
  });

  test("are complete with exactly one for each passenger of each fare", () => {
    const first = ticket(1, "PT2", ["ST1"]);
    const second = ticket(2, "PT3", ["ST1"]);
    expect([complete(), complete(first), complete(first, second)]).toEqual([false, false, true]);
    expect(complete(first, second, ticket(3, "PT2", ["ST1"]))).toBe(false);
  });

  test("make their fares ticketed, also one that has left the PNR", () => {
    const tickets = [ticket(1, "PT2", ["ST1"])];
    expect(areFaresTicketed(reservation([outbound, inbound], tickets), ["1"])).toBe(true);
    expect(areFaresTicketed(reservation([outbound, inbound], tickets), ["2"])).toBe(false);
    expect(areFaresTicketed(reservation([inbound], tickets), ["1"])).toBe(true);
    expect(areFaresTicketed(reservation([inbound], []), ["1"])).toBe(false);
  });
});
