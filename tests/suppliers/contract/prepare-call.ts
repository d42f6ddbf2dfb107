import type { Offer, OfferSearch } from "../../../suppliers/air-operations";
import type { SupplierOutcome } from "../../../suppliers/outcome";
import type { AirSupplier, CallOptions, SupplierOperation } from "../../../suppliers/port";
import type { StaySearch } from "../../../suppliers/stay-operations";
import { type ContractHarness, type Order, proceed } from "./contract-harness";

/** One operation on something of its own, ready to be called as often as the contract wants. */
export interface PreparedCall {
  /** By which faults and effects are told apart. */
  readonly subject: string;
  call(options: CallOptions): Promise<SupplierOutcome<unknown>>;
}

const never = { signal: new AbortController().signal };
const attemptsMax = 5;
let serial = 0;

/** A journey that no other call of this process asks for. */
function nextSearch(): OfferSearch {
  serial += 1;
  const departsOn = new Date(Date.UTC(2027, 0, serial)).toISOString().slice(0, 10);
  return {
    legs: [{ origin: "DAC", destination: "DXB", departsOn }],
    passengers: [{ type: "ADT", count: 1 }],
  };
}

/** Of two rooms, one of them with a child, on nights that no other call of this process asks for. */
function nextStaySearch(): StaySearch & { readonly place: { readonly destination: string } } {
  serial += 1;
  const toDay = (day: number): string =>
    new Date(Date.UTC(2027, 0, day)).toISOString().slice(0, 10);
  return {
    place: { destination: "CXB" },
    checkIn: toDay(serial),
    checkOut: toDay(serial + 2),
    rooms: [
      { adults: 2, childAges: [] },
      { adults: 1, childAges: [7] },
    ],
    payment: "prepaid",
  };
}

/** A stay that can be bought, under a reference that nothing was bought under. */
export async function prepareStay(supplier: AirSupplier): Promise<Order> {
  const [offer] = await insist(() => supplier.searchStays(nextStaySearch(), never));
  if (offer === undefined) return missing("offer");
  serial += 1;
  const guests = [
    { room: 1, type: "ADT", surname: "RAHMAN", givenNames: "ABDUL" },
    { room: 1, type: "ADT", surname: "RAHMAN", givenNames: "SALMA" },
    { room: 2, type: "ADT", surname: "HAQUE", givenNames: "NADIA" },
    { room: 2, type: "CHD", surname: "HAQUE", givenNames: "TAREK", age: 7 },
  ] as const;
  return {
    recordLocator: `TVB${process.pid}C${serial}`,
    fareReferences: ["1"],
    stay: { offerReference: offer.reference, payment: offer.payment, guests },
  };
}

function nextKey(): string {
  serial += 1;
  return `contract-${process.pid}-${Date.now()}-${serial}`;
}

export async function prepareCall(
  operation: SupplierOperation,
  harness: ContractHarness,
  supplier: AirSupplier,
): Promise<PreparedCall> {
  switch (operation) {
    case "searchOffers": {
      const search = nextSearch();
      const { origin, destination, departsOn } = search.legs[0] ?? missing("leg");
      return {
        subject: `${origin}-${destination}-${departsOn}`,
        call: (options) => supplier.searchOffers(search, options),
      };
    }
    case "searchStays": {
      const search = nextStaySearch();
      const { destination } = search.place;
      return {
        subject: `${destination}-${search.checkIn}`,
        call: (options) => supplier.searchStays(search, options),
      };
    }
    case "priceOffer": {
      const { reference: offerReference } = await findOffer(supplier);
      return {
        subject: offerReference,
        call: (options) => supplier.priceOffer({ offerReference }, options),
      };
    }
    case "createHold":
      return prepareHold(supplier);
    case "retrieve":
    case "checkPrice":
    case "issue":
    case "cancelOrder":
      return prepareOnHeld(operation, supplier, await harness.createOrder());
    case "getDocumentStatus":
    case "voidDocuments":
    case "listDocuments":
    case "quoteRefund":
    case "refund":
    case "quoteExchange":
    case "exchange":
      return prepareOnTicketed(operation, harness, supplier);
  }
}

