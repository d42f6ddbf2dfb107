import { createHash } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createStageBspFile } from "../../activities/bsp/stage-bsp-file";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { takeUpBspFile } from "../../services/bsp/take-up-bsp-file";
import { bspFileKey } from "../../suppliers/documents/bsp-file-key";
import { openDocumentStore } from "../../suppliers/documents/open-document-store";
import type { DocumentStore } from "../../suppliers/documents/port";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { systemContext } from "../../temporal/contract/payloads";
import { agencies, hotLines, saleOf, toBytes } from "../harness/bsp-files";
import {
  createTestPartner,
  now,
  nowAsDateTime,
  openTestDatabase,
  testContext,
} from "../harness/database";
import { asWorker, dependenciesOf } from "../harness/issuable-booking";

/** Two full batches and a part of one. */
const transactionCount = 2_300;

let database: DatabaseHandle;
let documents: DocumentStore;
let scope: PartnerDatabase;

beforeAll(async () => {
  database = openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "travobooks-bsp-"));
  documents = openDocumentStore(`file://${folder}`);
  scope = await createTestPartner(database);
  await scope.db.updateTable("partners").set({ iata_number: agencies.own }).execute();
});

afterAll(async () => {
  documents.close();
  await database.close();
});

/** The same sales each time, under a number of their own. */
async function takeUp(sequence: number): Promise<ImportBspFileInput> {
  const sales = Array.from({ length: transactionCount }, (_, index) =>
    saleOf({ number: `997${String(index).padStart(10, "0")}`, fare: BigInt(100_000 + index) }),
  );
  const body = toBytes(hotLines(sales, { sequence }));
  const sha256 = createHash("sha256").update(body).digest("hex");
  const stored = { partner: scope.partner, sha256, at: now(), beginning: body };
  const { key: storageKey, contentType } = bspFileKey(stored);
  await documents.put({ key: storageKey, body, contentType, sha256 });
  const fileId = newId("bspFile");
  const file = { fileId, fileName: "x.hot", source: "folder", byteSize: body.length } as const;
  const by = { context: testContext, at: nowAsDateTime() };
  await takeUpBspFile(scope, { ...file, sha256, storageKey }, by);
  return {
    schemaVersion: 1,
    partner: scope.partner,
    fileId,
    operationId: newId("operation"),
    context: systemContext,
  };
}

function stage(input: ImportBspFileInput): Promise<number> {
  const activity = createStageBspFile({ ...dependenciesOf(database), documents });
  return asWorker(`bsp:${input.partner}:${input.fileId}`).run(activity, input);
}

async function rowsOf({ fileId }: ImportBspFileInput) {
  const rows = await scope.db
    .selectFrom("bsp_staged_transactions as staged")
    .innerJoin("bsp_import_files as file", "file.bsp_import_file_id", "staged.bsp_import_file_id")
    .select([
      "staged.file_ordinal",
      "staged.first_line",
      "staged.document_number",
      "staged.fare_amount",
      "staged.taxes",
      "staged.payments",
    ])
    .where("file.public_id", "=", fileId)
    .orderBy("staged.file_ordinal")
    .execute();
  return rows;
}

describe("stageBspFile", () => {
  test("leaves the same rows where it was cut off, and where two stage one file at once", async () => {
    const undisturbed = await takeUp(1);
    expect(await stage(undisturbed)).toBe(transactionCount);
    const expected = await rowsOf(undisturbed);
    expect(expected).toHaveLength(transactionCount);

    const crowded = await takeUp(2);
    expect(await Promise.all([stage(crowded), stage(crowded)])).toEqual([
      transactionCount,
      transactionCount,
    ]);
    expect(await rowsOf(crowded)).toEqual(expected);

    const cutOff = await takeUp(3);
    await keepFirstBatchOf(crowded, cutOff);
    expect(await stage(cutOff)).toBe(transactionCount);
    expect(await rowsOf(cutOff)).toEqual(expected);
  });
});

/** What a worker has committed that died in its second batch. */
async function keepFirstBatchOf(from: ImportBspFileInput, to: ImportBspFileInput): Promise<void> {
  const { db } = scope;
  const keyOf = async ({ fileId }: ImportBspFileInput) => {
    const row = await db
      .selectFrom("bsp_import_files")
      .select("bsp_import_file_id")
      .where("public_id", "=", fileId)
      .executeTakeFirstOrThrow();
    return row.bsp_import_file_id;
  };
  const [source, target] = [await keyOf(from), await keyOf(to)];
  await db
    .updateTable("bsp_staged_transactions")
    .set({ bsp_import_file_id: target })
    .where("bsp_import_file_id", "=", source)
    .where("file_ordinal", "<=", 1_000)
    .execute();
}
