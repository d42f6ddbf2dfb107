import type { Selectable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";
import { getCustomerRowId } from "./person";

export interface ConsentRecord {
  readonly publicId: string;
  readonly purpose: string;
  readonly status: "given" | "withdrawn";
  readonly channel: string;
  readonly wordingVersion: string | null;
  readonly decidedAt: string;
  readonly createdAt: string;
}

/** A customer's decisions, newest first: the first of a purpose is the one that holds. */
export async function listConsents(
  scope: PartnerDatabase,
  filter: { readonly customer: string; readonly purpose?: string; readonly publicId?: string },
  page: PageRequest,
): Promise<Page<ConsentRecord>> {
  let query = scope.db
    .selectFrom("consents")
    .selectAll()
    .where("customer_id", "=", await getCustomerRowId(scope, filter.customer));
  if (filter.purpose !== undefined) query = query.where("purpose", "=", filter.purpose);
  if (filter.publicId !== undefined) query = query.where("public_id", "=", filter.publicId);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "consent_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("consent_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toConsent,
    key: (row) => ({ createdAt: row.created_at, id: row.consent_id }),
  });
}

function toConsent(row: Selectable<Database["consents"]>): ConsentRecord {
  return {
    publicId: row.public_id,
    purpose: row.purpose,
    status: row.status,
    channel: row.channel,
    wordingVersion: row.wording_version,
    decidedAt: toInstant(row.decided_at),
    createdAt: toInstant(row.created_at),
  };
}
