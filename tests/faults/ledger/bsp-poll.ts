import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { awaitCondition } from "../../harness/await-condition";
import { agencies, hotLines, saleOf, toBytes } from "../../harness/bsp-files";
import { controlSftp } from "../../harness/sftp-sandbox";
import type { HeldReply } from "../support/fault-proxy";
import { holdCommitReplyOf, holdStatementReply } from "../support/holds";
import { askControl, until } from "../support/observe";
import type { LedgerFaults } from "./ledger-faults";

/** Each poll is caught by one of the moments, and one by the transfer. */
const pollCount = 6;
/** A worker that dies is missed after fifteen seconds. */
const endsWithinMs = 100_000;

interface Poller {
  readonly scope: PartnerDatabase;
  readonly token: string;
  readonly sourceId: string;
}

/** Polls of a server whose worker dies in each of their steps. */
export function describeBspPolls(environment: () => LedgerFaults): void {
  test(
    "worker killed while polls list, fetch, archive and begin imports: each file is imported once",
    async () => {
      const faults = environment();
      const pollers: Poller[] = [];
      for (let index = 0; index < pollCount; index += 1) {
        pollers.push(await openPoller(faults, index));
      }
      const sftp = controlSftp({ controlUrl: controlUrlOf(faults) });
      await sftp.strike({ kind: "hang", at: "read" });
      const { reads } = await sftp.look();
      const held = holdMoments(faults);
      const calls = pollers.map(({ token, sourceId }) =>
        faults.callerOf(token).insist(`/v1/bsp-sources/${sourceId}/poll`, randomUUID()),
      );
      await Promise.all(held.map(({ reached }) => reached));
      await awaitCondition("all of the files to be read, but one", async () => {
        const { reads: now } = await sftp.look();
        return now.length >= reads.length + pollCount - 1 ? true : undefined;
      });
      await faults.crash("worker-books");

      const answers = await Promise.all(calls);
      for (const { final } of answers) expect(final.status).toBeLessThan(300);
      for (const { scope } of pollers) {
        await awaitCondition("the import", () => findImported(scope), endsWithinMs);
        expect(await readOutcome(scope)).toEqual({
          found: [{ state: "taken_up" }],
          files: [{ state: "imported", transaction_count: 1 }],
          staged: 1,
          operations: ["bsp_file.import succeeded", "bsp_source.poll succeeded"],
        });
      }
    },
    2 * endsWithinMs,
  );
}

function controlUrlOf({ stack }: LedgerFaults): string {
  return stack.addresses["sftpSandboxControl"] ?? "";
}

/** What is remembered of the listing; a file that is archived, taken up, begun, and settled. */
function holdMoments({ proxies: { booksToDatabase: proxy } }: LedgerFaults): HeldReply[] {
  return [
    holdCommitReplyOf(proxy, /insert into `bsp_source_files`/),
    holdStatementReply(proxy, /^insert into `bsp_import_files`/),
    holdCommitReplyOf(proxy, /insert into `bsp_import_files`/),
    holdCommitReplyOf(proxy, /insert into `operations`/),
    holdStatementReply(proxy, /^update `bsp_source_files`[^]*'taken_up'/),
  ];
}

async function openPoller(faults: LedgerFaults, index: number): Promise<Poller> {
  const controlUrl = controlUrlOf(faults);
  const { scope, token } = await faults.app.createPartner();
  await scope.db.updateTable("partners").set({ iata_number: agencies.own }).execute();
  const name = `${randomUUID()}.hot`;
  const lines = hotLines([saleOf({ number: `997${String(6_000_000_000 + index)}` })]);
  await controlSftp({ controlUrl }).put(name, toBytes(lines));
  const { account } = await askControl<{ account: Record<string, unknown> }>(controlUrl);
  const { host, port, user_name, directory, password, host_keys } = account;
  const body = {
    kind: "sftp",
    name: "BSPlink",
    host,
    port,
    user_name,
    directory,
    host_keys,
    credentials: { kind: "password", password },
    file_pattern: name,
    settle_seconds: 0,
  };
  const made = await faults.callerOf(token).insist("/v1/bsp-sources", randomUUID(), body);
  expect([made.final.status, JSON.stringify(made.final.body)]).toEqual([201, expect.any(String)]);
  return { scope, token, sourceId: String(made.final.body["id"]) };
}

function findImported({ db }: PartnerDatabase): Promise<true | undefined> {
  return until("the file's state", async () => {
    const rows = await db
      .selectFrom("operations")
      .select("status")
      .where("operation_kind", "=", "bsp_file.import")
      .execute();
    return { isOver: rows.some(({ status }) => status === "succeeded") };
  }).then(({ isOver }) => isOver || undefined);
}

async function readOutcome({ db }: PartnerDatabase) {
  const found = await db.selectFrom("bsp_source_files").select("state").execute();
  const files = await db
    .selectFrom("bsp_import_files")
    .select(["state", "transaction_count"])
    .execute();
  const staged = await db
    .selectFrom("bsp_staged_transactions")
    .select("bsp_staged_transaction_id")
    .execute();
  const operations = await db
    .selectFrom("operations")
    .select(["operation_kind", "status"])
    .orderBy("operation_kind")
    .execute();
  return {
    found,
    files,
    staged: staged.length,
    operations: operations.map(({ operation_kind: kind, status }) => `${kind} ${status}`),
  };
}
