import type { OfferedFlight, OfferSearch } from "../air-operations";
import { element, group } from "../xml/write-xml";
import type { NdcClientConfig } from "./config";
import { request, type SeenOrder } from "./ndc-requests";
import { renderFlightRequest } from "./offer-requests";
import type { DeletedItem } from "./part-refund";

/** What giving the whole order back would pay. */
export function quoteCancelRequest(config: NdcClientConfig, { orderId }: SeenOrder): string {
  return reshop(config, orderId, group("CancelOrderRef", element("OrderRefID", orderId)));
}

/** What giving items back would pay, but for the services that are retained. */
export function quoteItemsRequest(
  config: NdcClientConfig,
  { orderId }: SeenOrder,
  items: readonly DeletedItem[],
): string {
  return reshop(config, orderId, renderServices("", items));
}

/** What items cost where their travellers fly on these flights in place of those they paid for. */
export function quoteExchangeRequest(
  config: NdcClientConfig,
  { orderId }: SeenOrder,
  { items, flights }: { readonly items: readonly string[]; readonly flights: readonly Flight[] },
): string {
  const added = group("AddOfferItems", renderFlightRequest(legsOf(flights)));
  const deleted = items.map((reference) => ({ reference, retained: [] }));
  return reshop(config, orderId, renderServices(added, deleted));
}

function renderServices(added: string, items: readonly DeletedItem[]): string {
  const deleted = items.map(({ reference, retained }) =>
    group(
      "DeleteOrderItem",
      element("OrderItemRefID", reference),
      ...retained.map((service) => element("RetainServiceID", service)),
    ),
  );
  const order = group("ServiceOrder", added, ...deleted);
  return group("ReshopOrder", group("ReshopOrderChoice", order));
}

function reshop(config: NdcClientConfig, orderId: string, update: string): string {
  const order = element("OrderRefID", orderId);
  return request(config, "OrderReshop", order, group("UpdateOrder", update));
}

type Flight = Pick<
  OfferedFlight,
  "originAirport" | "destinationAirport" | "departsLocal" | "arrivesLocal"
>;
const dayMs = 24 * 3_600_000;

/** A journey is asked for from end to end: flights that connect within a day are one leg of it. */
function legsOf(flights: readonly Flight[]): OfferSearch["legs"] {
  const journeys: Flight[] = [];
  for (const flight of flights) {
    const before = journeys.at(-1);
    if (before !== undefined && connects(before, flight)) {
      const { destinationAirport, arrivesLocal } = flight;
      journeys[journeys.length - 1] = { ...before, destinationAirport, arrivesLocal };
    } else {
      journeys.push(flight);
    }
  }
  return journeys.map(({ originAirport, destinationAirport, departsLocal }) => ({
    origin: originAirport,
    destination: destinationAirport,
    departsOn: departsLocal.slice(0, 10),
  }));
}

/** Both times are local to the airport between; who comes back to where they set out has arrived. */
function connects(before: Flight, flight: Flight): boolean {
  const apartMs = Date.parse(`${flight.departsLocal}Z`) - Date.parse(`${before.arrivesLocal}Z`);
  return (
    before.destinationAirport === flight.originAirport &&
    flight.destinationAirport !== before.originAirport &&
    apartMs >= 0 &&
    apartMs < dayMs
  );
}
