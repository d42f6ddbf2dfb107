import { listFarePassengers } from "./issue-documents";
import { createPnrs } from "./pnr-book";
import type { SpecFare } from "./pnr-spec";
import type { SandboxDocument, SandboxPnr } from "./state";
import type { SandboxStore } from "./store";

/**
 * Moves passengers, by position, with their fares and documents to a new PNR; each names the other
 * from then on. Nothing where nobody moves or nobody stays.
 */
export function splitPnr(
  store: SandboxStore,
  pnr: SandboxPnr,
  moving: ReadonlySet<number>,
  now: Date,
): readonly SandboxPnr[] {
  const positions = pnr.passengers.map((_, index) => index + 1);
  const parts = [
    positions.filter((one) => !moving.has(one)),
    positions.filter((one) => moving.has(one)),
  ];
  if (parts.some((part) => part.length === 0)) return [];
  const [staying = [], leaving = []] = parts;
  const { recordLocator, createdAt: _createdAt, version, documents: _all, ...spec } = pnr;
  const child = toPart(pnr, leaving);
  const [made] = createPnrs(
    store,
    [
      {
        spec: { ...spec, ...child.spec, splitLocators: [recordLocator] },
        recordLocator: undefined,
      },
    ],
    now,
  );
  if (made === undefined) return [];
  const parent = toPart(pnr, staying);
  const pnrs: [SandboxPnr, SandboxPnr] = [
    {
      ...pnr,
      ...parent.spec,
      documents: parent.documents,
      splitLocators: [...(pnr.splitLocators ?? []), made.recordLocator],
      version: version + 1,
    },
    { ...made, documents: child.documents },
  ];
  store.append(...pnrs.map((changed) => ({ type: "pnr", pnr: changed }) as const));
  return pnrs;
}

/** Who is in a part is numbered anew, and so are its fares. */
function toPart(pnr: SandboxPnr, positions: readonly number[]) {
  const at = (position: number) => positions.indexOf(position) + 1;
  const fares = pnr.fares.flatMap((fare, index): { fare: SpecFare; reference: number }[] => {
    const passengers = listFarePassengers(pnr, fare).filter((one) => positions.includes(one));
    return passengers.length === 0
      ? []
      : [{ fare: { ...fare, passengers: passengers.map(at) }, reference: index + 1 }];
  });
  const documents = pnr.documents
    .filter(({ passenger }) => positions.includes(passenger))
    .map((document): SandboxDocument => ({
      ...document,
      passenger: at(document.passenger),
      fareReference: fares.findIndex(({ reference }) => reference === document.fareReference) + 1,
    }));
  return {
    spec: {
      passengers: pnr.passengers.filter((_, index) => positions.includes(index + 1)),
      fares: fares.map(({ fare }) => fare),
    },
    documents,
  };
}