async function findOffer(supplier: AirSupplier): Promise<Offer> {
  const [offer] = await insist(() => supplier.searchOffers(nextSearch(), never));
  return offer ?? missing("offer");
}

async function prepareHold(supplier: AirSupplier): Promise<PreparedCall> {
  const { reference: offerReference, total } = await findOffer(supplier);
  const idempotencyKey = nextKey();
  const passengers = [
    { type: "ADT", surname: "RAHMAN", givenNames: "ABDUL MR", dateOfBirthOn: "1985-05-14" },
  ] as const;
  const contact = { email: "agent@nova.example" };
  return {
    subject: idempotencyKey,
    call: (options) =>
      supplier.createHold({ offerReference, total, passengers, contact, idempotencyKey }, options),
  };
}

function prepareOnHeld(
  operation: "retrieve" | "checkPrice" | "issue" | "cancelOrder",
  supplier: AirSupplier,
  order: Order,
): PreparedCall {
  const { recordLocator } = order;
  const idempotencyKey = nextKey();
  const calls = {
    retrieve: (options: CallOptions) => supplier.retrieve({ recordLocator }, options),
    checkPrice: (options: CallOptions) => supplier.checkPrice({ recordLocator }, options),
    issue: (options: CallOptions) => supplier.issue({ ...order, idempotencyKey }, proceed, options),
    cancelOrder: (options: CallOptions) =>
      supplier.cancelOrder({ recordLocator, idempotencyKey }, options),
  };
  return { subject: recordLocator, call: calls[operation] };
}

async function prepareOnTicketed(
  operation:
    | "getDocumentStatus"
    | "voidDocuments"
    | "listDocuments"
    | "quoteRefund"
    | "refund"
    | "quoteExchange"
    | "exchange",
  harness: ContractHarness,
  supplier: AirSupplier,
): Promise<PreparedCall> {
  const order = await harness.createOrder();
  const { recordLocator } = order;
  const idempotencyKey = nextKey();
  const issueKey = nextKey();
  const issued = await insist(() =>
    supplier.issue({ ...order, idempotencyKey: issueKey }, proceed, never),
  );
  const documentNumbers = issued.reservation.documents.flatMap(({ conjunction }) => conjunction);
  const documents = { recordLocator, documentNumbers };
  const first = issued.reservation.documents.map(({ number }) => number);
  const contracts = { recordLocator, documentNumbers: first };
  const prepared = (call: PreparedCall["call"]): PreparedCall => ({ subject: recordLocator, call });
  switch (operation) {
    case "getDocumentStatus":
      return prepared((options) => supplier.getDocumentStatus(documents, options));
    case "voidDocuments":
      return prepared((options) => supplier.voidDocuments(documents, options));
    case "listDocuments":
      return prepared((options) => supplier.listDocuments({ recordLocator }, options));
    case "quoteRefund":
      await harness.makeReady(order, "refund");
      return prepared((options) => supplier.quoteRefund(contracts, options));
    case "refund": {
      await harness.makeReady(order, "refund");
      const quote = await insist(() => supplier.quoteRefund(contracts, never));
      return prepared((options) =>
        supplier.refund({ recordLocator, quote, idempotencyKey }, options),
      );
    }
    case "quoteExchange":
      await harness.makeReady(order, "exchange");
      return prepared((options) => supplier.quoteExchange(contracts, options));
    case "exchange": {
      await harness.makeReady(order, "exchange");
      const quote = await insist(() => supplier.quoteExchange(contracts, never));
      return prepared((options) =>
        supplier.exchange({ recordLocator, quote, idempotencyKey }, options),
      );
    }
  }
}

/** Asks again as an activity does: what an earlier fault has broken may meet the next call. */
async function insist<T>(call: () => Promise<SupplierOutcome<T>>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await call();
    if (outcome.kind === "done") return outcome.value;
    if (outcome.kind === "refused" || attempt >= attemptsMax) {
      throw new Error(`not done: ${JSON.stringify(outcome)}`);
    }
  }
}

function missing(what: string): never {
  throw new Error(`there is no ${what}`);
}
