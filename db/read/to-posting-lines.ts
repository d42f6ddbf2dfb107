import type { DraftLine } from "../../domain/journal/draft-line";
import type { Dimensions, PostingLine } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

/**
 * Lines as people write them, with the rows that they name. An id that names none of the
 * partner's own is refused (TENANT_MISMATCH), whoever's it is.
 */
export async function toPostingLines(
  scope: PartnerDatabase,
  lines: readonly DraftLine[],
): Promise<PostingLine[]> {
  const rows = await findNamedRows(scope, lines);
  return lines.map(({ account, side, amount, dimensions }) => ({
    account,
    side,
    amount: parseMoney(amount),
    dimensions: {
      ...own("customerId", rows.customers, dimensions.customerId),
      ...own("supplierId", rows.suppliers, dimensions.supplierId),
      ...own("bookingId", rows.bookings, dimensions.bookingId),
      ...own("ticketId", rows.tickets, dimensions.ticketNumber),
      ...own("branchId", rows.branches, dimensions.branchId),
      ...(dimensions.serviceDate && { serviceDate: dimensions.serviceDate }),
      ...(dimensions.productCode && { productCode: dimensions.productCode }),
      ...(dimensions.taxCode && { taxCode: dimensions.taxCode }),
    },
  }));
}

type Ids = ReadonlyMap<string, number>;

async function findNamedRows({ db }: PartnerDatabase, lines: readonly DraftLine[]) {
  const named = (name: keyof DraftLine["dimensions"]) => [
    ...new Set(lines.flatMap(({ dimensions }) => dimensions[name] ?? [])),
  ];
  return {
    customers: await findIds(named("customerId"), (names) =>
      db
        .selectFrom("customers")
        .select(["public_id as name", "customer_id as id"])
        .where("public_id", "in", names),
    ),
    suppliers: await findIds(named("supplierId"), (names) =>
      db
        .selectFrom("suppliers")
        .select(["public_id as name", "supplier_id as id"])
        .where("public_id", "in", names),
    ),
    bookings: await findIds(named("bookingId"), (names) =>
      db
        .selectFrom("bookings")
        .select(["public_id as name", "booking_id as id"])
        .where("public_id", "in", names),
    ),
    tickets: await findIds(named("ticketNumber"), (names) =>
      db
        .selectFrom("booking_tickets")
        .select(["ticket_number as name", "booking_ticket_id as id"])
        .where("ticket_number", "in", names),
    ),
    branches: await findIds(named("branchId"), (names) =>
      db
        .selectFrom("branches")
        .select(["public_id as name", "branch_id as id"])
        .where("public_id", "in", names),
    ),
  };
}

async function findIds(
  names: readonly string[],
  select: (names: readonly string[]) => {
    execute(): Promise<{ readonly name: string; readonly id: number }[]>;
  },
): Promise<Ids> {
  if (names.length === 0) return new Map();
  return new Map((await select(names).execute()).map(({ name, id }) => [name, id]));
}

function own<Key extends keyof Dimensions>(
  key: Key,
  ids: Ids,
  name: string | undefined,
): { readonly [K in Key]?: number } {
  if (name === undefined) return {};
  const id = ids.get(name);
  if (id === undefined) {
    throw new Refusal(
      "TENANT_MISMATCH",
      `A line names ${name}, which is not one of the partner's own.`,
      { dimension: key, named: name },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one key, its value a row's id
  return { [key]: id } as { readonly [K in Key]: number };
}
