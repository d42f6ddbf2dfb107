import type { PartnerDatabase } from "../../db/partner-scope";
import { readOwnJson } from "../../domain/own-json";

/** What an earlier attempt of the same step has committed, stored with its operation. */
export async function findOperationResult<Result>(
  { db }: PartnerDatabase,
  operationId: string,
): Promise<Result | undefined> {
  const row = await db
    .selectFrom("operations")
    .select(["status", "result_payload"])
    .where("public_id", "=", operationId)
    .executeTakeFirst();
  if (row?.status !== "succeeded" || row.result_payload === null) return undefined;
  return readOwnJson<Result>(row.result_payload);
}
