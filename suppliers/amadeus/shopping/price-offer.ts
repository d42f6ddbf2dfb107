import { type Money, parseMoney } from "../../../domain/money";
import type { Offer, OfferRequest } from "../../air-operations";
import type { SupplierOutcome } from "../../outcome";
import type { CallOptions } from "../../port";
import { findAt, listChildren, listDescendants, textAt, type XmlElement } from "../../xml/read-xml";
import type { AmadeusConnection } from "../amadeus-connection";
import type { AmadeusClientConfig } from "../config";
import { readWith, required } from "../pnr/unreadable";
import { notDone, refused, toErrorOutcome, toReadFaultOutcome } from "../refusals";
import { readErrorGroup } from "../soap-fault";
import { type OfferedJourney, readOfferReference } from "./offer-reference";
import { toOffer } from "./read-recommendations";
import { readingOffer } from "./search-offers";
import { priceOfferBody } from "./shopping-requests";

type Fares = Offer["fares"];

export const unknownOffer = refused("offer_expired", "", "the offer is none of Amadeus's");

/** What the flights of an offer cost now, tax by tax; no seat is taken for it. */
export async function priceOffer(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { offerReference }: OfferRequest,
  { signal }: CallOptions,
): Promise<SupplierOutcome<Offer>> {
  const journey = readOfferReference(offerReference);
  if (journey === undefined) return unknownOffer;
  const result = await connection.call({
    operation: "Fare_InformativePricingWithoutPNR",
    body: priceOfferBody(journey),
    step: "stateless",
    signal,
    timeoutMs: config.timeoutMs,
  });
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  if (findAt(result.reply, "errorGroup") !== undefined) {
    const { code, text } = readErrorGroup(result.reply);
    return toErrorOutcome(code, text);
  }
  return readingOffer(() =>
    toOffer({
      ...journey,
      fares: readFares(result.reply, journey, config.pricingQualifiers.total),
    }),
  );
}

/** Groups are numbered as the request's were: `quantity` is the number. */
function readFares(reply: XmlElement, { passengers }: OfferedJourney, total: string): Fares {
  const groups = listChildren(findAt(reply, "mainGroup"), "pricingGroupLevelGroup");
  return passengers.map(({ type: passengerType, count }, index) => {
    const label = `pricingGroupLevelGroup ${index + 1}`;
    const group = groups.find(
      (one) =>
        textAt(one, "numberOfPax", "segmentControlDetails", "quantity") === String(index + 1),
    );
    const info = required(findAt(group, "fareInfoGroup"), label, "fareInfoGroup");
    const amounts = readAmounts(findAt(info, "fareAmount"), label);
    const base = amounts.get("E") ?? amounts.get("B");
    const taxes = listDescendants(findAt(info, "surchargesGroup"), "taxDetails").map((tax) => ({
      code: required(textAt(tax, "countryCode"), label, "tax code"),
      amount: readMoney(textAt(tax, "rate"), textAt(tax, "currencyCode"), label),
    }));
    const fare = {
      base: required(base, label, "base fare (B or E)"),
      taxes,
      total: required(amounts.get(total), label, `total (${total})`),
    };
    return { passengerType, count, fare };
  });
}

function readAmounts(fareAmount: XmlElement | undefined, label: string): Map<string, Money> {
  const details = [
    ...listChildren(fareAmount, "monetaryDetails"),
    ...listChildren(fareAmount, "otherMonetaryDetails"),
  ];
  return new Map(
    details
      .filter((one) => textAt(one, "amount") !== undefined && textAt(one, "currency") !== undefined)
      .map((one) => [
        textAt(one, "typeQualifier") ?? "",
        readMoney(textAt(one, "amount"), textAt(one, "currency"), label),
      ]),
  );
}

function readMoney(amount: string | undefined, currency: string | undefined, label: string): Money {
  return readWith(label, () => parseMoney({ amount: amount ?? "", currency: currency ?? "" }));
}
