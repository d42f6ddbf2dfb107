import type { Selectable } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface BranchRecord {
  readonly branchId: number;
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
  /** None where it sells under the partner's. */
  readonly iataNumber: string | null;
  readonly isActive: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface BranchFilter {
  readonly code?: string;
  readonly isActive?: boolean;
  /** The only ones that the reader is let near. */
  readonly among?: ReadonlySet<number>;
}

/** Newest first. */
export async function listBranches(
  { db }: PartnerDatabase,
  { code, isActive, among }: BranchFilter,
  page: PageRequest,
): Promise<Page<BranchRecord>> {
  let query = db.selectFrom("branches").selectAll();
  if (code !== undefined) query = query.where("branch_code", "=", code);
  if (isActive !== undefined) query = query.where("is_active", "=", isActive ? 1 : 0);
  if (among !== undefined) query = query.where("branch_id", "in", [...among]);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "branch_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("branch_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toBranch,
    key: (row) => ({ createdAt: row.created_at, id: row.branch_id }),
  });
}

/** Public ids, by keys. */
export async function listBranchIds(
  { db }: PartnerDatabase,
  among: ReadonlySet<number>,
): Promise<string[]> {
  const rows = await db
    .selectFrom("branches")
    .select("public_id")
    .where("branch_id", "in", [...among])
    .execute();
  return rows.map((row) => row.public_id);
}

export async function getBranch({ db }: PartnerDatabase, publicId: string): Promise<BranchRecord> {
  return orNotFound(
    await db
      .selectFrom("branches")
      .selectAll()
      .where("public_id", "=", publicId)
      .executeTakeFirst(),
  );
}

/** The same, held until the transaction ends. */
export async function lockBranch(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<BranchRecord> {
  return orNotFound(
    await db
      .selectFrom("branches")
      .selectAll()
      .where("public_id", "=", publicId)
      .forUpdate()
      .executeTakeFirst(),
  );
}

function orNotFound(row: Selectable<Database["branches"]> | undefined): BranchRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such branch.");
  return toBranch(row);
}

function toBranch(row: Selectable<Database["branches"]>): BranchRecord {
  return {
    branchId: row.branch_id,
    publicId: row.public_id,
    code: row.branch_code,
    name: row.branch_name,
    iataNumber: row.iata_number,
    isActive: row.is_active === 1,
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
