import { type AirOrder, changeOrder, createOrder, type OrderRecords } from "./air-order";
import type { RecordStore } from "./record-store";

/** Moves passengers to an order of their own, with their fares and documents, as a counter does. */
export function splitOrder(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  passengerIds: readonly string[],
): AirOrder {
  const isMoved = (id: string) => passengerIds.includes(id);
  const partOf = (isOwn: (id: string) => boolean) => ({
    passengers: order.passengers.filter(({ id }) => isOwn(id)),
    fares: order.fares
      .map((fare) => ({ ...fare, passengerIds: fare.passengerIds.filter(isOwn) }))
      .filter((fare) => fare.passengerIds.length > 0),
    documents: order.documents.filter(({ passengerId }) => isOwn(passengerId)),
  });
  const { documents, ...content } = partOf(isMoved);
  const made = createOrder(store, { ...order, ...content }, new Date(order.createdAt));
  changeOrder(
    store,
    order,
    partOf((id) => !isMoved(id)),
  );
  return changeOrder(store, made, { state: order.state, documents });
}
