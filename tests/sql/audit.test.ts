import { createHash } from "node:crypto";

import type { Selectable } from "kysely";

import { auditContentHash } from "../../db/audit/content-hash";
import type { Database } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { canonicalJson } from "../../domain/canonical-json";
import { openTestDatabase } from "../harness/database";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { IssuableBooking } from "../harness/issuable-booking";
import type { Ledger } from "../harness/ledger";
import { openLedger } from "../harness/ledger";

let database: DatabaseHandle;
let ledger: Ledger;
let booking: IssuableBooking;

beforeAll(async () => {
  database = openTestDatabase();
  ({ ledger, booking } = await openFurnishedPartner(database));
});

afterAll(() => database.close());

type AuditRow = Selectable<Database["audit_logs"]>;

function listRows({ db }: PartnerDatabase, type?: string): Promise<AuditRow[]> {
  const query = db.selectFrom("audit_logs").selectAll().orderBy("audit_log_id");
  return (type === undefined ? query : query.where("event_type", "=", type)).execute();
}

/** What the hash covers, from the stored columns and the partner's public id alone. */
function contentOf({ partner }: PartnerDatabase, row: AuditRow): Record<string, string | null> {
  const { audit_log_id: _id, partner_id: _partner, content_hash: _hash, ...content } = row;
  return { ...content, partner };
}

describe("audit_logs", () => {
  test("carry the SHA-256 of their stored columns, each of them", async () => {
    const rows = await listRows(ledger.scope);
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const row of rows) {
      const content = contentOf(ledger.scope, row);
      const expected = createHash("sha256").update(canonicalJson(content)).digest("hex");
      expect([row.event_type, row.content_hash]).toEqual([row.event_type, expected]);
    }
  });

  test.each(["2026-11-21 08:15:30.5", "2026-11-21 08:15:30.123", "2026-11-21 08:15:30.123456"])(
    "carry it whatever the precision of the clock: %s",
    async (at) => {
      const own = await openLedger(database);
      await inTransaction(own.scope, (transaction) =>
        writeAudit(
          transaction,
          { actor: { type: "system", id: null } },
          [{ type: "test.happened", targetType: "test", targetId: "x", payload: { a: 1 } }],
          at,
        ),
      );
      const [row] = await listRows(own.scope, "test.happened");
      if (row === undefined) throw new Error("no audit row");
      const { partner, ...content } = contentOf(own.scope, row);
      expect(row.content_hash).toBe(auditContentHash(partner ?? "", content));
    },
  );

  test("carry it for what people write: quotes, other scripts, signs beyond the basic plane", async () => {
    const own = await openLedger(database);
    const text = `"a'b\\c" ঢাকা 😀 \u00e9 e\u0301 trailing  `;
    await inTransaction(own.scope, (transaction) =>
      writeAudit(
        transaction,
        {
          actor: { type: "user", id: "usr_x" },
          userAgent: `${text}${"x".repeat(500)}`,
          ipAddress: "2001:db8::1",
          requestId: "req_x",
        },
        [{ type: "test.happened", targetType: "test", targetId: "x", payload: { text, n: 12.5 } }],
        "2026-11-21 08:15:30.000000",
      ),
    );
    const [row] = await listRows(own.scope, "test.happened");
    if (row === undefined) throw new Error("no audit row");
    const { partner, ...content } = contentOf(own.scope, row);
    expect(row.content_hash).toBe(auditContentHash(partner ?? "", content));
    expect(JSON.parse(row.event_payload)).toEqual({ text, n: 12.5 });
    expect(row.user_agent).toHaveLength(400);
  });

  test("change their hash with any column, and with the partner", () => {
    const content = { public_id: "aud_1", event_type: "a", actor_id: null };
    const hash = auditContentHash("ptn_1", content);
    expect(auditContentHash("ptn_2", content)).not.toBe(hash);
    expect(auditContentHash("ptn_1", { ...content, event_type: "b" })).not.toBe(hash);
    expect(auditContentHash("ptn_1", { ...content, actor_id: "" })).not.toBe(hash);
  });

  test("say who issued a booking, from where, by which workflow, and what came of it", async () => {
    const [issued] = await listRows(ledger.scope, "booking.issued");
    const [posted] = await listRows(ledger.scope, "je.posted");
    const entry = await ledger.scope.db
      .selectFrom("journal_entries")
      .select("public_id")
      .executeTakeFirstOrThrow();
    expect(issued).toMatchObject({
      actor_type: "api_token",
      actor_id: booking.input.context.actor.id,
      request_id: booking.input.context.requestId,
      ip_address: "203.0.113.7",
      user_agent: booking.input.context.userAgent,
      workflow_id: `issue:${ledger.scope.partner}:${booking.bookingId}`,
      target_entity_type: "booking",
      target_entity_id: booking.bookingId,
    });
    expect(JSON.parse(issued?.event_payload ?? "{}")).toMatchObject({
      from_state: "HELD",
      ticket_numbers: booking.documents.flatMap(({ numbers }) => numbers),
      journal_entry_id: entry.public_id,
      documents: 2,
    });
    expect(posted).toMatchObject({
      target_entity_type: "journal_entry",
      target_entity_id: entry.public_id,
    });
  });

  test("vanish with the write that they describe", async () => {
    const own = await openLedger(database);
    const before = await listRows(own.scope);
    const failing = inTransaction(own.scope, async (transaction) => {
      await writeAudit(
        transaction,
        { actor: { type: "system", id: null } },
        [{ type: "test.happened", targetType: "test", targetId: "x", payload: {} }],
        "2026-11-21 08:15:30.000000",
      );
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await listRows(own.scope)).toEqual(before);
  });
});
