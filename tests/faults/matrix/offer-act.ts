import { randomUUID } from "node:crypto";

import type { SupplierName } from "../../../domain/supplier-names";
import { parseReference } from "../../../suppliers/ndc/read-offers";
import type { FaultStack } from "../support/fault-stack";
import { holdStatementReply } from "../support/holds";
import { until } from "../support/observe";
import type { Arrived, Facts, MatrixAct, Seller, Subject } from "./act";
import { enter, held } from "./act";
import type { MatrixSupplier } from "./suppliers";

/**
 * An offer that is held at the supplier and booked: nothing is in the books before it. Of an order
 * the supplier is asked by our key, once before the change, and again where its answer was lost.
 */
function holdOfferBy(supplierName: SupplierName, looksBy: string): MatrixAct {
  const arrive = (subject: Subject, environment: FaultStack) =>
    arriveAtHold(subject, environment, looksBy);
  return {
    name: "hold",
    suppliers: [supplierName],
    passengers: 1,
    kind: holdKind,
    posts: false,
    reads: "of each kind",
    asksAfterChange: true,
    looksBy,
    sell: async (seller, supplier) => ({
      seller,
      supplier,
      bookingId: "",
      locator: "",
      prepared: "",
      ...(await enter(seller, randomUUID().slice(0, 18))),
    }),
    prepare: ({ seller, supplier }) => findOffer(seller, supplier),
    begin: async (subject, environment) => (await arrive(subject, environment)).go(),
    arrive,
    commitBegins: ({ customerId }) => readsCustomer(customerId),
    expected: (end) => (end === "done" ? { ...held, atSupplier: "1 held" } : nothing),
  };
}

const holdKind = "booking.create";

export const holdOffers: readonly MatrixAct[] = [
  holdOfferBy("lcc", "list_orders"),
  holdOfferBy("ndc", "OrderRetrieve:BookingRef"),
];

const nothing: Facts = { ...held, booking: "", events: "" };

async function findOffer({ caller }: Seller, { name }: MatrixSupplier): Promise<string> {
  const path = `/v1/offers?supplier=${name}&legs=DAC-DXB-2027-02-03&adults=1`;
  return until("an offer", async () => {
    const { body } = await caller.get(path);
    const [offer] = body["data"] as { readonly id: string }[];
    return offer?.id;
  });
}

/**
 * Its booking has an id once it is asked for: it is kept from its supplier until that is read, so
 * that each of its calls can be told from those of others.
 */
async function arriveAtHold(
  { seller, customerId, prepared, supplier, ...subject }: Subject,
  { proxies, books }: FaultStack,
  looksBy: string,
): Promise<Arrived> {
  const gate = holdStatementReply(proxies.workerToDatabase, readsCustomer(customerId));
  const call = seller.caller.insist("/v1/bookings", randomUUID(), {
    offer_id: prepared,
    customer_id: customerId,
    passengers: [{ type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
    contact: { email: subject.email },
    charges: [],
  });
  const tooSoon = call.then(({ final }) => {
    throw new Error(`it was not checked: ${JSON.stringify(final.body)}`);
  });
  await Promise.race([gate.reached, tooSoon]);
  const [row] = await books.rows(
    `SELECT resource_public_id, request_payload FROM operations
      WHERE operation_kind = ? AND request_payload LIKE ?`,
    [holdKind, `%${customerId}%`],
  );
  const bookingId = String(row?.["resource_public_id"]);
  const { offerReference } = JSON.parse(String(row?.["request_payload"])) as {
    readonly offerReference: string;
  };
  return {
    subject: {
      ...subject,
      seller,
      customerId,
      prepared,
      bookingId,
      // We ask for an airline's offer by its items too; it tells calls by the offer's id.
      locator: parseReference(offerReference)?.offerId ?? offerReference,
      supplier: holdingAt(supplier, bookingId, looksBy),
    },
    go: () => {
      gate.release();
      // Refused or not, that it was checked is known by now.
      tooSoon.catch(() => undefined);
      return call;
    },
  };
}

/** The worker reads it where it checks, and again where it commits. */
function readsCustomer(customerId: string): RegExp {
  return new RegExp(`from \`customers\` where .*'${customerId}'`);
}

/** Before it has an order, the supplier is asked for one by our key; all else names the offer. */
function holdingAt(supplier: MatrixSupplier, bookingId: string, looksBy: string): MatrixSupplier {
  const key = `hold:${bookingId}`;
  return {
    ...supplier,
    harm: (offer, call, behaviour) =>
      supplier.harm(call.operation === looksBy ? key : offer, call, behaviour),
    calls: async (offer) => [
      ...(await supplier.calls(key)).filter(({ operation }) => operation === looksBy),
      ...(await supplier.calls(offer)),
    ],
    documents: async (offer) => {
      const { orders } = await supplier.control<{ readonly orders: readonly { state: string }[] }>(
        "GET",
        `/offers/${offer}/orders`,
      );
      return orders.map(({ state }) => ({ numbers: [], status: state }));
    },
  };
}
