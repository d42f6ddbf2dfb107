import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeOutbox } from "../../db/write/outbox";
import { awaitCondition } from "../harness/await-condition";
import { nowAsDateTime } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { openLedger, postIn, postingOf } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

/** As every activity that posts does it. */
async function postWithEvent(ledger: Ledger): Promise<void> {
  await inTransaction(ledger.scope, async (transaction) => {
    const { publicId } = await postIn(transaction, ledger, postingOf(ledger));
    const event = { type: "journal_entry.posted", aggregateType: "journal_entry" };
    await writeOutbox(transaction, [{ ...event, aggregateId: publicId, payload: {} }], {
      at: nowAsDateTime(),
    });
  });
}

async function foldedNumberOf({ db }: PartnerDatabase): Promise<number | undefined> {
  const row = await db.selectFrom("ledger_folds").select("folded_entry_number").executeTakeFirst();
  return row?.folded_entry_number;
}

describe("the consumers of events", () => {
  test("fold the journal of each partner that has posted, again and again", async () => {
    const ledgers = [await openLedger(app.database), await openLedger(app.database)];
    for (const number of [1, 2]) {
      await Promise.all(ledgers.map(postWithEvent));
      for (const { scope } of ledgers) {
        const folded = await awaitCondition("the entry is folded", async () => {
          const last = await foldedNumberOf(scope);
          return last === number ? last : undefined;
        });
        expect(folded).toBe(number);
      }
    }
  });
});
