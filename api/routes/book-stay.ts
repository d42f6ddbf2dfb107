import type { Context } from "hono";

import type { BranchRecord } from "../../db/read/branches";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import type { PricedBooking } from "../../domain/booking";
import { canonicalJson } from "../../domain/canonical-json";
import { parseMoney } from "../../domain/money";
import type { Guest } from "../../domain/stay";
import { priceStay } from "../../domain/stay";
import { createStayBooking } from "../../services/booking/create-stay-booking";
import type { IdempotentRequest } from "../../services/idempotency/idempotency-keys";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerOnce } from "../idempotency";
import type { KeptStayOffer } from "../offer-store";
import { findStayOffer, offerExpired } from "../offer-store";
import { presentBooking } from "../present/booking";
import { toActContext } from "../request-context";
import type { FromStayOffer } from "../schemas/booking";
import { toMoney } from "../schemas/common";

/** Books a stay as it was offered: one commit, no supplier is asked. */
export async function bookStay(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: IdempotentRequest,
  { body, branch }: { readonly body: FromStayOffer; readonly branch: BranchRecord | undefined },
) {
  const { scope, livemode } = c.get("principal");
  const partner = await getPartner(scope);
  const offer = await findStayOffer(dependencies.redis, scope.partner, body.stay_offer_id);
  return answerOnce(c, dependencies, request, async (transaction) => {
    // Here, so that a repeated key gets the answer it got, also once the offer is over.
    if (offer === undefined) throw offerExpired(body.stay_offer_id);
    const bookingId = await createStayBooking(
      transaction,
      {
        customerId: body.customer_id,
        ...(branch === undefined ? {} : { branchId: branch.branchId }),
        priced: toPricedStay(offer, body),
        gdsProviderCode: offer.gdsProviderCode,
        ...(body.metadata === undefined ? {} : { metadata: canonicalJson(body.metadata) }),
      },
      { partner, context: toActContext(c), now: dependencies.now() },
    );
    const booking = await getBooking(transaction, bookingId);
    return {
      status: 201,
      body: presentBooking(booking, livemode),
      headers: { Location: `/v1/bookings/${bookingId}`, ETag: `"v${booking.version}"` },
    };
  });
}

function toPricedStay(offer: KeptStayOffer, { guests, charges }: FromStayOffer): PricedBooking {
  const { reference, total, commission, ...stay } = offer;
  return priceStay(
    {
      ...stay,
      offerReference: reference,
      total: parseMoney(total),
      ...(commission === null ? {} : { commission: parseMoney(commission) }),
    },
    guests.map(({ room, type, surname, given_names: givenNames, age }): Guest => ({
      room,
      type,
      surname,
      givenNames,
      ...(age === undefined ? {} : { age }),
    })),
    charges.map(({ type, amount, vat_percent: vatPercent }) => ({
      type,
      vatPercent,
      amount: toMoney(amount),
    })),
  );
}
