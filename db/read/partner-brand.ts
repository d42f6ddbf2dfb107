import { defaultBrandColor } from "../../domain/brand/brand-color";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

/** What a partner's papers and mails show of it. */
export interface PartnerBrand {
  readonly name: string;
  /** `#RRGGBB` */
  readonly color: string;
  readonly logo: StoredLogo | null;
}

export interface StoredLogo {
  readonly storageKey: string;
  readonly contentType: string;
  readonly byteSize: number;
}

export async function getPartnerBrand({ db }: PartnerDatabase): Promise<PartnerBrand> {
  const row = await db
    .selectFrom("partners")
    .leftJoin("documents", (join) =>
      join
        .onRef("documents.document_id", "=", "partners.logo_document_id")
        .on("documents.deleted_at", "is", null),
    )
    .select(["partner_name", "brand_name", "brand_color"])
    .select(["storage_key", "content_type", "byte_size"])
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "The partner does not exist.");
  const { storage_key: storageKey, content_type: contentType, byte_size: byteSize } = row;
  const hasLogo = storageKey !== null && contentType !== null && byteSize !== null;
  return {
    name: row.brand_name ?? row.partner_name,
    color: row.brand_color ?? defaultBrandColor,
    logo: hasLogo ? { storageKey, contentType, byteSize } : null,
  };
}
