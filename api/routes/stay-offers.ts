import { createRoute, type z } from "@hono/zod-openapi";
import { WorkflowFailedError } from "@temporalio/client";

import { newId } from "../../db/new-id";
import { bedbanks } from "../../domain/bedbanks";
import { Refusal } from "../../domain/refusal";
import { findRefusal } from "../../temporal/contract/failures";
import { queueOfSupplier } from "../../temporal/contract/queues";
import {
  searchStaysInputSchema,
  stayOfferPayloadSchema,
} from "../../temporal/contract/schemas/stays";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { SearchStaysInput, StayOfferPayload } from "../../temporal/contract/stays";
import { searchStaysType } from "../../temporal/contract/stays";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { KeptStayOffer } from "../offer-store";
import { keepStayOffers } from "../offer-store";
import { presentRoom } from "../present/stay";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { stayOfferQuerySchema, stayOffersSchema } from "../schemas/stay-offer";

const listStayOffersRoute = createRoute({
  method: "get",
  path: "/v1/stay-offers",
  tags: ["Bookings"],
  summary: "Ask a supplier which hotel stays it offers",
  description:
    "Asked anew each time, for some seconds at most. An offer is kept until it expires: book it by its id with POST /v1/bookings. Nothing is held at the supplier until the booking is issued, at the price that was booked or not at all.",
  ...permitted("booking.create.partner", { branches: "none" }),
  request: { query: stayOfferQuerySchema },
  responses: {
    200: json(stayOffersSchema, "Offers, as the supplier orders them"),
    ...problems(422, 503),
  },
});

export function registerStayOffers(router: Router, dependencies: ApiDependencies): void {
  router.openapi(listStayOffersRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const asked: SearchStaysInput = {
      schemaVersion: 1,
      partner: scope.partner,
      gdsProviderCode: bedbanks[query.supplier].providerCode,
      place:
        query.destination === undefined
          ? { hotels: query.hotels ?? [] }
          : { destination: query.destination },
      checkIn: query.check_in,
      checkOut: query.check_out,
      rooms: query.rooms ?? [{ adults: 2, childAges: [] }],
      payment: query.payment ?? "prepaid",
    };
    assertDays(asked);
    const offers = await search(dependencies, asked);
    const kept = await keepStayOffers(dependencies.redis, scope.partner, asked, offers);
    const data = kept.map((offer) => present(offer, { supplier: query.supplier, livemode }));
    return c.json({ object: "list" as const, data }, 200);
  });
}

function assertDays({ checkIn, checkOut }: SearchStaysInput): void {
  if (checkIn < checkOut) return;
  throw new Refusal("ITINERARY_INVALID", "The day of leaving is after the day of arrival.", {
    check_in: checkIn,
    check_out: checkOut,
  });
}

async function search(
  { temporal }: ApiDependencies,
  input: SearchStaysInput,
): Promise<StayOfferPayload[]> {
  try {
    const offers: unknown = await temporal.client.workflow.execute(searchStaysType, {
      args: [searchStaysInputSchema.parse(input)],
      workflowId: workflowIds.searchStays(input.partner, newId("operation")),
      taskQueue: queueOfSupplier(input.gdsProviderCode),
      workflowExecutionTimeout: "25 seconds",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: input.partner },
        { key: searchAttributes.supplier, value: input.gdsProviderCode },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
    return stayOfferPayloadSchema.array().parse(offers);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const refusal = findRefusal(error);
    if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message, refusal.details);
    throw new Refusal("SUPPLIER_UNAVAILABLE", "The supplier does not answer. Try again later.");
  }
}

type StayOfferBody = z.infer<typeof stayOffersSchema>["data"][number];

function present(
  offer: KeptStayOffer,
  { supplier, livemode }: Pick<StayOfferBody, "supplier" | "livemode">,
): StayOfferBody {
  return {
    id: offer.id,
    object: "stay_offer",
    livemode,
    supplier,
    hotel_code: offer.hotelCode,
    hotel_name: offer.hotelName,
    destination: offer.destinationCode,
    check_in: offer.checkIn,
    check_out: offer.checkOut,
    rooms: offer.rooms.map(presentRoom),
    payment: offer.payment,
    total: offer.total,
    commission: offer.commission,
    cancellation_fees: offer.cancellationFees,
    expires_at: offer.expiresAt,
  };
}
