import { Refusal } from "../domain/refusal";
import type { PartnerDatabase } from "./partner-scope";
import { scopeToPartner } from "./partner-scope";
import type { DatabaseHandle } from "./pool";

/** Opens the scoped connection of a partner by its public id. */
export type OpenPartner = (partner: string) => Promise<PartnerDatabase>;

/** A partner's two ids never change, so each is looked up once. */
export function createPartnerScopes({ system }: Pick<DatabaseHandle, "system">): OpenPartner {
  const scopes = new Map<string, PartnerDatabase>();
  return async (partner) => {
    const known = scopes.get(partner);
    if (known !== undefined) return known;
    const row = await system
      .selectFrom("partners")
      .select("partner_id")
      .where("public_id", "=", partner)
      .executeTakeFirst();
    if (row === undefined) throw new Refusal("NOT_FOUND", "No such partner.", { partner });
    const scope = scopeToPartner(system, { partnerId: row.partner_id, partner });
    scopes.set(partner, scope);
    return scope;
  };
}

/** The same, for an id that a stranger may have made up: undefined where there is no such partner. */
export async function findPartnerScope(
  openPartner: OpenPartner,
  partner: string,
): Promise<PartnerDatabase | undefined> {
  try {
    return await openPartner(partner);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Public ids of partners, in their order, after one of them: for what goes through all of them. */
export async function listPartners(
  { system }: Pick<DatabaseHandle, "system">,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const rows = await system
    .selectFrom("partners")
    .select("public_id")
    .where("public_id", ">", after ?? "")
    .orderBy("public_id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.public_id);
}

/** The same, of active partners whose recognition runs begin by themselves. */
export async function listPartnersToRecognise(
  { system }: Pick<DatabaseHandle, "system">,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const rows = await system
    .selectFrom("partners")
    .select("public_id")
    .where("public_id", ">", after ?? "")
    .where("status", "=", "active")
    .where("recognition_schedule", "!=", "off")
    .orderBy("public_id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.public_id);
}
