import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import type { PartnerSettingsRecord } from "../../db/read/partner-settings";
import { lockPartnerSettings } from "../../db/read/partner-settings";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { closePartner } from "./set-partner-status";

interface DeletionAct {
  readonly context: ActContext;
  /** DATETIME(6), UTC. */
  readonly at: string;
}

/** How long ago an export may have been written to be one that goes before a deletion. */
const exportDays = 30;

/** Asks for the deletion of all that the partner has. Nothing happens before another person confirms it. */
export async function requestDeletion(
  transaction: PartnerTransaction,
  {
    person,
    reason,
    withoutExport,
  }: { readonly person: string; readonly reason: string; readonly withoutExport: boolean },
  act: DeletionAct,
): Promise<void> {
  const before = await lockPartnerSettings(transaction);
  if (before.deletion !== null) throw stateInvalid("A deletion has been asked for already.");
  if (!withoutExport) await assertExported(transaction, act.at);
  const after = { deletion_requested_at: act.at, deletion_requested_by: person };
  await change(transaction, before, after, act);
  await audit(transaction, "partner.deletion_requested", { reason }, act);
}

/**
 * Confirms it, by somebody else: the account is closed, and deleted when the hold is over. The
 * platform confirms for an agency of one person: it is nobody of the partner.
 */
export async function confirmDeletion(
  transaction: PartnerTransaction,
  { person, holdMs }: { readonly person: string | null; readonly holdMs: number },
  act: DeletionAct,
): Promise<void> {
  const { deletion, status } = await lockPartnerSettings(transaction);
  if (deletion === null) throw stateInvalid("Nobody has asked for a deletion.");
  if (deletion.dueAt !== null) throw stateInvalid("The deletion is confirmed already.");
  if (deletion.requestedBy === person) {
    throw new Refusal("APPROVAL_BY_MAKER", "Another person confirms what you have asked for.");
  }
  if (status === "active") {
    await closePartner(transaction, { ...act, reason: "It is to be deleted." });
  }
  const due = new Date(Date.parse(toInstant(act.at)) + holdMs).toISOString();
  const dueAt = toDateTime(due);
  const before = await lockPartnerSettings(transaction);
  await change(transaction, before, { deletion_due_at: dueAt }, act);
  await audit(transaction, "partner.deletion_confirmed", { due_at: due }, act);
  const outgoing = {
    type: "partner.deletion_confirmed",
    aggregateType: "partner",
    aggregateId: transaction.partner,
    payload: { due_at: due },
  };
  await writeOutbox(transaction, [outgoing], { at: act.at });
}

/** Calls it off, as long as the hold lasts. The account stays closed until it is opened again. */
export async function cancelDeletion(
  transaction: PartnerTransaction,
  { reason }: { readonly reason: string },
  act: DeletionAct,
): Promise<void> {
  const before = await lockPartnerSettings(transaction);
  if (before.deletion === null) throw stateInvalid("Nobody has asked for a deletion.");
  const none = { deletion_requested_at: null, deletion_requested_by: null, deletion_due_at: null };
  await change(transaction, before, none, act);
  await audit(transaction, "partner.deletion_cancelled", { reason }, act);
}

async function assertExported({ db }: PartnerTransaction, at: string): Promise<void> {
  const since = new Date(Date.parse(toInstant(at)) - exportDays * 86_400_000).toISOString();
  const row = await db
    .selectFrom("documents")
    .select("document_id")
    .where("document_type", "=", "partner_archive")
    .where("created_at", ">", toDateTime(since))
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) return;
  throw new Refusal(
    "DELETION_WITHOUT_EXPORT",
    "Export everything first (POST /v1/partner/exports), or say without_export.",
  );
}

interface DeletionColumns {
  readonly deletion_requested_at?: string | null;
  readonly deletion_requested_by?: string | null;
  readonly deletion_due_at?: string | null;
}

async function change(
  transaction: PartnerTransaction,
  before: PartnerSettingsRecord,
  after: DeletionColumns,
  { at }: DeletionAct,
): Promise<void> {
  const { deletion, version } = before;
  await transaction.db
    .updateTable("partners")
    .set({ ...after, version: version + 1 })
    .execute();
  const was = new Map<string, string | null>([
    ["deletion_requested_at", deletion?.requestedAt ?? null],
    ["deletion_requested_by", deletion?.requestedBy ?? null],
    ["deletion_due_at", deletion?.dueAt ?? null],
  ]);
  const changes = Object.fromEntries(
    Object.entries(after).map(([column, value]): [string, [JsonValue, JsonValue]] => [
      column,
      [was.get(column) ?? null, value],
    ]),
  );
  const ids = [transaction.partnerId];
  await writeHistory(transaction, { table: "partners", ids, type: "UPDATE", at, changes });
}

async function audit(
  transaction: PartnerTransaction,
  type: string,
  payload: Readonly<Record<string, JsonValue>>,
  { context, at }: DeletionAct,
): Promise<void> {
  const event = { type, targetType: "partner", targetId: transaction.partner, payload };
  await writeAudit(transaction, context, [event], at);
}

function stateInvalid(message: string): Refusal {
  return new Refusal("DELETION_STATE_INVALID", message);
}
