import { accounts } from "../../../domain/journal/accounts";
import { Refusal } from "../../../domain/refusal";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { PartnerDatabase } from "../../partner-scope";

export type PartyKind = "customer" | "supplier";

export interface PartyName {
  readonly partyId: number;
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
}

/** Control accounts of a kind of party, without the provision: an estimate is owed to nobody yet. */
export function controlAccountsOf(
  kind: PartyKind,
  all: readonly StatementAccount[],
): StatementAccount[] {
  return all.filter(({ control, code }) => control === kind && code !== accounts.memoProvision);
}

/** Refuses a party that the partner has not (`NOT_FOUND`). */
export async function getPartyName(
  scope: PartnerDatabase,
  kind: PartyKind,
  publicId: string,
): Promise<PartyName> {
  const [party] = await listPartyNames(scope, kind, { publicId });
  if (party === undefined) {
    throw new Refusal("NOT_FOUND", `No such ${kind}.`, { [`${kind}Id`]: publicId });
  }
  return party;
}

/** By their ids, or one by its public id; in the order of their codes. */
export async function listPartyNames(
  { db }: PartnerDatabase,
  kind: PartyKind,
  which: { readonly publicId: string } | { readonly partyIds: readonly number[] },
): Promise<PartyName[]> {
  const customers = db
    .selectFrom("customers as party")
    .select(["customer_id as partyId", "public_id as publicId", "customer_code as code"])
    .select("display_name as name");
  const suppliers = db
    .selectFrom("suppliers as party")
    .select(["supplier_id as partyId", "public_id as publicId", "supplier_code as code"])
    .select("supplier_name as name");
  if ("publicId" in which) {
    return kind === "customer"
      ? customers.where("public_id", "=", which.publicId).execute()
      : suppliers.where("public_id", "=", which.publicId).execute();
  }
  if (which.partyIds.length === 0) return [];
  return kind === "customer"
    ? customers.where("customer_id", "in", which.partyIds).orderBy("customer_code").execute()
    : suppliers.where("supplier_id", "in", which.partyIds).orderBy("supplier_code").execute();
}
