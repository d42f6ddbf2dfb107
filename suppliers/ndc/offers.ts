import { isSameMoney } from "../../domain/money";
import type { Reservation } from "../../domain/reservation";
import type { HoldRequest, Offer, OfferRequest, OfferSearch } from "../air-operations";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { ndcRefused } from "./ndc-connection";
import { findByReferenceRequest } from "./ndc-requests";
import { parseReference } from "./offer-reference";
import { airShoppingRequest, offerPriceRequest, orderCreateRequest } from "./offer-requests";
import type { Ndc } from "./orders";
import { type NdcOffer, readOffers, readPricedOffer } from "./read-offers";
import { readOrder, toReservation } from "./read-order";
import { reading } from "./read-parts";

/** Airlines have an error for a journey on which they offer nothing. */
const nothingOffered: ReadonlySet<string> = new Set(["100", "496"]);

export async function searchOffers(
  { config, connection }: Ndc,
  search: OfferSearch,
  options: CallOptions,
): Promise<SupplierOutcome<readonly Offer[]>> {
  const xml = airShoppingRequest(config, search);
  const answer = await connection.call({ message: "AirShopping", xml, isAct: false }, options);
  if (answer.kind === "refused" && nothingOffered.has(answer.supplierCode)) {
    return { kind: "done", value: [] };
  }
  return answer.kind === "done" ? reading(() => readOffers(answer.value)) : answer;
}

export async function priceOffer(
  ndc: Ndc,
  { offerReference }: OfferRequest,
  options: CallOptions,
): Promise<SupplierOutcome<NdcOffer>> {
  const offer = parseReference(offerReference);
  if (offer === undefined) return ndcRefused("offer_expired", "", "no offer of this airline");
  const xml = offerPriceRequest(ndc.config, offer);
  const call = { message: "OfferPrice", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  return answer.kind === "done" ? reading(() => readPricedOffer(answer.value)) : answer;
}

/**
 * Creates an order without paying for it, at the price that was accepted. NDC 21.3 has no
 * idempotency key: an airline that keeps our reference is asked for the order first; where it keeps
 * none and an answer was lost, nothing is sent again, and a person looks.
 */
export async function createHold(
  ndc: Ndc,
  request: HoldRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const known = await findOurs(ndc, request, options);
  if (known.kind !== "done") return known;
  if (known.value !== undefined) return { kind: "done", value: known.value };
  const offer = await priceOffer(ndc, request, options);
  if (offer.kind !== "done") return offer;
  const { total, named } = offer.value;
  if (!isSameMoney(total, request.total)) {
    return ndcRefused("price_changed", "", "the offer costs another amount by now");
  }
  if (options.signal.aborted) return { kind: "notDone", message: "aborted before the order" };
  const xml = orderCreateRequest(ndc.config, { offer: named, total }, request);
  const call = { message: "OrderCreate", xml, isAct: true } as const;
  const created = await ndc.connection.call(call, options);
  if (created.kind !== "done") return created;
  const held = reading(() => toReservation(readOrder(created.value)));
  // There is an order by now, whatever it looks like.
  return held.kind === "refused" ? { kind: "unknown", message: held.supplierText } : held;
}

/** The order of an earlier request of this act; undefined where there is none. */
async function findOurs(
  { config, connection }: Ndc,
  { idempotencyKey }: HoldRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation | undefined>> {
  if (config.findsOrdersBy === undefined) {
    if (options.mayHaveActed !== true) return { kind: "done", value: undefined };
    const text = "the airline cannot be asked for an order by our reference";
    return asLook(ndcRefused("not_supported", "", text));
  }
  const xml = findByReferenceRequest(config, idempotencyKey);
  const answer = await connection.call({ message: "OrderRetrieve", xml, isAct: false }, options);
  const found =
    answer.kind === "done" ? reading(() => toReservation(readOrder(answer.value))) : answer;
  if (found.kind !== "refused") return found;
  return found.reason === "reservation_not_found"
    ? { kind: "done", value: undefined }
    : asLook(found);
}
