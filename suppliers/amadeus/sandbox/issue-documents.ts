import { dateInZone } from "../pnr/dates";
import { accountingCodeOf } from "./carriers";
import type { SpecFare } from "./pnr-spec";
import type { SandboxDocument, SandboxPnr } from "./state";
import type { SandboxStore } from "./store";
import { checkDigitOf, takeNumbers } from "./ticket-serials";

export interface TicketingOffice {
  readonly officeId: string;
  readonly iataNumber: string;
  readonly timeZone: string;
}

const couponsMax = 4;

/** Positions of the passengers a fare is for, counted from 1; an infant's is its adult's. */
export function listFarePassengers(pnr: SandboxPnr, fare: SpecFare): number[] {
  if (fare.passengers !== undefined) return fare.passengers;
  return pnr.passengers.flatMap(({ type, infant }, index) => {
    const isFor = fare.forType === "INF" ? infant !== undefined : type === fare.forType;
    return isFor ? [index + 1] : [];
  });
}

export function listFareSegments(pnr: SandboxPnr, fare: SpecFare): number[] {
  return fare.segments ?? pnr.segments.map((_, index) => index + 1);
}

export function isFareTicketed(pnr: SandboxPnr, fareReference: number): boolean {
  return pnr.documents.some(
    (document) => document.fareReference === fareReference && document.status === "issued",
  );
}

/** Tickets stored fares: one document for each passenger, two or more where it has over four flights. */
export function issueDocuments(
  store: SandboxStore,
  pnr: SandboxPnr,
  fareReferences: readonly number[],
  office: TicketingOffice,
  now: Date,
  documentsMax = Number.POSITIVE_INFINITY,
): SandboxPnr {
  const issued: SandboxDocument[] = [];
  for (const fareReference of fareReferences) {
    const fare = pnr.fares[fareReference - 1];
    if (fare === undefined) continue;
    for (const passenger of listFarePassengers(pnr, fare)) {
      if (issued.length >= documentsMax) break;
      issued.push(issueDocument(store, pnr, { fare, fareReference, passenger }, office, now));
    }
  }
  const changed = {
    ...pnr,
    version: pnr.version + 1,
    documents: [...pnr.documents, ...issued],
  };
  store.append({ type: "pnr", pnr: changed });
  return changed;
}

function issueDocument(
  store: SandboxStore,
  pnr: SandboxPnr,
  {
    fare,
    fareReference,
    passenger,
  }: { readonly fare: SpecFare; readonly fareReference: number; readonly passenger: number },
  office: TicketingOffice,
  now: Date,
): SandboxDocument {
  const segments = listFareSegments(pnr, fare);
  const carrierCode = fare.validatingCarrier.slice(0, 2);
  const accountingCode = accountingCodeOf(carrierCode);
  const count = Math.max(1, Math.ceil(segments.length / couponsMax));
  const { numbers, next } = takeNumbers(store.state, accountingCode, count);
  store.append({ type: "serial", accountingCode, next });
  return {
    numbers,
    checkDigits: numbers.map(checkDigitOf),
    fareReference,
    passenger,
    isInfant: fare.forType === "INF",
    segments,
    status: "issued",
    issuedOn: dateInZone(now, office.timeZone),
    officeId: office.officeId,
    iataNumber: office.iataNumber,
    carrierCode,
    total: fare.total,
    fare,
  };
}
