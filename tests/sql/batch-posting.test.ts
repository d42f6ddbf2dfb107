import type { Connection } from "mysql2/promise";

import { PostingKeyInUseError } from "../../db/journal/insert-entries";
import type { DatabaseHandle } from "../../db/pool";
import type { Posting } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { RefusalCode } from "../../domain/refusal";
import { openMigrationConnection, openTestDatabase } from "../harness/database";
import { refusalOf } from "../harness/expect-refusal";
import type { Ledger } from "../harness/ledger";
import { addRate, openLedger, post, postingOf, postMany, setPeriodStatus } from "../harness/ledger";
import { countRows } from "../harness/table-rows";

let database: DatabaseHandle;
let connection: Connection;

beforeAll(async () => {
  database = openTestDatabase();
  connection = await openMigrationConnection();
});

afterAll(async () => {
  await connection.end();
  await database.close();
});

async function openBooks(): Promise<Ledger> {
  const ledger = await openLedger(database, { booksFrom: "2026-01-01" });
  for (const [on, rate] of [
    ["2026-01-01", "117.33320000"],
    ["2026-02-01", "118.10000000"],
  ] as const) {
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate, on });
  }
  return ledger;
}

/** As many on several days and in two currencies, one of which leaves something to round. */
function postingsOf(ledger: Ledger, count: number): Posting[] {
  const { id: customerId } = ledger.customer;
  return Array.from({ length: count }, (_, index) => {
    const currency = index % 2 === 0 ? "BDT" : "USD";
    const part = (minor: bigint) => ({ currency, minor });
    return postingOf(ledger, {
      eventDate: ["2026-01-31", "2026-02-01", "2026-01-02"][index % 3] ?? "",
      lines: [
        debit("1101", part(10_003n), { customerId }),
        credit("4031", part(5_001n), {}),
        credit("4011", part(5_001n), {}),
        credit("4031", part(1n), {}),
      ],
    });
  });
}

/** What stands in the books of each posting but its number and ids. */
async function entriesOf({ scope }: Ledger) {
  const rows = await scope.db
    .selectFrom("journal_entries as entry")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .innerJoin("audit_logs as audit", "audit.target_entity_id", "entry.public_id")
    .select([
      "entry.entry_number",
      "entry.entry_date",
      "entry.line_count",
      "line.line_number",
      "account.account_code",
      "line.side",
      "line.transaction_amount",
      "line.functional_amount",
      "line.fx_rate",
      "audit.event_type",
    ])
    .orderBy("entry.entry_number")
    .orderBy("line.line_number")
    .execute();
  return rows;
}

describe("postJournalEntries", () => {
  test("writes what as many single postings write, numbered in their order", async () => {
    const [one, many] = [await openBooks(), await openBooks()];
    for (const posting of postingsOf(one, 12)) await post(one, posting);
    const postings = postingsOf(many, 12);
    const posted = await postMany(many, postings);
    expect(posted.map(({ entryNumber }) => entryNumber)).toEqual(
      postings.map((_, index) => index + 1),
    );
    const entries = await entriesOf(many);
    expect(entries).toEqual(await entriesOf(one));
    expect(entries.filter((row) => row.account_code === "5099").length).toBeGreaterThan(0);
    const keys = await many.scope.db
      .selectFrom("journal_entries")
      .select(["journal_entry_id", "public_id", "posting_key"])
      .orderBy("entry_number")
      .execute();
    expect(keys).toEqual(
      posted.map(({ journalEntryId, publicId }, index) => ({
        journal_entry_id: journalEntryId,
        public_id: publicId,
        posting_key: postings[index]?.postingKey,
      })),
    );
  });

  test("takes more entries than one statement does, beside single ones, without a gap", async () => {
    const books = await openBooks();
    const [batch, ...singles] = await Promise.all([
      postMany(books, postingsOf(books, 1_203)),
      ...Array.from({ length: 6 }, () => post(books)),
    ]);
    const numbers = [...batch, ...singles].map(({ entryNumber }) => entryNumber);
    expect(numbers.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 1_209 }, (_, index) => index + 1),
    );
    const counts = await countRows(connection, books.scope.partnerId);
    expect(counts["journal_entries"]).toBe(1_209);
  });

  test("posts nothing of nothing", async () => {
    const books = await openBooks();
    expect(await postMany(books, [])).toEqual([]);
    expect(await post(books)).toMatchObject({ entryNumber: 1 });
  });
});

