import type { PartnerDatabase } from "../partner-scope";

/** The IATA numbers that the partner sells under: its own and those of its branches. */
export async function listAgencyNumbers({ db }: PartnerDatabase): Promise<ReadonlySet<string>> {
  const [partner, branches] = await Promise.all([
    db.selectFrom("partners").select("iata_number").executeTakeFirst(),
    db.selectFrom("branches").select("iata_number").where("iata_number", "is not", null).execute(),
  ]);
  const numbers = [partner?.iata_number, ...branches.map((branch) => branch.iata_number)];
  return new Set(numbers.filter((number) => number != null));
}
