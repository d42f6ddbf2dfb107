import type { DocumentCoupon } from "../air-operations";
import { isOpen, type NdcDocument, type NdcItem, type NdcOrder } from "./read-order";

/** An item that is given back but for some of its services. */
export interface DeletedItem {
  readonly reference: string;
  readonly retained: readonly string[];
}

/**
 * Which services of an order's items stay where only some coupons of its tickets are refunded.
 * Undefined where the order does not show which service a coupon is for.
 */
export function planPartRefund(
  order: NdcOrder,
  documentNumbers: readonly string[],
  coupons: readonly DocumentCoupon[],
): DeletedItem[] | undefined {
  const asked = order.documents.filter(
    (document) => isOpen(document) && documentNumbers.includes(document.number),
  );
  const planned = asked.map((document) => {
    const item = itemOf(order, document);
    const services = item && couponServices(item, document);
    if (item === undefined || services === undefined) return undefined;
    const named = coupons.filter(({ number }) => number === document.number);
    const deleted = [...services]
      .filter(([coupon]) => named.length === 0 || named.some((one) => one.coupon === coupon))
      .map(([, service]) => service);
    return { item, deleted };
  });
  const known = planned.flatMap((one) => one ?? []);
  if (known.length < planned.length) return undefined;
  return order.items
    .filter((item) => known.some((one) => one.item === item))
    .map((item) => {
      const deleted = known.filter((one) => one.item === item).flatMap((one) => one.deleted);
      const retained = item.services.map(({ id }) => id).filter((id) => !deleted.includes(id));
      return { reference: item.reference, retained };
    });
}

function itemOf({ items }: NdcOrder, document: NdcDocument): NdcItem | undefined {
  const candidates = items.filter(
    ({ isAncillary, passengerReferences }) =>
      isAncillary === (document.type === "emd") &&
      passengerReferences.includes(document.passengerReference),
  );
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** By coupon number: an item has a service for each coupon that was not refunded, in their order. */
function couponServices(
  { services }: NdcItem,
  { coupons, passengerReference }: NdcDocument,
): ReadonlyMap<number, string> | undefined {
  const own = services.filter((service) => service.passengerReference === passengerReference);
  const standing = coupons.filter(({ status }) => status !== "refunded");
  if (own.length !== standing.length) return undefined;
  return new Map(
    standing.flatMap(({ coupon }, index) => {
      const service = own[index];
      return service === undefined ? [] : [[coupon, service.id] as const];
    }),
  );
}
