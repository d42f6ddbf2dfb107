import type { Connection, ResultSetHeader } from "mysql2/promise";
import { pino } from "pino";

import type { AuditReport } from "../../db/audit/audit-report";
import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import { verifyAuditChain } from "../../db/audit/verify-audit-chain";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { startAuditSealer } from "../../workers/books/audit-sealer";
import { asRoot } from "../harness/as-root";
import { awaitCondition } from "../harness/await-condition";
import {
  createTestPartner,
  nowAsDateTime,
  openMigrationConnection,
  openTestDatabase,
  testContext,
} from "../harness/database";

let database: DatabaseHandle;
let scope: PartnerDatabase;
/** Ids of the partner's rows, in the order of their chain. */
let ids: readonly number[];

beforeAll(() => {
  database = openTestDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await sealAll();
  scope = await createTestPartner(database);
  for (let number = 1; number <= 6; number += 1) await write(`test.event_${number}`);
  await sealAll();
  const seals = await scope.db
    .selectFrom("audit_seals")
    .select("audit_log_id")
    .orderBy("sequence")
    .execute();
  ids = seals.map((seal) => seal.audit_log_id);
});

function write(type: string, at = nowAsDateTime()): Promise<void> {
  return inTransaction(scope, (transaction) =>
    writeAudit(
      transaction,
      testContext,
      [{ type, targetType: "test", targetId: "x", payload: { type } }],
      at,
    ),
  );
}

async function sealAll(): Promise<void> {
  while ((await sealAuditLogs(database.system)) > 0);
}

function idAt(sequence: number): number {
  const id = ids[sequence - 1];
  if (id === undefined) throw new Error(`nothing was sealed as ${sequence}`);
  return id;
}

