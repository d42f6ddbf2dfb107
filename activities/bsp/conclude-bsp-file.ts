import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { BspFileRow } from "../../db/read/bsp-files";
import { findBspFileRow, listReplacedFiles } from "../../db/read/bsp-files";
import { countBspExceptions, countMatchStates } from "../../db/read/bsp-matching";
import { inReadCommittedTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { closeSupersededExceptions } from "../../db/write/bsp-exceptions";
import { changeBspFile, supersedeBspFile } from "../../db/write/bsp-files";
import { succeedOperation } from "../../db/write/operations";
import { canonicalJson } from "../../domain/canonical-json";
import type {
  ImportBspFileInput,
  ImportBspFileResult,
} from "../../temporal/contract/import-bsp-file";
import { toActContext } from "../act-context";
import { keepHeartbeating } from "../heartbeat";
import type { BspDependencies } from "./bsp-activities";

/**
 * Ends an import in one commit: the file counts from now on, and the file that it corrects no longer
 * does, with its open exceptions. Nothing that was posted is touched. Run again, it finds that.
 */
export function createConcludeBspFile({ openPartner, now, observer }: BspDependencies) {
  return function concludeBspFile(input: ImportBspFileInput): Promise<ImportBspFileResult> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const at = toDateTime(now());
      const file = await findBspFileRow(scope, input.fileId);
      const result: ImportBspFileResult = {
        fileId: input.fileId,
        transactionCount: file.transaction_count ?? 0,
        exceptionCount: await countBspExceptions(scope, file.bsp_import_file_id),
      };
      if (file.state === "imported" || file.state === "superseded") return result;
      const counts = await countMatchStates(scope, file.bsp_import_file_id);
      await inReadCommittedTransaction(
        scope,
        (transaction) => conclude(transaction, { input, file, counts, result, at }),
        observer,
      );
      return result;
    });
  };
}

async function conclude(
  transaction: PartnerTransaction,
  {
    input,
    file,
    counts,
    result,
    at,
  }: {
    readonly input: ImportBspFileInput;
    readonly file: BspFileRow;
    readonly counts: Readonly<Record<string, number>>;
    readonly result: ImportBspFileResult;
    readonly at: string;
  },
): Promise<void> {
  const replaced = await listReplacedFiles(transaction, file);
  for (const earlier of replaced) {
    await supersedeBspFile(transaction, earlier.bsp_import_file_id);
    await closeSupersededExceptions(transaction, earlier.bsp_import_file_id, at);
  }
  const latest = replaced.at(-1);
  await changeBspFile(transaction, file.bsp_import_file_id, {
    state: "imported",
    match_counts: canonicalJson(counts),
    supersedes_file_id: latest?.bsp_import_file_id ?? null,
    finished_at: at,
  });
  const event = {
    type: "bsp_file.imported",
    targetType: "bsp_file",
    targetId: input.fileId,
    payload: {
      sha256: file.sha256,
      transactions: result.transactionCount,
      exceptions: result.exceptionCount,
      supersedes: latest?.public_id ?? null,
    },
  };
  await writeAudit(transaction, toActContext(input.context), [event], at);
  await succeedOperation(transaction, input.operationId, {
    stage: "imported",
    result: { ...result },
    at,
  });
}
