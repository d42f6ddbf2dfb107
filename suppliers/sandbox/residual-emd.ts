import { formatAmount, type Money } from "../../domain/money";
import {
  type AirOrder,
  changeOrder,
  exchangeBalance,
  exchangeDocuments,
  type OrderFare,
  type OrderRecords,
  ticketOrder,
} from "./air-order";
import type { RecordStore } from "./record-store";

/** As `exchangeDocuments`; what is left of each old ticket's price becomes an EMD. */
export function exchangeKeepingResidual(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  numbers: readonly string[],
  now: Date,
): AirOrder {
  const residuals = order.documents
    .filter(({ number }) => numbers.includes(number))
    .flatMap((document, index): OrderFare[] => {
      const { due } = exchangeBalance(order, document);
      if (due.minor >= 0n) return [];
      const reference = `R${String(order.version)}-${String(index + 1)}`;
      return [residualFare(reference, document.passengerId, { ...due, minor: -due.minor })];
    });
  const exchanged = exchangeDocuments(store, order, numbers, now);
  const withFares = changeOrder(store, exchanged, { fares: [...order.fares, ...residuals] });
  return ticketOrder(
    store,
    withFares,
    now,
    residuals.map(({ reference }) => reference),
  );
}

/** RFIC D is what is about money; the sub code is the sandbox's own. */
function residualFare(reference: string, passengerId: string, value: Money): OrderFare {
  return {
    reference,
    passengerIds: [passengerId],
    base: formatAmount(value),
    taxes: [],
    fareBasis: reference,
    documentType: "emd",
    service: { name: "Residual value", rfic: "D", rfisc: "0RV", flightIds: [] },
    commissionPercent: "0",
  };
}
