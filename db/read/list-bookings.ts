import type { ProductCode } from "../../domain/booking-record";
import type { BookingState } from "../../domain/booking-state";
import type { PartnerDatabase } from "../partner-scope";
import { toBooking } from "./get-booking";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface BookingFilter {
  readonly states?: readonly BookingState[];
  readonly product?: ProductCode;
  readonly customerId?: string;
  readonly reference?: string;
  readonly recordLocator?: string;
  readonly createdFrom?: string;
  readonly createdBefore?: string;
  /** By public id. */
  readonly branch?: string;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

export type BookingSummary = ReturnType<typeof toBooking> & {
  readonly customerPublicId: string;
  readonly gdsProviderCode: string | null;
};

/** Newest first. */
export async function listBookings(
  { db }: PartnerDatabase,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingSummary>> {
  let query = db
    .selectFrom("bookings")
    .innerJoin("customers", "customers.customer_id", "bookings.customer_id")
    .leftJoin("branches", "branches.branch_id", "bookings.branch_id")
    .selectAll("bookings")
    .select([
      "customers.public_id as customer_public_id",
      "branches.public_id as branch_public_id",
    ]);
  if (filter.branch) query = query.where("branches.public_id", "=", filter.branch);
  if (filter.among) query = query.where("bookings.branch_id", "in", [...filter.among]);
  if (filter.states) query = query.where("bookings.state", "in", filter.states);
  if (filter.product) query = query.where("bookings.product_code", "=", filter.product);
  if (filter.customerId) query = query.where("customers.public_id", "=", filter.customerId);
  if (filter.reference) query = query.where("bookings.booking_reference", "=", filter.reference);
  if (filter.createdFrom) query = query.where("bookings.created_at", ">=", filter.createdFrom);
  if (filter.createdBefore) query = query.where("bookings.created_at", "<", filter.createdBefore);
  const { recordLocator } = filter;
  if (recordLocator) {
    query = query.where("bookings.booking_id", "in", (eb) =>
      eb
        .selectFrom("booking_pnrs")
        .select("booking_pnrs.booking_id")
        .where("booking_pnrs.supplier_record_locator", "=", recordLocator),
    );
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("bookings.created_at", "bookings.booking_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("bookings.created_at", "desc")
    .orderBy("bookings.booking_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: (row) => ({
      ...toBooking(row),
      customerPublicId: row.customer_public_id,
      gdsProviderCode: row.gds_provider_code,
    }),
    key: (row) => ({ createdAt: row.created_at, id: row.booking_id }),
  });
}
