import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { lockBspColumnMapping } from "../../db/read/bsp-column-mappings";
import type { BspSourceRecord, MappingOfSource } from "../../db/read/bsp-sources";
import { countBspSources, lockBspSource } from "../../db/read/bsp-sources";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { StatedSource } from "./bsp-source-columns";
import { compareSources, toColumns, toCredentialColumns, toFacts } from "./bsp-source-columns";
import type { BspSourceCredentials } from "./bsp-source-credentials";

/** What may be changed of a source; its kind may not. */
export interface BspSourceSettings {
  readonly name: string;
  readonly directory: string;
  readonly filePattern: string;
  readonly pollMinutes: number;
  readonly settleSeconds: number;
  /** Null where its files are HOT. */
  readonly columnMapping: MappingOfSource | null;
  /** Null of a folder. */
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly userName: string;
    readonly hostKeys: readonly string[];
  } | null;
}

/** Sealed before the transaction: who wraps the key may be across a network. */
export interface SealedCredentials {
  readonly kind: BspSourceCredentials["kind"];
  readonly sealed: Buffer;
}

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

const sourcesMax = 50;

/** Has a place looked at for files of the settlement plan; returns its public id. */
export async function createBspSource(
  transaction: PartnerTransaction,
  settings: BspSourceSettings,
  credentials: SealedCredentials | undefined,
  act: Act,
): Promise<string> {
  if ((await countBspSources(transaction)) >= sourcesMax) {
    throw new Refusal("BSP_SOURCE_REFUSED", `There are ${sourcesMax} sources already.`);
  }
  await holdMapping(transaction, settings);
  const publicId = newId("bspSource");
  const columns = toColumns(settings);
  const { insertId } = await transaction.db
    .insertInto("bsp_sources")
    .values({
      ...columns,
      ...toCredentialColumns(credentials),
      public_id: publicId,
      source_kind: settings.server === null ? "folder" : "sftp",
    })
    .executeTakeFirstOrThrow();
  const ids = [Number(insertId)];
  await writeHistory(transaction, { table: "bsp_sources", ids, type: "INSERT", at: act.at });
  const payload = toFacts(settings);
  await tell(transaction, { type: "bsp_source.created", publicId, payload }, act);
  return publicId;
}

export interface BspSourceChange extends Partial<Omit<BspSourceSettings, "server">> {
  readonly server?: Partial<NonNullable<BspSourceSettings["server"]>>;
  readonly state?: "active" | "paused";
}

/** Changes a source; what it failed with before is forgotten, since it may be mended. */
export async function changeBspSource(
  transaction: PartnerTransaction,
  publicId: string,
  {
    change,
    credentials,
  }: {
    readonly change: BspSourceChange;
    readonly credentials: SealedCredentials | undefined;
  },
  { assertVersion, ...act }: Act & { readonly assertVersion: (version: number) => void },
): Promise<void> {
  const before = await lockBspSource(transaction, publicId);
  assertVersion(before.version);
  assertThere(before);
  if (before.server === null && (change.server !== undefined || credentials !== undefined)) {
    throw new Refusal("BSP_SOURCE_REFUSED", "A folder has neither a server nor credentials.");
  }
  const { server, state, ...rest } = change;
  const after: BspSourceSettings = {
    ...before,
    ...rest,
    server: before.server && { ...before.server, ...server },
  };
  assertGivenAgain(before, after, credentials);
  if (change.columnMapping !== undefined) await holdMapping(transaction, after);
  const changed = { ...after, state: state ?? before.state };
  await update(
    transaction,
    before,
    { after: changed, credentials, type: "bsp_source.changed" },
    act,
  );
}

/** Looks there no more: the row loses its credentials, and what was fetched stays. */
export async function deleteBspSource(
  transaction: PartnerTransaction,
  publicId: string,
  { assertVersion, ...act }: Act & { readonly assertVersion: (version: number) => void },
): Promise<void> {
  const before = await lockBspSource(transaction, publicId);
  assertVersion(before.version);
  assertThere(before);
  const after = { ...before, state: "deleted" as const };
  await update(transaction, before, { after, credentials: null, type: "bsp_source.deleted" }, act);
}

/** A password never goes to another host than the one that it was given for. */
function assertGivenAgain(
  before: BspSourceRecord,
  after: BspSourceSettings,
  credentials: SealedCredentials | undefined,
): void {
  if (credentials !== undefined || before.server === null) return;
  const isSame =
    before.server.host === after.server?.host && before.server.port === after.server.port;
  const isKnown = after.server?.hostKeys.every((key) => before.server?.hostKeys.includes(key));
  if (isSame && isKnown === true) return;
  throw new Refusal(
    "BSP_SOURCE_REFUSED",
    "Another host, port or host key wants the credentials again.",
    { field: "credentials" },
  );
}

/** Held until the transaction ends, so that it is not taken away meanwhile. */
async function holdMapping(
  transaction: PartnerTransaction,
  { columnMapping }: BspSourceSettings,
): Promise<void> {
  if (columnMapping === null) return;
  const { mapping } = await lockBspColumnMapping(transaction, columnMapping.publicId);
  const { columns, constants } = mapping;
  if (columns.billing_ends_on !== undefined || constants.billing_ends_on !== undefined) return;
  throw new Refusal(
    "BSP_SOURCE_REFUSED",
    "Nobody says of a source's files when their billing ends: the mapping needs a column for it.",
    { field: "column_mapping_id" },
  );
}

function assertThere({ state }: BspSourceRecord): void {
  if (state === "deleted") throw new Refusal("NOT_FOUND", "No such source of BSP files.");
}

async function update(
  transaction: PartnerTransaction,
  before: BspSourceRecord,
  {
    after,
    credentials,
    type,
  }: {
    readonly after: StatedSource;
    /** Null takes away those that there are. */
    readonly credentials: SealedCredentials | undefined | null;
    readonly type: string;
  },
  act: Act,
): Promise<void> {
  const changes = compareSources(before, after);
  if (Object.keys(changes).length === 0 && credentials === undefined) return;
  await transaction.db
    .updateTable("bsp_sources")
    .set({
      ...toColumns(after),
      state: after.state,
      ...(credentials === null
        ? { credentials_encrypted: null }
        : toCredentialColumns(credentials)),
      failing_since: null,
      failure_code: null,
      failure_text: null,
      is_attention_needed: 0,
      version: before.version + 1,
    })
    .where("bsp_source_id", "=", before.bspSourceId)
    .execute();
  const ids = [before.bspSourceId];
  await writeHistory(transaction, {
    table: "bsp_sources",
    ids,
    type: "UPDATE",
    at: act.at,
    changes,
  });
  const payload = { changes, is_credential_changed: credentials !== undefined };
  await tell(transaction, { type, publicId: before.publicId, payload }, act);
}

/** To the audit, and to whoever keeps the Schedule. */
async function tell(
  transaction: PartnerTransaction,
  {
    type,
    publicId,
    payload,
  }: {
    readonly type: string;
    readonly publicId: string;
    readonly payload: Readonly<Record<string, JsonValue>>;
  },
  { context, at }: Act,
): Promise<void> {
  const event = { type, targetType: "bsp_source", targetId: publicId, payload };
  await writeAudit(transaction, context, [event], at);
  const out = { type, aggregateType: "bsp_source", aggregateId: publicId };
  await writeOutbox(transaction, [{ ...out, payload: { source_id: publicId } }], { at });
}
