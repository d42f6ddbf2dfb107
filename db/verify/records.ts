import type { Selectable } from "kysely";

import { defaultChartOfAccounts } from "../../domain/journal/accounts";
import { readOwnJson } from "../../domain/own-json";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck } from "./ledger-check";
import { findingOf, namedRowsMax } from "./ledger-check";

const batchSize = 1_000;

/**
 * What gives entries their meaning and their leave can be changed where it is kept: accounts, the
 * state of periods, who approved what, and the documents that say why. The audit tells of each.
 */
export async function checkRecords(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const accounts = await compareAccounts(snapshot);
  const periods = await comparePeriods(snapshot);
  const approvals = await compareApprovals(snapshot);
  const attachments = await compareAttachments(snapshot);
  const all = [accounts, periods, approvals, attachments];
  return {
    name: "records are as the audit saw them",
    figures: { compared: all.reduce((sum, { compared }) => sum + compared, 0) },
    finding: findingOf(
      "RECORD_CHANGED",
      "A record is not as the audit tells.",
      all.flatMap(({ changed }) => changed).slice(0, namedRowsMax),
    ),
  };
}

interface Compared {
  readonly compared: number;
  /** By what a person can look them up by. */
  readonly changed: readonly string[];
}

/** Those of the default chart are what it says, others what they were added as. */
async function compareAccounts(snapshot: PartnerDatabase): Promise<Compared> {
  const rows = await snapshot.db
    .selectFrom("chart_of_accounts")
    .select(["public_id", "account_code", "account_class"])
    .orderBy("account_code")
    .execute();
  const added = await listTold(snapshot, {
    target: "account",
    ids: rows.map((row) => row.public_id),
    events: ["account.created"],
  });
  const known = new Map(
    defaultChartOfAccounts.map(({ code, class: type }) => [
      code,
      { account_code: code, account_class: type },
    ]),
  );
  const changed = rows.filter((row) => {
    const [own, again] = added.get(row.public_id) ?? [];
    const told: Payload | undefined = own?.payload ?? known.get(row.account_code);
    return (
      again !== undefined ||
      told?.["account_code"] !== row.account_code ||
      told["account_class"] !== row.account_class
    );
  });
  return {
    compared: rows.length,
    changed: changed.map((row) => `account ${row.account_code} (${row.public_id})`),
  };
}

/** A period is open until the audit tells of its first step. */
async function comparePeriods(snapshot: PartnerDatabase): Promise<Compared> {
  const rows = await snapshot.db
    .selectFrom("accounting_periods")
    .select(["public_id", "period_code", "status"])
    .orderBy("starts_on")
    .execute();
  const steps = await listTold(snapshot, {
    target: "accounting_period",
    ids: rows.map((row) => row.public_id),
    events: ["period.soft_closed", "period.closed", "period.locked", "period.reopened"],
  });
  const changed = rows.filter((row) => row.status !== followSteps(steps.get(row.public_id) ?? []));
  return {
    compared: rows.length,
    changed: changed.map((row) => `period ${row.period_code} (${row.public_id})`),
  };
}

/** Each step begins where the one before it has ended. */
function followSteps(steps: readonly Told[]): unknown {
  return steps.reduce<unknown>(
    (status, { payload }) => (payload["from"] === status ? payload["to"] : undefined),
    "open",
  );
}

/** Asked for once, and decided once. */
async function compareApprovals(snapshot: PartnerDatabase): Promise<Compared> {
  const changed: string[] = [];
  let compared = 0;
  for (let after = 0; ;) {
    const rows = await listApprovals(snapshot, after);
    const last = rows.at(-1);
    if (last === undefined) break;
    const acts = await listTold(snapshot, {
      target: "approval",
      ids: rows.map((row) => row.public_id),
      events: ["requested", "approved", "rejected", "withdrawn", "expired"].map(
        (act) => `approval.${act}`,
      ),
    });
    const differ = rows.filter((row) => !isAsTold(row, acts.get(row.public_id) ?? []));
    changed.push(...differ.map((row) => `approval ${row.public_id}`));
    compared += rows.length;
    after = last.approval_id;
  }
  return { compared, changed };
}

function listApprovals({ db }: PartnerDatabase, after: number): Promise<Approval[]> {
  return db
    .selectFrom("approvals")
    .select(["approval_id", "public_id", "subject_public_id", "status", "maker_id", "checker_id"])
    .where("approval_id", ">", after)
    .orderBy("approval_id")
    .limit(batchSize)
    .execute();
}

type Approval = Pick<
  Selectable<Database["approvals"]>,
  "approval_id" | "public_id" | "subject_public_id" | "status" | "maker_id" | "checker_id"
>;

function isAsTold(approval: Approval, told: readonly Told[]): boolean {
  const last = told.at(-1)?.payload;
  const decisions = approval.status === "pending" ? [] : [approval.status];
  const expected = ["requested", ...decisions].map((act) => `approval.${act}`);
  return (
    last !== undefined &&
    told.map(({ event }) => event).join() === expected.join() &&
    last["subject"] === approval.subject_public_id &&
    last["maker"] === approval.maker_id &&
    (last["checker"] ?? null) === approval.checker_id
  );
}

/** Their bytes are found by the digest that the audit has. */
async function compareAttachments({ db }: PartnerDatabase): Promise<Compared> {
  const rows = await db
    .selectFrom("documents")
    .select(["public_id", "sha256"])
    .where("document_type", "=", "attachment")
    .orderBy("document_id")
    .execute();
  const told = await db
    .selectFrom("audit_logs")
    .select("event_payload")
    .where("event_type", "=", "attachment.created")
    .orderBy("audit_log_id")
    .execute();
  const digests = new Map(
    told.map((row) => {
      const { document_id: id, sha256 } = readOwnJson<Payload>(row.event_payload);
      return [id, sha256];
    }),
  );
  const kept = new Set<unknown>(rows.map((row) => row.public_id));
  return {
    compared: rows.length,
    changed: [
      ...rows.map((row) => row.public_id).filter((id, at) => digests.get(id) !== rows[at]?.sha256),
      ...[...digests.keys()].filter((id) => !kept.has(id)),
    ].map((id) => `document ${String(id)}`),
  };
}

type Payload = Readonly<Record<string, unknown>>;

interface Told {
  readonly event: string;
  readonly payload: Payload;
}

/** What the audit tells of some rows, by their public ids and in its order. */
async function listTold(
  { db }: PartnerDatabase,
  of: {
    readonly target: string;
    readonly ids: readonly string[];
    readonly events: readonly string[];
  },
): Promise<Map<string, Told[]>> {
  const rows =
    of.ids.length === 0
      ? []
      : await db
          .selectFrom("audit_logs")
          .select(["target_entity_id", "event_type", "event_payload"])
          .where("target_entity_type", "=", of.target)
          .where("target_entity_id", "in", of.ids)
          .where("event_type", "in", of.events)
          .orderBy("audit_log_id")
          .execute();
  const told = new Map<string, Told[]>();
  for (const row of rows) {
    const one = { event: row.event_type, payload: readOwnJson<Payload>(row.event_payload) };
    const own = told.get(row.target_entity_id);
    if (own === undefined) told.set(row.target_entity_id, [one]);
    else own.push(one);
  }
  return told;
}
