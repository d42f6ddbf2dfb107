import type { PartnerTransaction } from "../../db/partner-scope";
import { lockPartnerSettings } from "../../db/read/partner-settings";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { LogoSize } from "../../domain/brand/logo";
import { Refusal } from "../../domain/refusal";

interface Act {
  readonly assertVersion: (version: number) => void;
  readonly context: ActContext;
  readonly at: string;
}

export interface NewLogo extends LogoSize {
  readonly publicId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
}

/** Takes a logo, whose bytes are stored already; returns where the one before it lies. */
export async function setLogo(
  transaction: PartnerTransaction,
  logo: NewLogo,
  act: Act,
): Promise<string | undefined> {
  const before = await lockPartnerSettings(transaction);
  act.assertVersion(before.version);
  const { insertId } = await transaction.db
    .insertInto("documents")
    .values({
      public_id: logo.publicId,
      document_type: "logo",
      file_name: logo.fileName,
      content_type: logo.contentType,
      byte_size: logo.byteSize,
      sha256: logo.sha256,
      storage_key: logo.storageKey,
    })
    .executeTakeFirstOrThrow();
  const { publicId: documentId, sha256, byteSize, width, height } = logo;
  const facts = { document_id: documentId, sha256, byte_size: byteSize, width, height };
  return replaceLogo(transaction, Number(insertId), { ...act, before, type: "set", facts });
}

/** Refuses where there is none (NOT_FOUND). */
export async function removeLogo(
  transaction: PartnerTransaction,
  act: Act,
): Promise<string | undefined> {
  const before = await lockPartnerSettings(transaction);
  act.assertVersion(before.version);
  if (before.logoDocumentId === null) throw new Refusal("NOT_FOUND", "There is no logo.");
  return replaceLogo(transaction, null, { ...act, before, type: "removed", facts: {} });
}

async function replaceLogo(
  transaction: PartnerTransaction,
  rowId: number | null,
  {
    before,
    type,
    facts,
    context,
    at,
  }: Omit<Act, "assertVersion"> & {
    readonly before: Awaited<ReturnType<typeof lockPartnerSettings>>;
    readonly type: "set" | "removed";
    readonly facts: Readonly<Record<string, string | number>>;
  },
): Promise<string | undefined> {
  await transaction.db
    .updateTable("partners")
    .set({ logo_document_id: rowId, version: before.version + 1 })
    .execute();
  await writeHistory(transaction, {
    table: "partners",
    ids: [transaction.partnerId],
    type: "UPDATE",
    at,
    changes: { logo_document_id: [before.logoDocumentId, rowId] },
  });
  const event = {
    type: `partner.logo_${type}`,
    targetType: "partner",
    targetId: transaction.partner,
    payload: facts,
  };
  await writeAudit(transaction, context, [event], at);
  return before.logoDocumentId === null
    ? undefined
    : retireDocument(transaction, before.logoDocumentId, at);
}

async function retireDocument(
  { db }: PartnerTransaction,
  documentId: number,
  at: string,
): Promise<string> {
  const { storageKey } = await db
    .selectFrom("documents")
    .select("storage_key as storageKey")
    .where("document_id", "=", documentId)
    .executeTakeFirstOrThrow();
  await db
    .updateTable("documents")
    .set((eb) => ({ deleted_at: at, version: eb("version", "+", 1) }))
    .where("document_id", "=", documentId)
    .execute();
  return storageKey;
}
