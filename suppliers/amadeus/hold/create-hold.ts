import { withoutCardNumbers } from "../../../domain/card-number";
import { isSameMoney } from "../../../domain/money";
import type { Reservation } from "../../../domain/reservation";
import type { HoldRequest } from "../../air-operations";
import { asLook, type Refused, type SupplierOutcome, type Undone } from "../../outcome";
import type { CallOptions } from "../../port";
import { listChildren, listDescendants, textAt, type XmlElement } from "../../xml/read-xml";
import type { AmadeusConnection } from "../amadeus-connection";
import { type AmadeusSession, inSession, type SessionCall } from "../amadeus-session";
import type { AmadeusClientConfig } from "../config";
import { readPnr } from "../pnr/read-pnr";
import type { CallResult } from "../read-answer";
import { readPricingError } from "../read-reprice";
import {
  notDone,
  refused,
  toActFaultOutcome,
  toErrorOutcome,
  toReadFaultOutcome,
  unknown,
} from "../refusals";
import { type OfferedJourney, readOfferReference } from "../shopping/offer-reference";
import { unknownOffer } from "../shopping/price-offer";
import { readingOffer } from "../shopping/search-offers";
import { findHeld } from "./find-held";
import { toDeadline } from "./hold-deadline";
import { toHoldReference } from "./hold-reference";
import {
  addTravellersBody,
  createTstBody,
  endHoldBody,
  ignoreBody,
  pricePnrBody,
  sellBody,
} from "./hold-requests";
import { type PnrPricing, readPricing } from "./read-pricing";
import { hasLaps, placeTravellers } from "./travellers";

interface Hold {
  readonly config: AmadeusClientConfig;
  readonly options: CallOptions;
  readonly request: HoldRequest;
  readonly journey: OfferedJourney;
  readonly session: AmadeusSession;
}

/**
 * Sells the flights, names the travellers, prices and stores the fares and ends the transaction, in
 * one conversation; at another price than was accepted it is ignored. Where an earlier request may
 * have made a PNR, that one is looked for first.
 */
export async function createHold(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  request: HoldRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const journey = readOfferReference(request.offerReference);
  const departsLocal = journey?.legs[0]?.[0]?.departsLocal;
  if (journey === undefined || departsLocal === undefined) return unknownOffer;
  const [first] = placeTravellers(request.passengers);
  if (first === undefined || !hasLaps(request.passengers)) {
    return refused("reservation_invalid", "", "an infant needs an adult of its own");
  }
  if (options.mayHaveActed !== false) {
    const { surname, givenNames } = first.traveller;
    const reference = toHoldReference(request.idempotencyKey);
    const sought = { surname, givenNames, departsLocal, reference };
    const held = asLook(await findHeld(connection, config, sought, options));
    if (held.kind !== "done") return held;
    if (held.value !== undefined) return { kind: "done", value: held.value };
  }
  return inSession(connection, config, options, async (session) =>
    holdInSession({ config, options, request, journey, session }),
  );
}

async function holdInSession(hold: Hold): Promise<SupplierOutcome<Reservation>> {
  const sold = await sell(hold);
  if (sold.kind !== "done") return sold;
  const prepared = await prepare(hold);
  if (prepared.kind !== "done") {
    // Nothing is committed; said aloud, the seats are free at once.
    const body = ignoreBody();
    await hold.session.call({ operation: "PNR_AddMultiElements", body, isLast: true });
    return prepared;
  }
  if (hold.options.signal.aborted) return notDone("aborted before the end of transaction");
  const deadline = toDeadline(prepared.value.lastTicketingOn, hold.config, new Date());
  const ended = await hold.session.call({
    operation: "PNR_AddMultiElements",
    body: endHoldBody(deadline),
    isLast: true,
  });
  return conclude(hold, ended);
}

