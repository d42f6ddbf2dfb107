import type { Insertable, Selectable, Updateable } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import type { MemoState } from "../../domain/memo/memo";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { isDuplicateKey } from "../transaction";
import { writeHistory } from "./history";

export type MemoRow = Selectable<Database["agency_memos"]>;

/** One per airline and document number, however it came (`DUPLICATE_CODE`). */
export async function insertMemo(
  transaction: PartnerTransaction,
  row: Omit<Insertable<Database["agency_memos"]>, "partner_id">,
  at: string,
): Promise<void> {
  try {
    const { insertId } = await transaction.db
      .insertInto("agency_memos")
      .values(row)
      .executeTakeFirstOrThrow();
    const ids = [Number(insertId)];
    await writeHistory(transaction, { table: "agency_memos", ids, type: "INSERT", at });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_agency_memos_document")) throw error;
    throw new Refusal("DUPLICATE_CODE", `Memo ${row.document_number} of this airline is here.`, {
      document_number: row.document_number,
    });
  }
}

/** Holds a memo until the transaction ends. */
export async function lockMemo({ db }: PartnerTransaction, publicId: string): Promise<MemoRow> {
  const row = await db
    .selectFrom("agency_memos")
    .selectAll()
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such memo.", { id: publicId });
  return row;
}

/** Changes a memo that is held, with its history. */
export async function changeMemo(
  transaction: PartnerTransaction,
  memo: MemoRow,
  change: Updateable<Database["agency_memos"]> & { readonly state?: MemoState },
  at: string,
): Promise<void> {
  await transaction.db
    .updateTable("agency_memos")
    .set({ ...change, version: memo.version + 1 })
    .where("agency_memo_id", "=", memo.agency_memo_id)
    .execute();
  const changes = Object.entries(change).map(
    ([column, value]): [string, [JsonValue, JsonValue]] => [
      column,
      [toJson(Reflect.get(memo, column)), toJson(value)],
    ],
  );
  await writeHistory(transaction, {
    table: "agency_memos",
    ids: [memo.agency_memo_id],
    type: "UPDATE",
    at,
    changes: Object.fromEntries(changes),
  });
}

/** Memos that were settled with a payment that was taken back are again what they were before it. */
export async function reopenSettledMemos(
  transaction: PartnerTransaction,
  reference: string,
  at: string,
): Promise<void> {
  const settled = await transaction.db
    .selectFrom("agency_memos")
    .selectAll()
    .where("settlement_reference", "=", reference)
    .where("state", "=", "SETTLED")
    .orderBy("agency_memo_id")
    .forUpdate()
    .execute();
  for (const memo of settled) {
    const state = await stateBeforeSettling(transaction, memo);
    const change = { state, settled_on: null, settlement_reference: null };
    await changeMemo(transaction, memo, change, at);
  }
}

async function stateBeforeSettling(
  { db }: PartnerTransaction,
  { agency_memo_id: id }: MemoRow,
): Promise<MemoState> {
  const before = await db
    .selectFrom("agency_memo_history")
    .select("state")
    .where("agency_memo_id", "=", id)
    .where("state", "!=", "SETTLED")
    .orderBy("history_id", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return before.state;
}

function toJson(value: unknown): JsonValue {
  return typeof value === "string" || typeof value === "number" ? value : null;
}