describe("postJournalEntries refuses all, having written nothing,", () => {
  const bdt = parseMoney({ amount: "5.00", currency: "BDT" });
  const eur = parseMoney({ amount: "5.00", currency: "EUR" });

  async function refuse(books: Ledger, wrong: Partial<Posting>) {
    const postings = [
      ...postingsOf(books, 4),
      postingOf(books, { postingKey: "the wrong one", ...wrong }),
      ...postingsOf(books, 2),
    ];
    const before = await countRows(connection, books.scope.partnerId);
    const refusal = await refusalOf(postMany(books, postings));
    expect(await countRows(connection, books.scope.partnerId)).toEqual(before);
    expect(await post(books)).toMatchObject({ entryNumber: 1 });
    return refusal;
  }

  test.each<[RefusalCode, Partial<Posting>]>([
    ["ACCOUNT_NOT_POSTABLE", { lines: [debit("9999", bdt, {}), credit("4031", bdt, {})] }],
    ["DIMENSION_REQUIRED", { lines: [debit("1101", bdt, {}), credit("4031", bdt, {})] }],
    ["FX_RATE_MISSING", { lines: [debit("1011", eur, {}), credit("4031", eur, {})] }],
    ["JE_UNBALANCED", { lines: [debit("1011", bdt, {})] }],
    [
      "AMOUNT_INVALID",
      {
        lines: [
          debit("1011", { ...bdt, minor: 0n }, {}),
          credit("4031", { ...bdt, minor: 0n }, {}),
        ],
      },
    ],
  ])("with %s for one of them, and names it", async (code, wrong) => {
    const refusal = await refuse(await openBooks(), wrong);
    expect(refusal).toMatchObject({ code, details: { postingKey: "the wrong one" } });
  });

  test("with PERIOD_CLOSED where one has no open period left", async () => {
    const books = await openBooks();
    const refusal = await refuse(books, { eventDate: "2099-01-01" });
    expect(refusal).toMatchObject({
      code: "PERIOD_CLOSED",
      details: { eventDate: "2099-01-01" },
    });
  });

  test("with TENANT_MISMATCH a customer of another partner", async () => {
    const [books, other] = [await openBooks(), await openBooks()];
    const { id: customerId } = other.customer;
    const lines = [debit("1101", bdt, { customerId }), credit("4031", bdt, {})];
    expect((await refuse(books, { lines })).code).toBe("TENANT_MISMATCH");
  });

  test("with POSTING_KEY_REPEATED a key that two of them have", async () => {
    const books = await openBooks();
    const [first] = postingsOf(books, 1);
    const postings = [postingOf(books, { postingKey: "the wrong one" }), ...(first ? [first] : [])];
    const refusal = await refusalOf(postMany(books, [...postings, ...postings.slice(0, 1)]));
    expect(refusal).toMatchObject({
      code: "POSTING_KEY_REPEATED",
      details: { postingKey: "the wrong one" },
    });
  });

  test("and fails with the key that stands in the books already", async () => {
    const books = await openBooks();
    await post(books, postingOf(books, { postingKey: "posted before" }));
    const postings = [...postingsOf(books, 3), postingOf(books, { postingKey: "posted before" })];
    const error: unknown = await postMany(books, postings).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PostingKeyInUseError);
    expect(error).toMatchObject({ postingKey: "posted before" });
    expect(await post(books)).toMatchObject({ entryNumber: 2 });
  });

  test("and posts in the first open period what happened in a closed one", async () => {
    const books = await openBooks();
    await setPeriodStatus(books.scope, "2026-01", "closed");
    const posted = await postMany(books, postingsOf(books, 3));
    expect(posted.map(({ entryDate }) => entryDate)).toEqual([
      "2026-02-01",
      "2026-02-01",
      "2026-02-01",
    ]);
  });
});
