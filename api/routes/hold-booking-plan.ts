import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { BranchRecord } from "../../db/read/branches";
import type { OperationRecord } from "../../db/read/get-operation";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { CreateBookingResult } from "../../temporal/contract/create-booking";
import type { HoldBookingInput } from "../../temporal/contract/offers";
import { heldBirthContext, holdBookingType } from "../../temporal/contract/offers";
import { holdBookingInputSchema } from "../../temporal/contract/schemas/offers";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { getOffer, type KeptOffer } from "../offer-store";
import type { OperationPlan } from "../operations";
import { toRequestContext } from "../request-context";
import type { FromOffer } from "../schemas/booking";
import { bookingPlan } from "./create-booking-plan";

/** Holds an offer at its supplier and books it; dates of birth travel sealed. */
export async function holdBookingPlan(
  c: Context<ApiEnvironment>,
  { keyRing, redis }: Pick<ApiDependencies, "keyRing" | "redis">,
  { body, branch }: { readonly body: FromOffer; readonly branch: BranchRecord | undefined },
): Promise<OperationPlan<CreateBookingResult>> {
  const { scope } = c.get("principal");
  const offer = await getOffer(redis, scope.partner, body.offer_id);
  assertTravellers(body, offer);
  const seal = (date: string): string =>
    keyRing.encrypt(Buffer.from(date), heldBirthContext(scope.partner)).toString("base64");
  const input: HoldBookingInput = holdBookingInputSchema.parse({
    schemaVersion: 1,
    partner: scope.partner,
    bookingId: newId("booking"),
    customerId: body.customer_id,
    branchId: branch?.publicId ?? null,
    gdsProviderCode: offer.gdsProviderCode,
    offerReference: offer.reference,
    total: offer.total,
    passengers: body.passengers.map((passenger) => ({
      type: passenger.type,
      surname: passenger.surname,
      givenNames: passenger.given_names,
      sealedDateOfBirth:
        passenger.date_of_birth === undefined ? null : seal(passenger.date_of_birth),
    })),
    contact: { email: body.contact.email, phone: body.contact.phone ?? null },
    charges: body.charges.map(({ type, amount, vat_percent }) => ({
      type,
      amount,
      vatPercent: vat_percent,
    })),
    metadata: body.metadata === undefined ? null : canonicalJson(body.metadata),
    operationId: newId("operation"),
    context: toRequestContext(c),
  });
  return bookingPlan(c, holdBookingType, input);
}

/** The plan of the operation that a repeated key belongs to, from what it was begun with. */
export function joinedHoldPlan(
  c: Context<ApiEnvironment>,
  { request }: Pick<OperationRecord, "request">,
): OperationPlan<CreateBookingResult> {
  const input = holdBookingInputSchema.parse(request);
  return bookingPlan(c, holdBookingType, { ...input, operationId: newId("operation") });
}

/** As many of each type as the offer was made for. */
function assertTravellers({ passengers }: FromOffer, offer: KeptOffer): void {
  const wrong = (["ADT", "CHD", "INF"] as const).find((type) => {
    const count = offer.passengers.find((asked) => asked.type === type)?.count ?? 0;
    return passengers.filter((passenger) => passenger.type === type).length !== count;
  });
  if (wrong === undefined) return;
  throw new Refusal("PASSENGERS_INVALID", `The offer is for another number of ${wrong}.`, {
    type: wrong,
  });
}
