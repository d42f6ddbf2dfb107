import type { StayPayment } from "../../../domain/stay";
import { createHotelbedsClient } from "../../../suppliers/hotelbeds/client";
import { hotelbedsCredentialsSchema } from "../../../suppliers/hotelbeds/config";
import { startHotelbedsSandbox } from "../../../suppliers/hotelbeds/sandbox";
import { hotelbedsSandboxCredentials } from "../../../suppliers/hotelbeds/sandbox/default-account";
import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import type { SupplierOutcome } from "../../../suppliers/outcome";
import type { AirSupplier } from "../../../suppliers/port";
import type {
  StayGuest,
  StayOffer,
  StayOrder,
  StaySearch,
} from "../../../suppliers/stay-operations";
import { type RestHarness, startRestHarness } from "../rest-harness";

export const never = { signal: new AbortController().signal };

export interface HotelbedsHarness extends RestHarness {
  client(onExchange?: (exchange: SupplierExchange) => void): AirSupplier;
  /** The first offer at Cox's Bazar of two nights for two adults, where nothing else is said. */
  findOffer(search?: Partial<StaySearch>, isIt?: (offer: StayOffer) => boolean): Promise<StayOffer>;
}

export async function startHotelbeds(): Promise<HotelbedsHarness> {
  const harness = await startRestHarness(startHotelbedsSandbox);
  const client: HotelbedsHarness["client"] = (onExchange) => {
    const credentials = hotelbedsCredentialsSchema.parse(
      hotelbedsSandboxCredentials(harness.sandbox.url),
    );
    return harness.track(createHotelbedsClient({ ...credentials, onExchange }));
  };
  return {
    ...harness,
    client,
    findOffer: async (search = {}, isIt = () => true) => {
      const offers = valueOf(
        await client().searchStays({ ...searchFor("prepaid"), ...search }, never),
      );
      const offer = offers.find(isIt);
      if (offer === undefined) throw new Error("there is no such offer");
      return offer;
    },
  };
}

export function searchFor(payment: StayPayment): StaySearch {
  return {
    place: { destination: "CXB" },
    checkIn: "2027-03-10",
    checkOut: "2027-03-12",
    rooms: [{ adults: 2, childAges: [] }],
    payment,
  };
}

let serial = 0;

/** Under a reference of its own. */
export function requestFor(
  { reference, payment }: Pick<StayOffer, "reference" | "payment">,
  guests: readonly StayGuest[] = couple,
) {
  serial += 1;
  const recordLocator = `TVBH${process.pid}X${serial}`;
  const stay: StayOrder = { offerReference: reference, payment, guests };
  return { recordLocator, fareReferences: ["1"], idempotencyKey: `key-${serial}`, stay };
}

const couple = [
  { room: 1, type: "ADT", surname: "RAHMAN", givenNames: "ABDUL" },
  { room: 1, type: "ADT", surname: "RAHMAN", givenNames: "SALMA" },
] as const;

export function valueOf<T>(outcome: SupplierOutcome<T>): T {
  if (outcome.kind === "done") return outcome.value;
  throw new Error(`not done: ${JSON.stringify(outcome)}`);
}
