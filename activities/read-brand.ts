import { buffer } from "node:stream/consumers";

import type { PartnerDatabase } from "../db/partner-scope";
import { getPartnerBrand } from "../db/read/partner-brand";
import type { DocumentStore } from "../suppliers/documents/port";

export interface Brand {
  readonly name: string;
  /** `#RRGGBB` */
  readonly color: string;
  /** PNG or JPEG. */
  readonly logo?: Buffer;
}

/** What the partner's papers show of it. One replaced meanwhile is read by the next attempt. */
export async function readBrand(documents: DocumentStore, scope: PartnerDatabase): Promise<Brand> {
  const { name, color, logo } = await getPartnerBrand(scope);
  if (logo === null) return { name, color };
  const { stream } = await documents.get(logo.storageKey);
  return { name, color, logo: await buffer(stream) };
}
