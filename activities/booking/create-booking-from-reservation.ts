import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBranch } from "../../db/read/branches";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { getActiveCustomer } from "../../db/write/get-active-customer";
import { insertBooking } from "../../db/write/insert-booking";
import { updateOperation } from "../../db/write/operations";
import { priceBooking } from "../../domain/booking";
import { yearIn } from "../../domain/calendar";
import { parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import { assertWithinPlan } from "../../services/subscription/assert-within-plan";
import type {
  CreateBookingInput,
  CreateBookingResult,
} from "../../temporal/contract/create-booking";
import { toActContext } from "../act-context";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";

/** Reads the reservation at the supplier, prices it, and books it in one commit. Safe to repeat. */
export function createBookingFromReservation(dependencies: SupplierDependencies) {
  return async function createBookingFromReservationActivity(
    input: CreateBookingInput,
  ): Promise<CreateBookingResult> {
    const scope = await dependencies.openPartner(input.partner);
    const existing = await findExisting(scope, input.bookingId);
    if (existing !== undefined) return existing;
    const reservation = await retrieve(dependencies, scope, input);
    return book(dependencies, scope, input, reservation);
  };
}

async function findExisting(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<CreateBookingResult | undefined> {
  const row = await db
    .selectFrom("bookings")
    .select("booking_reference")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  return row && { bookingId: publicId, reference: row.booking_reference };
}

async function retrieve(
  { openSupplier }: SupplierDependencies,
  scope: PartnerDatabase,
  { gdsProviderCode, recordLocator }: CreateBookingInput,
): Promise<Reservation> {
  const supplier = await openSupplier(scope, gdsProviderCode);
  return readSupplier((options) => supplier.retrieve({ recordLocator }, options));
}

async function book(
  dependencies: SupplierDependencies,
  scope: PartnerDatabase,
  input: CreateBookingInput,
  reservation: Reservation,
): Promise<CreateBookingResult> {
  assertSellable(reservation);
  const partner = await getPartner(scope);
  const now = dependencies.now();
  const priced = priceBooking(
    reservation,
    input.charges.map(({ type, amount, vatPercent }) => ({
      type,
      vatPercent,
      amount: parseMoney(amount),
    })),
  );
  return inTransaction(
    scope,
    async (transaction) => {
      await assertWithinPlan(transaction, "bookings_this_month", toDateTime(now));
      const customerId = await getActiveCustomer(transaction, input.customerId);
      const branch = input.branchId === null ? null : await getBranch(transaction, input.branchId);
      const { reference } = await insertBooking(
        transaction,
        {
          publicId: input.bookingId,
          customerId,
          ...(branch === null ? {} : { branchId: branch.branchId }),
          state: "HELD",
          priced,
          datesOfBirth: sealDatesOfBirth(dependencies, scope, reservation),
          reservation: {
            gdsProviderCode: input.gdsProviderCode,
            recordLocator: reservation.recordLocator,
            retrievedAt: now,
            ...(reservation.ticketingDeadlineAt === undefined
              ? {}
              : { ticketingDeadlineAt: reservation.ticketingDeadlineAt }),
          },
          ...(input.metadata === null ? {} : { metadata: input.metadata }),
        },
        {
          references: partner.bookingReferences,
          year: yearIn(partner.timeZone, now),
          context: toActContext(input.context),
          at: toDateTime(now),
        },
      );
      const result = { bookingId: input.bookingId, reference };
      await updateOperation(transaction, input.operationId, {
        status: "succeeded",
        stage: "created",
        result,
        at: toDateTime(now),
      });
      return result;
    },
    dependencies.observer,
  );
}

function assertSellable({ status, documents }: Reservation): void {
  if (status === "cancelled") {
    throw new Refusal("PNR_CANCELLED", "The reservation is cancelled at the supplier.");
  }
  if (documents.length > 0) {
    throw new Refusal(
      "TICKETED_ELSEWHERE",
      "The reservation is ticketed already: travoBooks cannot issue it.",
      { documents: documents.length },
    );
  }
}

function sealDatesOfBirth(
  { keyRing }: SupplierDependencies,
  { partner }: PartnerDatabase,
  { passengers }: Reservation,
): Map<string, Buffer> {
  return new Map(
    passengers.flatMap(({ reference, dateOfBirthOn }) =>
      dateOfBirthOn === undefined
        ? []
        : [
            [
              reference,
              keyRing.encrypt(
                Buffer.from(dateOfBirthOn),
                `${partner}:booking_passengers.date_of_birth`,
              ),
            ] as const,
          ],
    ),
  );
}