/** All flights are sold or none is. */
async function sell(hold: Hold): Promise<SupplierOutcome<XmlElement>> {
  const body = sellBody(hold.journey);
  const sold = await step(hold, { operation: "Air_SellFromRecommendation", body });
  return sold.kind === "done" ? (findSellFailure(sold.value) ?? sold) : sold;
}

/** All that leads from there to the commit: until then the session is all that has changed. */
async function prepare(hold: Hold): Promise<SupplierOutcome<PnrPricing>> {
  const { request, journey, config } = hold;
  const named = await step(hold, {
    operation: "PNR_AddMultiElements",
    body: addTravellersBody(request, toHoldReference(request.idempotencyKey)),
  });
  const nameFailure = named.kind === "done" ? findPnrFailure(hold, named.value) : named;
  if (nameFailure !== undefined) return nameFailure;
  const priced = await step(hold, {
    operation: "Fare_PricePNRWithBookingClass",
    body: pricePnrBody(journey.validatingCarrier),
  });
  if (priced.kind !== "done") return priced;
  const priceFailure = findFailure(priced.value);
  if (priceFailure !== undefined) return priceFailure;
  const pricing = readingOffer(() => readPricing(priced.value, config.pricingQualifiers.total));
  if (pricing.kind !== "done") return pricing;
  if (!isSameMoney(pricing.value.total, request.total)) {
    return refused("price_changed", "", "the flights cost another amount by now");
  }
  const stored = await step(hold, {
    operation: "Ticket_CreateTSTFromPricing",
    body: createTstBody(pricing.value.references),
  });
  return (stored.kind === "done" ? findFailure(stored.value) : stored) ?? pricing;
}

async function step(hold: Hold, call: SessionCall): Promise<SupplierOutcome<XmlElement>> {
  if (hold.options.signal.aborted) return notDone("aborted before the end of transaction");
  const result = await hold.session.call(call);
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  return { kind: "done", value: result.reply };
}

/** The error of a pricing or of a stored fare. */
function findFailure(reply: XmlElement): Undone | undefined {
  const error = readPricingError(reply);
  return error && toErrorOutcome(error.code, error.text);
}

/** Seats that are gone end the offer; the reply has codes without texts. */
const noSeats = new Set(["288"]);

function findSellFailure(reply: XmlElement): Refused | undefined {
  const [error] = listDescendants(reply, "errorSegment");
  const code = textAt(error, "errorDetails", "errorCode");
  const text = listDescendants(reply, "freeText").map((one) => one.text);
  if (code !== undefined) {
    return refused(noSeats.has(code) ? "offer_expired" : "rejected", code, text.join(" "));
  }
  const statuses = listDescendants(reply, "actionDetails").flatMap((action) =>
    listChildren(action, "statusCode").map((status) => status.text),
  );
  const unsold = statuses.find((status) => status !== "OK");
  if (statuses.length > 0 && unsold === undefined) return undefined;
  return refused("offer_expired", unsold ?? "", "the flights are not sold any more");
}

/** A PNR that is not ended yet has no locator, and need not be readable. */
function findPnrFailure({ config }: Hold, reply: XmlElement): Undone | undefined {
  const reading = readPnr(reply, { now: new Date(), officeTimeZone: config.officeTimeZone });
  return reading.kind === "error" ? toErrorOutcome(reading.code, reading.text) : undefined;
}

function conclude({ config }: Hold, result: CallResult): SupplierOutcome<Reservation> {
  if (result.kind === "noAnswer") {
    return result.sent ? unknown(result.message) : notDone(result.message);
  }
  if (result.kind === "fault") return toActFaultOutcome(result.fault);
  const reading = readPnr(result.reply, { now: new Date(), officeTimeZone: config.officeTimeZone });
  if (reading.kind === "error") return toErrorOutcome(reading.code, reading.text);
  if (reading.kind === "unreadable") return unknown(`${reading.element} ${reading.detail}`);
  return { kind: "done", value: withoutCardNumbers(reading.reservation) };
}
