import { Context } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { listAgencyNumbers } from "../../db/read/agency-numbers";
import { toDateTime } from "../../db/read/amounts";
import type { BspFileRow } from "../../db/read/bsp-files";
import { findBspFileRow } from "../../db/read/bsp-files";
import { inReadCommittedTransaction, isDuplicateKey } from "../../db/transaction";
import { changeBspFile, findLastStaged } from "../../db/write/bsp-files";
import { insertRows } from "../../db/write/insert-rows";
import { updateOperation } from "../../db/write/operations";
import { billingPeriodTo } from "../../domain/bsp/billing-period";
import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import type { BspFileFacts } from "../../domain/bsp/file-facts";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { assertAgency } from "../../services/bsp/assert-agency";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { tellProgress } from "../books/export/tell-progress";
import { keepHeartbeating } from "../heartbeat";
import type { BspDependencies } from "./bsp-activities";
import { BspTotals } from "./bsp-totals";
import { readBspFile } from "./read-bsp-file";
import type { StagedRow } from "./to-staged-row";
import { toStagedRow } from "./to-staged-row";

/** Rows of one commit: some three hundred kilobytes. */
const batchSize = 1_000;

/**
 * Reads a file to its end with every check, and stages its transactions in batches. Run again after
 * a crash it reads from the beginning, since all the totals must be added up, and writes on behind
 * the last batch that was committed. Returns how many there are.
 */
export function createStageBspFile(dependencies: BspDependencies) {
  const { openPartner, documents, now } = dependencies;
  return async function stageBspFile(input: ImportBspFileInput): Promise<number> {
    const scope = await openPartner(input.partner);
    const file = await findBspFileRow(scope, input.fileId);
    if (file.transaction_count !== null) return file.transaction_count;
    const hasBegun = await changeBspFile(scope, file.bsp_import_file_id, {
      state: "staging",
      operation_public_id: input.operationId,
      updated_at: toDateTime(now()),
    });
    if (!hasBegun) {
      throw new Refusal("OPERATION_CANCELLED", "The file was given up, and may be sent again.");
    }
    const staging = new Staging(scope, file);
    const progress = tellProgress((count) =>
      updateOperation(scope, input.operationId, {
        status: "running",
        stage: `${count} transactions staged`,
        at: "",
      }),
    );
    await staging.begin();
    await keepHeartbeating(async () => {
      const { stream } = await documents.get(file.storage_key);
      try {
        await staging.take(readBspFile(file, stream), progress.tell);
      } finally {
        stream.destroy();
      }
    }, progress.count);
    await progress.told();
    return staging.count;
  };
}

/** One file on its way into the table. */
class Staging {
  readonly #scope: PartnerDatabase;
  readonly #file: BspFileRow;
  readonly #totals = new BspTotals();
  #agencies: ReadonlySet<string> = new Set();
  #rows: StagedRow[] = [];
  #committed = 0;
  /** The batch that is being written while the next is read. */
  #writing: Promise<void> | undefined;
  count = 0;

  constructor(scope: PartnerDatabase, file: BspFileRow) {
    this.#scope = scope;
    this.#file = file;
  }

  async begin(): Promise<void> {
    this.#agencies = await listAgencyNumbers(this.#scope);
    this.#committed = await findLastStaged(this.#scope, this.#file.bsp_import_file_id);
  }

  async take(
    reading: AsyncGenerator<BspTransaction, BspFileFacts>,
    tell: (count: number) => void,
  ): Promise<void> {
    try {
      const facts = await this.#read(reading, tell);
      await this.#written();
      await this.#end(facts);
    } finally {
      await this.#writing?.catch(() => undefined);
    }
  }

  async #read(
    reading: AsyncGenerator<BspTransaction, BspFileFacts>,
    tell: (count: number) => void,
  ): Promise<BspFileFacts> {
    const { cancellationSignal, cancelled } = Context.current();
    for (;;) {
      const read = await reading.next();
      if (read.done === true) {
        await this.#writeNext();
        return read.value;
      }
      this.#add(read.value);
      if (this.#rows.length < batchSize) continue;
      await this.#writeNext();
      tell(this.count - batchSize);
      if (cancellationSignal.aborted) await cancelled;
    }
  }

  #add(transaction: BspTransaction): void {
    this.count += 1;
    assertAgency(this.#agencies, transaction);
    this.#totals.add(transaction);
    if (this.count <= this.#committed) return;
    const fileId = this.#file.bsp_import_file_id;
    this.#rows.push(toStagedRow(transaction, { fileId, ordinal: this.count }));
  }

  /**
   * Begins to write what was read, once the batch before it stands: in the order of the file, since
   * whoever goes on begins behind the last that stands.
   */
  async #writeNext(): Promise<void> {
    await this.#written();
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) this.#writing = this.#write(rows);
    // It is waited for later, and fails there.
    this.#writing?.catch(() => undefined);
  }

  async #written(): Promise<void> {
    const writing = this.#writing;
    this.#writing = undefined;
    await writing;
  }

  /** An attempt that was taken for dead may have written the same batch: it then stands already. */
  async #write(rows: readonly StagedRow[]): Promise<void> {
    try {
      await inReadCommittedTransaction(this.#scope, (transaction) =>
        insertRows(transaction, "bsp_staged_transactions", rows),
      );
    } catch (error) {
      if (!isDuplicateKey(error, "uq_bsp_staged_transactions_ordinal")) throw error;
    }
  }

  async #end(facts: BspFileFacts): Promise<void> {
    const { bsp_billing_cycle: cycle } = await this.#scope.db
      .selectFrom("partners")
      .select("bsp_billing_cycle")
      .executeTakeFirstOrThrow();
    const { startsOn, endsOn } = billingPeriodTo(facts.billingEndsOn, cycle);
    await changeBspFile(this.#scope, this.#file.bsp_import_file_id, {
      state: "matching",
      settlement_plan: facts.settlementPlan,
      market: facts.market,
      file_sequence: facts.sequence,
      is_test: facts.isTest ? 1 : 0,
      is_final: facts.isFinal ? 1 : 0,
      billing_starts_on: startsOn,
      billing_ends_on: endsOn,
      transaction_count: this.count,
      totals: canonicalJson(this.#totals.toJson()),
    });
  }
}
