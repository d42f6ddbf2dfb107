import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { BspColumnMappingRecord } from "../../db/read/bsp-column-mappings";
import { countBspColumnMappings, lockBspColumnMapping } from "../../db/read/bsp-column-mappings";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { ColumnSource, FileMapping } from "../../domain/bsp/columns/mapping";
import { listMissing } from "../../domain/bsp/columns/place-columns";
import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";

export interface BspColumnMappingTerms {
  readonly name: string;
  readonly source: ColumnSource;
  readonly mapping: FileMapping;
}

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

type VersionedAct = Act & { readonly assertVersion: (version: number) => void };

const mappingsMax = 200;

/** Keeps how the files of a source are read; returns the mapping's public id. */
export async function createBspColumnMapping(
  transaction: PartnerTransaction,
  terms: BspColumnMappingTerms,
  act: Act,
): Promise<string> {
  if ((await countBspColumnMappings(transaction)) >= mappingsMax) {
    throw new Refusal("BSP_MAPPING_REFUSED", `There are ${mappingsMax} mappings already.`);
  }
  assertWhole(terms);
  const publicId = newId("bspColumnMapping");
  const insertion = transaction.db
    .insertInto("bsp_column_mappings")
    .values({ public_id: publicId, ...toColumns(terms) })
    .executeTakeFirstOrThrow();
  const { insertId } = await orTaken(insertion, terms);
  const ids = [Number(insertId)];
  await writeHistory(transaction, {
    table: "bsp_column_mappings",
    ids,
    type: "INSERT",
    at: act.at,
  });
  await audit(transaction, { type: "created", id: publicId, payload: payloadOf(terms) }, act);
  return publicId;
}

/** Changes a mapping. Files that were taken up before are read by it as it was. */
export async function changeBspColumnMapping(
  transaction: PartnerTransaction,
  publicId: string,
  { name, mapping }: { readonly name?: string; readonly mapping: Partial<FileMapping> },
  act: VersionedAct,
): Promise<void> {
  const before = await lockBspColumnMapping(transaction, publicId);
  act.assertVersion(before.version);
  const after: BspColumnMappingTerms = {
    source: before.source,
    name: name ?? before.name,
    mapping: { ...before.mapping, ...mapping },
  };
  assertWhole(after);
  const changes = differing(before, after);
  if (Object.keys(changes).length === 0) return;
  const update = transaction.db
    .updateTable("bsp_column_mappings")
    .set({ ...toColumns(after), version: before.version + 1 })
    .where("bsp_column_mapping_id", "=", before.mappingId)
    .execute();
  await orTaken(update, after);
  await writeHistory(transaction, {
    table: "bsp_column_mappings",
    ids: [before.mappingId],
    type: "UPDATE",
    at: act.at,
    changes,
  });
  await audit(transaction, { type: "changed", id: publicId, payload: { changes } }, act);
}

/** Takes a mapping away; not one by which a source is read. */
export async function deleteBspColumnMapping(
  transaction: PartnerTransaction,
  publicId: string,
  act: VersionedAct,
): Promise<void> {
  const mapping = await lockBspColumnMapping(transaction, publicId);
  act.assertVersion(mapping.version);
  await assertUnused(transaction, mapping);
  await transaction.db
    .updateTable("bsp_column_mappings")
    .set({ is_current: null, deleted_at: act.at, version: mapping.version + 1 })
    .where("bsp_column_mapping_id", "=", mapping.mappingId)
    .execute();
  await writeHistory(transaction, {
    table: "bsp_column_mappings",
    ids: [mapping.mappingId],
    type: "DELETE",
    at: act.at,
    changes: { deleted_at: [null, act.at] },
  });
  const payload = { name: mapping.name, source: mapping.source };
  await audit(transaction, { type: "deleted", id: publicId, payload }, act);
}

async function assertUnused(
  { db }: PartnerTransaction,
  { mappingId }: BspColumnMappingRecord,
): Promise<void> {
  const user = await db
    .selectFrom("bsp_sources")
    .select("public_id")
    .where("bsp_column_mapping_id", "=", mappingId)
    .where("state", "!=", "deleted")
    .executeTakeFirst();
  if (user === undefined) return;
  throw new Refusal("BSP_MAPPING_REFUSED", "A source's files are read by it.", {
    source_id: user.public_id,
  });
}

/** A mapping without what every transaction has reads nothing. */
function assertWhole({ mapping }: BspColumnMappingTerms): void {
  const missing = listMissing(mapping);
  if (missing.length > 0) {
    throw new Refusal(
      "BSP_MAPPING_REFUSED",
      `Every transaction has ${missing.join(", ")}: name a column or a constant.`,
      { fields: missing.join(",") },
    );
  }
  const twice = Object.keys(mapping.constants).find((field) => field in mapping.columns);
  if (twice === undefined) return;
  throw new Refusal("BSP_MAPPING_REFUSED", `${twice} is either a column or a constant.`, {
    fields: twice,
  });
}

async function orTaken<Result>(
  writing: Promise<Result>,
  { name, source }: BspColumnMappingTerms,
): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (!isDuplicateKey(error, "uq_bsp_column_mappings_name")) throw error;
    const text = `A mapping of ${source} with that name exists already.`;
    throw new Refusal("DUPLICATE_CODE", text, { name });
  }
}

function toColumns({ name, source, mapping }: BspColumnMappingTerms) {
  return {
    mapping_name: name,
    source_kind: source,
    mapping: canonicalJson(toJson(mapping)),
  };
}

function toJson(mapping: FileMapping): Record<string, JsonValue> {
  return {
    ...mapping,
    columns: { ...mapping.columns },
    constants: { ...mapping.constants },
    codes: { ...mapping.codes },
    formsOfPayment: { ...mapping.formsOfPayment },
  };
}

function payloadOf({ name, source, mapping }: BspColumnMappingTerms): Record<string, JsonValue> {
  return { name, source, ...toJson(mapping) };
}

function differing(before: BspColumnMappingTerms, after: BspColumnMappingTerms): Changes {
  const from = payloadOf(before);
  return Object.fromEntries(
    Object.entries(payloadOf(after)).flatMap(([key, value]) => {
      const was = from[key] ?? null;
      return canonicalJson(was) === canonicalJson(value) ? [] : [[key, [was, value]] as const];
    }),
  );
}

async function audit(
  transaction: PartnerTransaction,
  {
    type,
    id,
    payload,
  }: {
    readonly type: "created" | "changed" | "deleted";
    readonly id: string;
    readonly payload: Readonly<Record<string, JsonValue>>;
  },
  { context, at }: Act,
): Promise<void> {
  const [what, targetType] = [`bsp_column_mapping.${type}`, "bsp_column_mapping"];
  await writeAudit(transaction, context, [{ type: what, targetType, targetId: id, payload }], at);
}
