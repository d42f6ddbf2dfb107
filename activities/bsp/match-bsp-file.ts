import { Context } from "@temporalio/activity";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import type { CandidateTerms, OrdinalRange } from "../../db/read/bsp-candidates";
import { listCandidates, listTaxesOfFares } from "../../db/read/bsp-candidates";
import type { BspFileRow } from "../../db/read/bsp-files";
import { findBspFileRow, listReplacedFiles } from "../../db/read/bsp-files";
import { listUnreportedTickets } from "../../db/read/unreported-tickets";
import { inReadCommittedTransaction } from "../../db/transaction";
import type { MatchState } from "../../db/write/bsp-matching";
import { findFirstUnmatched, linkWithBooks, writeMatchStates } from "../../db/write/bsp-matching";
import { insertRows } from "../../db/write/insert-rows";
import { updateOperation } from "../../db/write/operations";
import { getMinorUnits } from "../../domain/currency";
import { invariant } from "../../domain/invariant";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { tellProgress } from "../books/export/tell-progress";
import { keepHeartbeating } from "../heartbeat";
import type { BspDependencies } from "./bsp-activities";
import { classifyCandidate } from "./classify-candidate";
import type { ExceptionRow } from "./to-exception-row";
import { toExceptionRow, toUnreportedRow } from "./to-exception-row";

/** Transactions of one commit. */
const rangeSize = 2_000;
/** Tickets that BSP has not, in one commit. */
const unreportedMax = 1_000;

interface Matching extends CandidateTerms {
  readonly file: BspFileRow;
  /** A decimal, in the currency of each transaction. */
  readonly tolerance: string;
}

/**
 * Holds a staged file against our books, range after range, each in one commit: run again, it goes
 * on behind the last. Then, where the file closes its billing period, the other way round.
 */
export function createMatchBspFile({ openPartner }: BspDependencies) {
  return async function matchBspFile(input: ImportBspFileInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const matching = await openMatching(scope, input.fileId);
    const progress = tellProgress((count) =>
      updateOperation(scope, input.operationId, {
        status: "running",
        stage: `${count} transactions matched`,
        at: "",
      }),
    );
    await keepHeartbeating(async () => {
      await matchRanges(scope, matching, progress.tell);
      if (matching.file.is_final === 1) await findUnreported(scope, matching);
    }, progress.count);
    await progress.told();
  };
}

async function openMatching(scope: PartnerDatabase, fileId: string): Promise<Matching> {
  const file = await findBspFileRow(scope, fileId);
  const partner = await scope.db
    .selectFrom("partners")
    .select(["iata_number", "bsp_tolerance_amount"])
    .executeTakeFirstOrThrow();
  const { billing_starts_on: startsOn, billing_ends_on: endsOn } = file;
  invariant(startsOn !== null && endsOn !== null, "a file that is matched has been staged");
  const replaced = await listReplacedFiles(scope, file);
  return {
    file,
    period: { startsOn, endsOn },
    agency: partner.iata_number ?? "",
    tolerance: partner.bsp_tolerance_amount,
    superseded: replaced.map(({ bsp_import_file_id: id }) => id),
  };
}

async function matchRanges(
  scope: PartnerDatabase,
  matching: Matching,
  tell: (count: number) => void,
): Promise<void> {
  const fileId = matching.file.bsp_import_file_id;
  const last = matching.file.transaction_count ?? 0;
  const { cancellationSignal, cancelled } = Context.current();
  let from = await findFirstUnmatched(scope, fileId);
  while (from !== undefined && from <= last) {
    const range = { fileId, from, to: from + rangeSize - 1 };
    await inReadCommittedTransaction(scope, (transaction) =>
      matchRange(transaction, range, matching),
    );
    from += rangeSize;
    if (cancellationSignal.aborted) await cancelled;
    tell(Math.min(from - 1, last));
  }
}

async function matchRange(
  transaction: PartnerTransaction,
  range: OrdinalRange,
  matching: Matching,
): Promise<void> {
  await linkWithBooks(transaction, range);
  const candidates = await listCandidates(transaction, range, matching);
  const fareIds = candidates.map(({ booking_fare_id: id }) => id).filter((id) => id !== null);
  const taxes = await listTaxesOfFares(transaction, [...new Set(fareIds)]);
  const found = new Map<MatchState, number[]>();
  const exceptions: ExceptionRow[] = [];
  for (const row of candidates) {
    const ourTaxes = taxes.get(row.booking_fare_id ?? 0) ?? [];
    const tolerance = toMinor(matching.tolerance, row.currency);
    const { period } = matching;
    const { state, differences } = classifyCandidate(row, ourTaxes, { period, tolerance });
    found.set(state, [...(found.get(state) ?? []), row.file_ordinal]);
    exceptions.push(...differences.map((difference) => toExceptionRow(row, difference)));
  }
  await insertRows(transaction, "bsp_exceptions", exceptions);
  await writeMatchStates(transaction, range, found);
}

/** Of a currency with fewer decimals what is left of the tolerance. */
function toMinor(tolerance: string, currency: string): bigint {
  const thousandths = BigInt(tolerance.replace(".", ""));
  return thousandths / 10n ** BigInt(3 - getMinorUnits(currency));
}

/** Tickets of the period, of agencies of the file, that neither it nor another has. */
async function findUnreported(scope: PartnerDatabase, matching: Matching): Promise<void> {
  for (;;) {
    const count = await inReadCommittedTransaction(scope, async (transaction) => {
      const tickets = await listUnreportedTickets(transaction, matching, unreportedMax);
      const rows = tickets.map((ticket) => toUnreportedRow(matching.file, ticket));
      await insertRows(transaction, "bsp_exceptions", rows);
      return rows.length;
    });
    if (count < unreportedMax) return;
  }
}
