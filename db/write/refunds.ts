import type { Selectable, Updateable } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import type { RefundState } from "../../domain/refund/refund-states";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { writeHistory } from "./history";

export type RefundRow = Selectable<Database["refunds"]>;

/** Holds a refund until the transaction ends. */
export async function lockRefund(
  transaction: PartnerTransaction,
  publicId: string,
): Promise<RefundRow> {
  const row = await findLockedRefund(transaction, publicId);
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such refund.", { id: publicId });
  return row;
}

/** The same; undefined where the refund was never opened. */
export function findLockedRefund(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<RefundRow | undefined> {
  return db
    .selectFrom("refunds")
    .selectAll()
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
}

/** Changes a refund that is held, with its history. */
export async function changeRefund(
  transaction: PartnerTransaction,
  refund: RefundRow,
  change: Updateable<Database["refunds"]> & { readonly state?: RefundState },
  at: string,
): Promise<void> {
  await transaction.db
    .updateTable("refunds")
    .set({ ...change, version: refund.version + 1 })
    .where("refund_id", "=", refund.refund_id)
    .execute();
  const changes = Object.entries(change).map(
    ([column, value]): [string, [JsonValue, JsonValue]] => [
      column,
      [toJson(Reflect.get(refund, column)), toJson(value)],
    ],
  );
  await writeHistory(transaction, {
    table: "refunds",
    ids: [refund.refund_id],
    type: "UPDATE",
    at,
    changes: Object.fromEntries(changes),
  });
}

function toJson(value: unknown): JsonValue {
  return typeof value === "string" || typeof value === "number" ? value : null;
}
