import type { PartnerDatabase } from "../../../db/partner-scope";
import { verifyLedger } from "../../../db/verify/verify-ledger";
import { hangMs, until } from "../support/observe";
import type { LedgerFaults } from "./ledger-faults";
import { ledgerRecoveries } from "./ledger-recoveries";
import type { Ended, PreparedPath } from "./money-path";

/**
 * What must hold after any harm: the workflow has completed, each posting key has one entry, the
 * numbers have no gap, the audit tells of the act once, the books prove clean, and whoever asks
 * again with the same key gets the result. Keeps how long it took.
 */
export async function expectBooksRight(
  faults: LedgerFaults,
  path: PreparedPath,
  harm: { readonly name: string; readonly since: number; readonly ended: Promise<Ended> },
): Promise<void> {
  const { scope, act } = path;
  const ended = await harm.ended;
  const completed = await untilCompleted(faults, ended.workflowId);
  await expectEntries(path);
  await expectAudited(path);
  await path.expectFacts?.();
  await act.expectRepeated(ended);
  expect(await findFindings(faults, scope)).toEqual([]);
  const seconds = (at: number) => Math.max(0, at - harm.since) / 1_000;
  ledgerRecoveries.add({
    case: harm.name,
    completedS: seconds(completed.at),
    answeredS: seconds(ended.endedAt),
    attempts: completed.attempts,
    met: [...new Set(ended.met)].join(", "),
  });
  expect(completed.at - harm.since).toBeLessThan(hangMs);
}

async function untilCompleted({ temporal }: LedgerFaults, workflowId: string) {
  const handle = temporal.workflow.getHandle(workflowId);
  const at = await until(`the end of ${workflowId}`, async () => {
    const { status, closeTime } = await handle.describe();
    if (status.name === "RUNNING") return undefined;
    expect(status.name).toBe("COMPLETED");
    return closeTime?.getTime() ?? Date.now();
  });
  const { events } = await handle.fetchHistory();
  const attempts = (events ?? []).map(
    ({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? 1,
  );
  return { at, attempts: Math.max(1, ...attempts) };
}

async function expectEntries({ scope, postingKeys }: PreparedPath): Promise<void> {
  const expected = typeof postingKeys === "function" ? postingKeys : async () => postingKeys;
  const entries = await until("all entries", async () => {
    const rows = await scope.db
      .selectFrom("journal_entries")
      .select(["posting_key", "entry_number"])
      .orderBy("entry_number")
      .execute();
    return rows.length >= (await expected()).length ? rows : undefined;
  });
  expect(entries.map(({ posting_key: key }) => key)).toEqual(await expected());
  expect(entries.map(({ entry_number: number }) => number)).toEqual(
    entries.map((_, index) => index + 1),
  );
  const counter = await scope.db
    .selectFrom("sequences")
    .select("current_value")
    .where("sequence_name", "=", "journal_entry")
    .executeTakeFirst();
  expect(counter?.current_value ?? 0).toBe(entries.length);
}

async function expectAudited({ scope, audited }: PreparedPath): Promise<void> {
  const rows = await scope.db
    .selectFrom("audit_logs")
    .select(["event_type", "target_entity_id"])
    .execute();
  const ofType = (type: string) => rows.filter(({ event_type: each }) => each === type);
  const posted = ofType("je.posted").map(({ target_entity_id: entry }) => entry);
  const entries = await scope.db.selectFrom("journal_entries").select("public_id").execute();
  expect(posted.toSorted()).toEqual(entries.map(({ public_id: id }) => id).toSorted());
  if (audited !== undefined) expect(ofType(audited)).toHaveLength(1);
}

/** As `ledger verify` does, once the audit's sealer has caught up. */
export async function findFindings(
  { database }: Pick<LedgerFaults, "database">,
  scope: PartnerDatabase,
): Promise<readonly unknown[]> {
  await until("the audit's seals", async () => {
    const unsealed = await database.system
      .selectFrom("unsealed_audit_logs")
      .select("audit_log_id")
      .where("partner_id", "=", scope.partnerId)
      .executeTakeFirst();
    return unsealed === undefined || undefined;
  });
  const checks = await verifyLedger(scope);
  return checks.flatMap(({ finding }) => finding ?? []);
}