async function countRows(): Promise<number> {
  const row = await scope.db
    .selectFrom("audit_logs")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** What the report names: the finding's code, its place in the chain and its row. */
function named({ finding }: AuditReport) {
  return finding && [finding.code, finding.sequence, finding.auditLogId];
}

/** Another row's content, with everything that covers it. */
async function copyContent(
  connection: Connection,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await connection.query(
    `UPDATE audit_logs target JOIN audit_logs source ON source.audit_log_id = ?
        SET target.event_type = source.event_type, target.event_payload = source.event_payload,
            target.target_entity_id = source.target_entity_id, target.created_at = source.created_at,
            target.public_id = CONCAT(source.public_id, 'x'), target.content_hash = source.content_hash
      WHERE target.audit_log_id = ?`,
    [from, to],
  );
}

describe("sealAuditLogs", () => {
  test("seals every row of a partner once, in a chain without a gap", async () => {
    expect(ids).toHaveLength(await countRows());
    expect(new Set(ids).size).toBe(ids.length);
    const report = await verifyAuditChain(scope);
    expect(report).toMatchObject({ sealed: ids.length, unsealed: 0, finding: null });
    expect(report.head).toEqual({
      sequence: ids.length,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("seals a row that commits after one with a higher id", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isWritten = false;
    const slow = inTransaction(scope, async (transaction) => {
      const event = { type: "test.slow", targetType: "test", targetId: "x", payload: {} };
      await writeAudit(transaction, testContext, [event], nowAsDateTime());
      isWritten = true;
      await released;
    });
    await awaitCondition("the slow row", async () => isWritten || undefined);
    await write("test.quick");
    await sealAll();
    expect(await verifyAuditChain(scope)).toMatchObject({ sealed: ids.length + 1, finding: null });
    release();
    await slow;
    await sealAll();
    const seals = await scope.db
      .selectFrom("audit_seals")
      .select("audit_log_id")
      .where("sequence", ">", ids.length)
      .orderBy("sequence")
      .execute();
    const [quick, late] = seals.map((seal) => seal.audit_log_id);
    expect(late).toBeLessThan(quick ?? 0);
    expect(await verifyAuditChain(scope)).toMatchObject({ sealed: ids.length + 2, finding: null });
  });

  test("seals each row once when two seal at the same time", async () => {
    for (let number = 0; number < 20; number += 1) await write("test.crowd");
    await Promise.allSettled([1, 2, 3, 4].map(() => sealAuditLogs(database.system)));
    await sealAll();
    expect(await verifyAuditChain(scope)).toMatchObject({ sealed: ids.length + 20, finding: null });
  });

  test("seals nothing of what was rolled back", async () => {
    const failing = inTransaction(scope, async (transaction) => {
      const event = { type: "test.undone", targetType: "test", targetId: "x", payload: {} };
      await writeAudit(transaction, testContext, [event], nowAsDateTime());
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await write("test.after");
    await sealAll();
    expect(await verifyAuditChain(scope)).toMatchObject({ sealed: ids.length + 1, finding: null });
  });

  test("is in nobody's way: the application changes and deletes no seal", async () => {
    const refused = (statement: string) =>
      expect(database.pool.promise().query(statement)).rejects.toMatchObject({ errno: 1142 });
    await refused("UPDATE audit_seals SET sequence = 1");
    await refused("DELETE FROM audit_seals");
    await refused("INSERT INTO unsealed_audit_logs (partner_id, audit_log_id) VALUES (1, 1)");
    const connection = await openMigrationConnection();
    await expect(connection.query("DELETE FROM audit_seals")).rejects.toThrow("insert-only");
    await expect(connection.query("UPDATE audit_seals SET sequence = 1")).rejects.toThrow(
      "insert-only",
    );
    await connection.end();
  });
});

describe("startAuditSealer", () => {
  test("seals what is written within seconds, in one process of several", async () => {
    const logger = pino({ level: "silent" });
    const sealers = [1, 2].map(() => startAuditSealer({ database, logger }));
    try {
      await write("test.while_sealing");
      await awaitCondition("the row in the chain", async () => {
        const { sealed, unsealed } = await verifyAuditChain(scope);
        return (sealed === ids.length + 1 && unsealed === 0) || undefined;
      });
    } finally {
      await Promise.all(sealers.map((sealer) => sealer.stop()));
    }
    expect((await verifyAuditChain(scope)).finding).toBeNull();
  });
});

describe("verifyAuditChain", () => {
  test("tells what is not sealed yet, and takes no offence at it", async () => {
    await write("test.new");
    const report = await verifyAuditChain(scope);
    expect(report).toMatchObject({ sealed: ids.length, unsealed: 1, finding: null });
    expect(report.oldestUnsealedSeconds).toBeLessThan(60);
  });

  test("names a row whose content was changed", async () => {
    await asRoot((root) =>
      root.query("UPDATE audit_logs SET actor_id = 'usr_innocent' WHERE audit_log_id = ?", [
        idAt(3),
      ]),
    );
    expect(named(await verifyAuditChain(scope))).toEqual(["ROW_CHANGED", 3, idAt(3)]);
  });

  test("names a row that was replaced together with its hash", async () => {
    await asRoot((root) => copyContent(root, { from: idAt(5), to: idAt(4) }));
    const report = await verifyAuditChain(scope);
    expect(report.finding).toMatchObject({ sequence: 4, auditLogId: idAt(4) });
  });

  test("names the first of two rows that were swapped, whatever covers them", async () => {
    await asRoot(async (root) => {
      for (const [from, to] of [
        [idAt(2), -1],
        [idAt(5), idAt(2)],
        [-1, idAt(5)],
      ]) {
        await root.query("UPDATE audit_logs SET audit_log_id = ? WHERE audit_log_id = ?", [
          to,
          from,
        ]);
      }
    });
    expect(named(await verifyAuditChain(scope))).toEqual(["CHAIN_BROKEN", 2, idAt(2)]);
  });

  test("names a row that was deleted", async () => {
    await asRoot((root) => root.query("DELETE FROM audit_logs WHERE audit_log_id = ?", [idAt(4)]));
    expect(named(await verifyAuditChain(scope))).toEqual(["ROW_MISSING", 4, idAt(4)]);
  });

  test("names the place of a row that was deleted together with its seal", async () => {
    await asRoot(async (root) => {
      await root.query("DELETE FROM audit_seals WHERE audit_log_id = ?", [idAt(4)]);
      await root.query("DELETE FROM audit_logs WHERE audit_log_id = ?", [idAt(4)]);
    });
    expect(named(await verifyAuditChain(scope))).toEqual(["SEAL_MISSING", 4, null]);
  });

  test("names a row that was put in past the trigger", async () => {
    const inserted = await asRoot((root) => insertCopy(root, idAt(3)));
    expect(named(await verifyAuditChain(scope))).toEqual(["ROW_UNSEALED", null, inserted]);
  });

  test("names a row that was put in with an earlier date, once it is sealed", async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString().slice(0, -1).replace("T", " ");
    await write("test.slipped_in", anHourAgo);
    await sealAll();
    const report = await verifyAuditChain(scope);
    expect(named(report)?.slice(0, 2)).toEqual(["ROW_BACKDATED", ids.length + 1]);
  });

  test("names a row that the sealer has left out for too long", async () => {
    await write("test.left");
    await asRoot((root) =>
      root.query(
        "UPDATE unsealed_audit_logs SET created_at = created_at - INTERVAL 10 MINUTE WHERE partner_id = ?",
        [scope.partnerId],
      ),
    );
    const report = await verifyAuditChain(scope);
    expect(report.finding).toMatchObject({ code: "ROW_UNSEALED" });
    expect(report.oldestUnsealedSeconds).toBeGreaterThanOrEqual(600);
  });

  test("names a seal that was rewritten", async () => {
    await asRoot((root) =>
      root.query(
        "UPDATE audit_seals SET chain_hash = SHA2('x', 256) WHERE partner_id = ? AND sequence = 3",
        [scope.partnerId],
      ),
    );
    expect(named(await verifyAuditChain(scope))).toEqual(["CHAIN_BROKEN", 3, idAt(3)]);
  });

  test("finds a chain cut short by a head that was kept elsewhere, and only by it", async () => {
    const { head } = await verifyAuditChain(scope);
    if (head === null) throw new Error("the chain has a head");
    const anchors = [head];
    expect(await verifyAuditChain(scope, { anchors })).toMatchObject({
      anchorsFound: 1,
      finding: null,
    });
    await asRoot(async (root) => {
      for (const sequence of [ids.length, ids.length - 1]) {
        await root.query("DELETE FROM audit_seals WHERE audit_log_id = ?", [idAt(sequence)]);
        await root.query("DELETE FROM audit_logs WHERE audit_log_id = ?", [idAt(sequence)]);
      }
    });
    expect((await verifyAuditChain(scope)).finding).toBeNull();
    const cut = await verifyAuditChain(scope, { anchors });
    expect(named(cut)).toEqual(["CHAIN_TRUNCATED", ids.length - 1, null]);
  });

  test("finds a chain that was written anew by a head that was kept elsewhere", async () => {
    const { head } = await verifyAuditChain(scope);
    if (head === null) throw new Error("the chain has a head");
    await asRoot(async (root) => {
      await root.query("DELETE FROM audit_seals WHERE partner_id = ?", [scope.partnerId]);
      await root.query("DELETE FROM audit_logs WHERE audit_log_id = ?", [idAt(2)]);
      await root.query(
        "INSERT INTO unsealed_audit_logs (partner_id, audit_log_id) SELECT partner_id, audit_log_id FROM audit_logs WHERE partner_id = ? ORDER BY audit_log_id",
        [scope.partnerId],
      );
    });
    await sealAll();
    await write("test.covers_the_gap");
    await sealAll();
    expect((await verifyAuditChain(scope)).finding).toBeNull();
    const report = await verifyAuditChain(scope, { anchors: [head] });
    expect(named(report)?.slice(0, 2)).toEqual(["ANCHOR_MISMATCH", head.sequence]);
  });

  test("does not take another partner's chain for this one's", async () => {
    const other = await createTestPartner(database);
    await sealAll();
    await asRoot((root) =>
      root.query("UPDATE audit_logs SET actor_id = 'x' WHERE partner_id = ?", [other.partnerId]),
    );
    expect((await verifyAuditChain(scope)).finding).toBeNull();
    expect((await verifyAuditChain(other)).finding).toMatchObject({
      code: "ROW_CHANGED",
      sequence: 1,
    });
  });
});

/** A copy of a row with an id of its own, as the database's owner would slip one in. */
async function insertCopy(connection: Connection, of: number): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(
    `INSERT INTO audit_logs (partner_id, public_id, event_type, actor_type, actor_id,
         target_entity_type, target_entity_id, event_payload, content_hash, created_at)
       SELECT partner_id, CONCAT(public_id, 'y'), event_type, actor_type, actor_id,
         target_entity_type, target_entity_id, event_payload, content_hash, created_at
         FROM audit_logs WHERE audit_log_id = ?`,
    [of],
  );
  return result.insertId;
}
