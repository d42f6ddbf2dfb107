import { createRoute, type z } from "@hono/zod-openapi";
import { WorkflowFailedError } from "@temporalio/client";

import { newId } from "../../db/new-id";
import { Refusal } from "../../domain/refusal";
import { supplierProviders } from "../../domain/supplier-names";
import { findRefusal } from "../../temporal/contract/failures";
import type { OfferPayload, SearchOffersInput } from "../../temporal/contract/offers";
import { searchOffersType } from "../../temporal/contract/offers";
import { queueOfSupplier } from "../../temporal/contract/queues";
import {
  offerPayloadSchema,
  searchOffersInputSchema,
} from "../../temporal/contract/schemas/offers";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { KeptOffer } from "../offer-store";
import { keepOffers } from "../offer-store";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { offerQuerySchema, offersSchema } from "../schemas/offer";

const listOffersRoute = createRoute({
  method: "get",
  path: "/v1/offers",
  tags: ["Bookings"],
  summary: "Ask a supplier what it offers",
  description:
    "Asked anew each time, for some seconds at most. An offer is kept until it expires: book it by its id with POST /v1/bookings. Suppliers that cannot be asked for offers refuse (`supplier_refused`).",
  ...permitted("booking.create.partner", { branches: "none" }),
  request: { query: offerQuerySchema },
  responses: {
    200: json(offersSchema, "Offers, as the supplier orders them"),
    ...problems(422, 503),
  },
});

export function registerOffers(router: Router, dependencies: ApiDependencies): void {
  router.openapi(listOffersRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const gdsProviderCode = supplierProviders[query.supplier];
    const counts = [
      { type: "ADT" as const, count: query.adults ?? 1 },
      { type: "CHD" as const, count: query.children ?? 0 },
      { type: "INF" as const, count: query.infants ?? 0 },
    ];
    const asked: SearchOffersInput = {
      schemaVersion: 1,
      partner: scope.partner,
      gdsProviderCode,
      legs: query.legs.map(({ departs_on: departsOn, ...leg }) => ({ ...leg, departsOn })),
      passengers: counts.filter(({ count }) => count > 0),
    };
    const offers = await search(dependencies, asked);
    const kept = await keepOffers(dependencies.redis, scope.partner, asked, offers);
    const data = kept.map((offer) => present(offer, { supplier: query.supplier, livemode }));
    return c.json({ object: "list" as const, data }, 200);
  });
}

async function search(
  { temporal }: ApiDependencies,
  input: SearchOffersInput,
): Promise<OfferPayload[]> {
  try {
    const offers: unknown = await temporal.client.workflow.execute(searchOffersType, {
      args: [searchOffersInputSchema.parse(input)],
      workflowId: workflowIds.searchOffers(input.partner, newId("operation")),
      taskQueue: queueOfSupplier(input.gdsProviderCode),
      workflowExecutionTimeout: "25 seconds",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: input.partner },
        { key: searchAttributes.supplier, value: input.gdsProviderCode },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
    return offerPayloadSchema.array().parse(offers);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const refusal = findRefusal(error);
    if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message, refusal.details);
    throw new Refusal("SUPPLIER_UNAVAILABLE", "The supplier does not answer. Try again later.");
  }
}

function present(
  offer: KeptOffer,
  { supplier, livemode }: Pick<OfferBody, "supplier" | "livemode">,
): OfferBody {
  return {
    id: offer.id,
    object: "offer",
    livemode,
    supplier,
    validating_carrier: offer.validatingCarrier,
    flights: offer.flights.map((flight) => ({
      flight: flight.carrierCode + flight.flightNumber,
      booking_class: flight.bookingClass,
      origin: flight.originAirport,
      destination: flight.destinationAirport,
      departs_local: flight.departsLocal,
      arrives_local: flight.arrivesLocal,
    })),
    fares: offer.fares.map(({ passengerType, ...fare }) => ({
      passenger_type: passengerType,
      ...fare,
    })),
    total: offer.total,
    expires_at: offer.expiresAt,
  };
}

type OfferBody = z.infer<typeof offersSchema>["data"][number];
