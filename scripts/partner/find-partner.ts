import type { DatabaseHandle } from "../../db/pool";

/** The public id of the partner with a code. */
export async function findPartner({ system }: DatabaseHandle, code: string): Promise<string> {
  const row = await system
    .selectFrom("partners")
    .select("public_id")
    .where("partner_code", "=", code)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no partner ${code}.`);
  return row.public_id;
}
