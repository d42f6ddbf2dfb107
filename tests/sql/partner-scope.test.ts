import type { Compilable, Kysely } from "kysely";
import { CompiledQuery, sql } from "kysely";

import type { Database } from "../../db/generated/database";
import { partnerTables } from "../../db/generated/database";
import { newId } from "../../db/new-id";
import { prepareStatement, runPrepared } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { InvariantError } from "../../domain/invariant";
import { openTestDatabase } from "../harness/database";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { Ledger } from "../harness/ledger";

let database: DatabaseHandle;
let own: Ledger;
let other: Ledger;
let db: Kysely<Database>;
/** For statements that the types already refuse: what gets past them must be refused all the same. */
let untyped: Kysely<Record<string, Record<string, unknown>>>;

beforeAll(async () => {
  database = openTestDatabase();
  own = (await openFurnishedPartner(database)).ledger;
  other = (await openFurnishedPartner(database)).ledger;
  db = own.scope.db;
  untyped = db as unknown as typeof untyped;
});

afterAll(() => database.close());

type Row = { readonly partner_id?: unknown };

/** The partners whose rows a statement returns. */
async function partnersOf(query: { execute(): Promise<readonly Row[]> }): Promise<unknown[]> {
  const rows = await query.execute();
  return [...new Set(rows.map((row) => row.partner_id))].toSorted(
    (left, right) => Number(left) - Number(right),
  );
}

function sqlOf(query: Compilable): string {
  return query.compile().sql;
}

async function nameOf(customerId: number): Promise<string | undefined> {
  const row = await database.system
    .selectFrom("customers")
    .select("display_name")
    .where("customer_id", "=", customerId)
    .executeTakeFirst();
  return row?.display_name;
}

function branch() {
  return {
    public_id: newId("branch"),
    branch_code: newId("branch").slice(-20),
    branch_name: "A branch",
  };
}

async function partnerOfBranch(code: string): Promise<number | undefined> {
  const row = await database.system
    .selectFrom("branches")
    .select("partner_id")
    .where("branch_code", "=", code)
    .executeTakeFirst();
  return row?.partner_id;
}

/** That a statement is refused before it reaches the database. */
function expectRefused(query: () => Compilable): void {
  expect(() => query().compile()).toThrow(InvariantError);
}

describe("a select through a partner's connection", () => {
  test.each([...partnerTables])("sees its own rows of %s only", async (table) => {
    const all = await database.system
      .selectFrom(table as "bookings")
      .selectAll()
      .execute();
    expect(new Set(all.map(({ partner_id }) => partner_id)).size).toBeGreaterThan(1);
    expect(await partnersOf(db.selectFrom(table as "bookings").selectAll())).toEqual([
      own.scope.partnerId,
    ]);
  });

  test("adds the predicate of each table, after the statement's own in parentheses", () => {
    const query = db
      .selectFrom("bookings as b")
      .innerJoin("customers", "customers.customer_id", "b.customer_id")
      .select("b.public_id")
      .where(({ eb, or }) => or([eb("b.state", "=", "HELD"), eb("b.state", "=", "ISSUED")]));
    expect(sqlOf(query)).toBe(
      "select `b`.`public_id` from `bookings` as `b`" +
        " inner join `customers` on (`customers`.`customer_id` = `b`.`customer_id`) and `customers`.`partner_id` = ?" +
        " where ((`b`.`state` = ? or `b`.`state` = ?)) and `b`.`partner_id` = ?",
    );
  });

  test("leaves reference data as it is", () => {
    expect(sqlOf(db.selectFrom("currencies").selectAll())).toBe("select * from `currencies`");
  });

  test.each<[string, () => { execute(): Promise<readonly Row[]> }]>([
    [
      "an OR that is always true",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where(({ eb, or }) => or([eb("customer_id", "=", 0), eb.val(true)])),
    ],
    [
      "an OR over two where calls",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where("customer_id", "=", 0)
          .where(({ eb, or }) => or([eb("status", "=", "active"), eb.lit(true)]))
          .clearWhere()
          .where(({ or, eb }) => or([eb.lit(true), eb.lit(true)])),
    ],
    [
      "a join on a condition that is always true",
      () =>
        db
          .selectFrom("bookings")
          .innerJoin("customers", (join) => join.onTrue())
          .selectAll("customers"),
    ],
    [
      "a join with an OR",
      () =>
        db
          .selectFrom("bookings")
          .innerJoin("customers", (join) =>
            join.on(({ eb, or }) => or([eb("customers.customer_id", ">", 0), eb.lit(true)])),
          )
          .selectAll("customers"),
    ],
    ["a cross join", () => db.selectFrom("bookings").crossJoin("customers").selectAll("customers")],
    [
      "two tables in one FROM",
      () => db.selectFrom(["bookings", "customers"]).selectAll("customers"),
    ],
    [
      "a table beside reference data",
      () => db.selectFrom(["currencies", "customers"]).selectAll("customers"),
    ],
    [
      "an alias that is the name of reference data",
      () => db.selectFrom("customers as currencies").selectAll("currencies"),
    ],
    [
      "a derived table",
      () => db.selectFrom(db.selectFrom("customers").selectAll().as("c")).selectAll("c"),
    ],
    [
      "a derived table of the unscoped connection",
      () =>
        db.selectFrom(database.system.selectFrom("customers").selectAll().as("c")).selectAll("c"),
    ],
    [
      "a joined derived table",
      () =>
        db
          .selectFrom("currencies")
          .innerJoin(
            (eb) => eb.selectFrom("customers").selectAll().as("c"),
            (join) => join.onTrue(),
          )
          .selectAll("c"),
    ],
    [
      "a common table expression",
      () =>
        db
          .with("c", (qc) => qc.selectFrom("customers").selectAll())
          .selectFrom("c")
          .selectAll(),
    ],
    [
      "a union",
      () => db.selectFrom("customers").selectAll().union(db.selectFrom("customers").selectAll()),
    ],
    [
      "a dynamic table",
      () => db.selectFrom(db.dynamic.table("customers").as("customers")).selectAll(),
    ],
    [
      "a table with its schema",
      () => untyped.selectFrom(`${database.address.database}.customers`).selectAll(),
    ],
    [
      "a schema for the whole statement",
      () => db.withSchema(database.address.database).selectFrom("customers").selectAll(),
    ],
    [
      "its own transaction",
      () => ({
        execute: () =>
          db.transaction().execute((trx) => trx.selectFrom("customers").selectAll().execute()),
      }),
    ],
    [
      "its own single connection",
      () => ({
        execute: () =>
          db.connection().execute((one) => one.selectFrom("customers").selectAll().execute()),
      }),
    ],
  ])("is held to the partner in %s", async (_, query) => {
    expect(await partnersOf(query())).toEqual([own.scope.partnerId]);
  });

  test("never finds another partner's row by its key", async () => {
    const found = await db
      .selectFrom("customers")
      .selectAll()
      .where("customer_id", "=", other.customer.id)
      .where("partner_id", "=", other.scope.partnerId)
      .execute();
    expect(found).toEqual([]);
  });

  test("keeps the rows of a left join whose other side is another partner's", async () => {
    const rows = await db
      .selectFrom("bookings")
      .leftJoin("customers", (join) => join.on("customers.customer_id", "=", other.customer.id))
      .select(["bookings.public_id", "customers.display_name"])
      .execute();
    // One of which was voided in part, one exchanged, and one is a stay that was not issued.
    expect(rows.map(({ display_name: name }) => name)).toEqual([null, null, null, null]);
  });

  test("is held to the partner in the subqueries of every clause", async () => {
    const subquery = () =>
      db.selectFrom("customers").select(({ fn }) => fn.countAll<number>().as("count"));
    const { count: ownCount } = await subquery().executeTakeFirstOrThrow();
    const row = await db
      .selectFrom("currencies")
      .select(subquery().as("selected"))
      .where("currency_code", "=", "BDT")
      .where(({ eb, exists, selectFrom }) =>
        eb.not(
          exists(
            selectFrom("customers")
              .select("customers.customer_id")
              .where("customers.customer_id", "=", other.customer.id),
          ),
        ),
      )
      .groupBy("currency_code")
      .having(({ eb }) => eb(subquery(), "=", ownCount))
      .orderBy(({ selectFrom }) => selectFrom("customers").select("customer_id").limit(1))
      .executeTakeFirst();
    expect(Number(row?.selected)).toBe(ownCount);
  });

  test("counts in a case and a correlated subquery what is its own", async () => {
    const rows = await db
      .selectFrom("bookings")
      .select((eb) =>
        eb
          .selectFrom("booking_tickets")
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .whereRef("booking_tickets.booking_id", "=", "bookings.booking_id")
          .as("tickets"),
      )
      .execute();
    expect(rows.map(({ tickets }) => Number(tickets))).toEqual([2, 2, 0, 2]);
  });
});

describe("a select that cannot be held to the partner is refused", () => {
  test.each<[string, () => Compilable]>([
    [
      "a right join, which keeps every row of its table",
      () =>
        db
          .selectFrom("currencies")
          .rightJoin("customers", "customers.credit_limit_currency", "currencies.currency_code")
          .selectAll("customers"),
    ],
    [
      "a full join",
      () =>
        db
          .selectFrom("currencies")
          .fullJoin("customers", "customers.credit_limit_currency", "currencies.currency_code")
          .selectAll("customers"),
    ],
    ["a table in raw SQL", () => db.selectFrom(sql<Row>`customers`.as("c")).selectAll()],
    [
      "a table named by sql.table",
      () => db.selectFrom(sql.table<Row>("customers").as("c" as never)).selectAll(),
    ],
    [
      "a joined table in raw SQL",
      () =>
        db
          .selectFrom("bookings")
          .innerJoin(sql<Row>`customers`.as("c"), (join) => join.onTrue())
          .selectAll("c"),
    ],
    [
      "a subquery in raw SQL",
      () => db.selectFrom("currencies").select(sql`(select count(*) from customers)`.as("count")),
    ],
    [
      "a subquery in pieces of raw SQL",
      () =>
        db
          .selectFrom("currencies")
          .select(sql`(sel${sql.raw("ect")} count(*) fr${sql.raw("om customers")})`.as("count")),
    ],
    [
      "a raw condition that closes the parentheses",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where(sql<boolean>`1 = 1) or (1 = 1`),
    ],
    [
      "a raw condition that ends in a comment",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where(sql<boolean>`1 = 1) -- `),
    ],
    [
      "a raw condition that hides a comment",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where(sql<boolean>`1 = 1) /*`),
    ],
    [
      "a raw end of the statement",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .modifyEnd(sql`or 1 = 1`),
    ],
    [
      "a raw beginning of the statement",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .modifyFront(sql`customer_id, `),
    ],
    [
      "a union in a raw order",
      () =>
        db
          .selectFrom("customers")
          .select("display_name")
          .orderBy(sql`1 union all table customers`),
    ],
    [
      "a condition that hides parentheses in quotes",
      () =>
        db
          .selectFrom("customers")
          .selectAll()
          .where(sql<boolean>`'(' = '(' ) or (1 = 1 and '))' <> ''`),
    ],
    [
      "a function whose name is more than a name",
      () =>
        db
          .selectFrom("currencies")
          .select(({ fn, val }) =>
            fn("(select count(*) from customers) + abs", [val(1)]).as("count"),
          ),
    ],
    [
      "an aggregate whose name is more than a name",
      () =>
        db
          .selectFrom("currencies")
          .select(({ fn }) => fn.agg("(select 1 from customers) + max", ["currency_code"]).as("m")),
    ],
    [
      "a common table expression in raw SQL",
      () =>
        db
          .with("c", () => sql<Row>`select * from customers`)
          .selectFrom("c")
          .selectAll(),
    ],
  ])("%s", (_, query) => expectRefused(query));

  test("whole statements of raw SQL", async () => {
    await expect(sql`select * from customers`.execute(db)).rejects.toThrow(InvariantError);
  });

  test("statements that were compiled past the scope", async () => {
    const compiled = [
      CompiledQuery.raw("select * from customers"),
      database.system.selectFrom("customers").selectAll().compile(),
    ];
    for (const query of compiled) {
      await expect(db.executeQuery(query)).rejects.toThrow(InvariantError);
    }
  });

  test("statements that change the schema", () => {
    expectRefused(() => db.schema.dropTable("customers"));
    expectRefused(() => db.schema.createTable("intruder").addColumn("id", "integer"));
  });
});

describe("an update through a partner's connection", () => {
  const ofOther = () => nameOf(other.customer.id);

  test("changes its own rows only, whatever its condition", async () => {
    const before = await ofOther();
    await db
      .updateTable("customers")
      .set({ display_name: "Changed" })
      .where(({ eb, or }) => or([eb("customer_id", ">", 0), eb.lit(true)]))
      .execute();
    expect(await nameOf(own.customer.id)).toBe("Changed");
    expect(await ofOther()).toBe(before);
  });

  test("changes nothing of another partner without a condition, or by an alias", async () => {
    const before = await ofOther();
    await db.updateTable("customers").set({ display_name: "A" }).execute();
    await db.updateTable("customers as c").set({ display_name: "B" }).execute();
    expect(await nameOf(own.customer.id)).toBe("B");
    expect(await ofOther()).toBe(before);
  });

  test("of several tables is held to the partner in each", async () => {
    const before = await ofOther();
    const query = untyped
      .updateTable(["suppliers", "customers as c"])
      .set("c.display_name", "Several");
    expect(sqlOf(query)).toContain("`suppliers`.`partner_id` = ?");
    expect(sqlOf(query)).toContain("`c`.`partner_id` = ?");
    await query.execute();
    expect(await nameOf(own.customer.id)).toBe("Several");
    expect(await ofOther()).toBe(before);
  });

  test.each<[string, () => Compilable]>([
    ["by name", () => untyped.updateTable("customers").set({ partner_id: 1 })],
    ["in capitals", () => untyped.updateTable("customers").set({ PARTNER_ID: 1 })],
    ["with its table", () => untyped.updateTable("customers").set({ "customers.partner_id": 1 })],
    [
      "with its table, referenced",
      () => untyped.updateTable("customers").set("customers.partner_id", 1),
    ],
    [
      "behind another value",
      () => untyped.updateTable("customers").set({ version: sql`1, partner_id = 2` }),
    ],
    [
      "by an expression",
      () => untyped.updateTable("customers").set((eb) => ({ partner_id: eb.lit(1) })),
    ],
    ["in raw SQL", () => untyped.updateTable("customers").set(sql`partner_id`, 1)],
  ])("never moves a row to another partner: %s", (_, query) => expectRefused(query));
});

describe("a delete through a partner's connection", () => {
  async function addKey({ scope }: Ledger): Promise<void> {
    await scope.db
      .insertInto("idempotency_keys")
      .values({
        scope: "test",
        idempotency_key: newId("event"),
        fingerprint: "0".repeat(64),
        lease_token: "",
        lease_expires_at: "2026-01-01 00:00:00",
        expires_at: "2026-01-01 00:00:00",
      })
      .execute();
  }

  async function keyCount({ scope }: Ledger): Promise<number> {
    const rows = await database.system
      .selectFrom("idempotency_keys")
      .select("idempotency_key_id")
      .where("partner_id", "=", scope.partnerId)
      .where("scope", "=", "test")
      .execute();
    return rows.length;
  }

  beforeEach(async () => {
    for (const ledger of [own, other]) await addKey(ledger);
  });

  test("deletes its own rows only, whatever its condition", async () => {
    const before = await keyCount(other);
    await db
      .deleteFrom("idempotency_keys")
      .where("scope", "=", "test")
      .where(({ eb, or }) => or([eb("idempotency_key_id", ">", 0), eb.lit(true)]))
      .execute();
    expect(await keyCount(own)).toBe(0);
    expect(await keyCount(other)).toBe(before);
  });

  test("is held to the partner in the tables that it reads beside", async () => {
    const before = await keyCount(other);
    const query = db
      .deleteFrom("idempotency_keys")
      .using(["idempotency_keys", "operations"])
      .where("idempotency_keys.scope", "=", "test");
    expect(sqlOf(query)).toBe(
      "delete from `idempotency_keys` using `idempotency_keys`, `operations`" +
        " where (`idempotency_keys`.`scope` = ?) and `idempotency_keys`.`partner_id` = ? and `operations`.`partner_id` = ?",
    );
    await query.execute();
    expect(await keyCount(own)).toBe(0);
    expect(await keyCount(other)).toBe(before);
  });
});

describe("an insert through a partner's connection", () => {
  test("writes one row or many as the partner's own", async () => {
    const branches = [branch(), branch(), branch()];
    const [single, ...many] = branches;
    await db
      .insertInto("branches")
      .values(single ?? branch())
      .execute();
    await db.insertInto("branches").values(many).execute();
    for (const { branch_code: code } of branches) {
      expect(await partnerOfBranch(code)).toBe(own.scope.partnerId);
    }
  });

  test("takes the partner's own id where it is given", async () => {
    const row = branch();
    await db
      .insertInto("branches")
      .values({ ...row, partner_id: own.scope.partnerId })
      .execute();
    expect(await partnerOfBranch(row.branch_code)).toBe(own.scope.partnerId);
  });

  test.each<[string, () => Compilable]>([
    [
      "another partner's id",
      () => db.insertInto("branches").values({ ...branch(), partner_id: other.scope.partnerId }),
    ],
    [
      "another partner's id in one row of many",
      () =>
        db.insertInto("branches").values([
          { ...branch(), partner_id: own.scope.partnerId },
          { ...branch(), partner_id: other.scope.partnerId },
        ]),
    ],
    [
      "an id in some rows only",
      () =>
        db
          .insertInto("branches")
          .values([{ ...branch(), partner_id: own.scope.partnerId }, branch()]),
    ],
    [
      "an id as an expression",
      () => untyped.insertInto("branches").values({ ...branch(), partner_id: sql`1 + 1` }),
    ],
    [
      "an id as text",
      () =>
        untyped
          .insertInto("branches")
          .values({ ...branch(), partner_id: String(own.scope.partnerId) }),
    ],
    ["default values", () => db.insertInto("branches").defaultValues()],
    ["a replaced row", () => db.replaceInto("branches").values(branch())],
  ])("refuses %s", (_, query) => expectRefused(query));

  test("never writes two ids, whatever their capitals", async () => {
    const row = branch();
    const insert = untyped
      .insertInto("branches")
      .values({ ...row, PARTNER_ID: other.scope.partnerId });
    await expect(insert.execute()).rejects.toThrow(/for the connection's own partner/);
    expect(await partnerOfBranch(row.branch_code)).toBeUndefined();
  });
});

describe("an insert … select through a partner's connection", () => {
  const copy = (code: string) =>
    db
      .insertInto("branches")
      .columns(["public_id", "branch_code", "branch_name"])
      .expression((eb) =>
        eb
          .selectFrom("customers")
          .select([eb.val(newId("branch")).as("a"), eb.val(code).as("b"), "display_name"])
          .limit(1),
      );

  test("writes the partner's own rows from its own rows", async () => {
    const code = newId("branch").slice(-20);
    await copy(code).execute();
    const rows = await database.system
      .selectFrom("branches")
      .select(["partner_id", "branch_name"])
      .where("branch_code", "=", code)
      .execute();
    expect(rows).toEqual([
      { partner_id: own.scope.partnerId, branch_name: await nameOf(own.customer.id) },
    ]);
  });

  test("may take partner_id from a table that is held to the partner", async () => {
    const columns = ["partner_id", "public_id", "branch_code", "branch_name"] as const;
    const query = db
      .insertInto("branches")
      .columns(columns)
      .expression((eb) => eb.selectFrom("branches").select(columns));
    expect(sqlOf(query)).toMatch(/ from `branches` where `branches`\.`partner_id` = \?$/);
  });

  test("refuses a partner_id of any other making", () => {
    const columns = ["partner_id", "public_id", "branch_code", "branch_name"] as const;
    const into = () => untyped.insertInto("branches").columns([...columns]);
    const from = () => untyped.selectFrom("branches");
    const rest = ["public_id", "branch_code", "branch_name"];
    expectRefused(() =>
      into().expression(
        from()
          .select(({ val }) => val(other.scope.partnerId).as("x"))
          .select(rest),
      ),
    );
    expectRefused(() => into().expression(from().select("branch_id").select(rest)));
    expectRefused(() =>
      into().expression(
        from()
          .select(sql<number>`2`.as("partner_id"))
          .select(rest),
      ),
    );
    expectRefused(() => into().expression(from().selectAll()));
    expectRefused(() =>
      into().expression(
        untyped
          .selectFrom(
            untyped
              .selectFrom("currencies")
              .select(({ val }) => val(other.scope.partnerId).as("partner_id"))
              .as("c"),
          )
          .select(["partner_id", "partner_id", "partner_id", "partner_id"]),
      ),
    );
    expectRefused(() => into().expression(sql`values (2, 'a', 'b', 'c')`));
  });
});

describe("an insert that updates on a duplicate key", () => {
  test("leaves another partner's row alone that has the same primary key", async () => {
    const before = await nameOf(other.customer.id);
    await untyped
      .insertInto("customers")
      .values({
        customer_id: other.customer.id,
        public_id: newId("customer"),
        customer_code: newId("customer").slice(-20),
        customer_type: "retail",
        display_name: "Taken over",
      })
      .onDuplicateKeyUpdate({ display_name: "Taken over" })
      .execute();
    expect(await nameOf(other.customer.id)).toBe(before);
  });

  test("leaves another partner's row alone that has the same key over all partners", async () => {
    const token = await other.scope.db
      .selectFrom("personal_access_tokens")
      .select("key_id")
      .executeTakeFirstOrThrow();
    await db
      .insertInto("personal_access_tokens")
      .values({
        public_id: newId("token"),
        token_name: "a thief's",
        key_id: token.key_id,
        secret_hash: "the thief's",
        scopes: "",
      })
      .onDuplicateKeyUpdate({ secret_hash: "the thief's" })
      .execute();
    const after = await other.scope.db
      .selectFrom("personal_access_tokens")
      .select("secret_hash")
      .where("key_id", "=", token.key_id)
      .executeTakeFirstOrThrow();
    expect(after.secret_hash).toMatch(/^\$argon2id/);
  });

  test("updates its own row", async () => {
    const codes = ["one", "two"].map((name) => `${name}-${newId("branch").slice(-10)}`);
    const write = (name: string) =>
      db
        .insertInto("branches")
        .values(
          codes.map((code) => ({
            public_id: newId("branch"),
            branch_code: code,
            branch_name: name,
          })),
        )
        .onDuplicateKeyUpdate({ branch_name: sql`VALUES(branch_name)`, version: sql`version + 1` })
        .execute();
    await write("before");
    await write("after");
    const rows = await db
      .selectFrom("branches")
      .select(["branch_name", "version"])
      .where("branch_code", "in", codes)
      .execute();
    expect(rows).toEqual([
      { branch_name: "after", version: 2 },
      { branch_name: "after", version: 2 },
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["by name", { partner_id: 1 }],
    ["in capitals", { PARTNER_ID: 1 }],
  ])("never moves a row to another partner: %s", (_, update) => {
    expectRefused(() =>
      untyped
        .insertInto("branches")
        .values({ public_id: "x", branch_code: "x", branch_name: "x" })
        .onDuplicateKeyUpdate(update),
    );
  });
});

describe("a prepared statement", () => {
  const selectBranches = prepareStatement((builder, slot) =>
    builder
      .selectFrom("branches")
      .select(["partner_id", "branch_code"])
      .where("branch_code", "in", [slot(0), slot(1)]),
  );

  test("is held to the partner of the connection that runs it", async () => {
    const shared = `SHARED-${newId("branch").slice(-12)}`;
    for (const { scope } of [own, other]) {
      const row = { public_id: newId("branch"), branch_name: "Shared", branch_code: shared };
      await scope.db.insertInto("branches").values(row).execute();
    }
    for (const { scope } of [own, other, own]) {
      const { rows } = await runPrepared(scope, selectBranches, [shared, "NONE"]);
      expect(rows).toEqual([{ partner_id: scope.partnerId, branch_code: shared }]);
    }
  });

  test("inserts rows of the connection's partner, whose id is no value of theirs", async () => {
    const insert = prepareStatement((builder, slot) =>
      builder.insertInto("branches").values({
        public_id: slot(0),
        branch_code: slot(1),
        branch_name: slot(2),
        version: 1,
      }),
    );
    for (const { scope } of [own, other]) {
      const code = newId("branch").slice(-12);
      await runPrepared(scope, insert, [newId("branch"), code, "Prepared"]);
      expect(await partnerOfBranch(code)).toBe(scope.partnerId);
    }
  });

  test("is refused where it names a partner itself", () => {
    const withId = () =>
      prepareStatement((builder) =>
        builder.insertInto("branches").values({ ...branch(), partner_id: other.scope.partnerId }),
      );
    expect(withId).toThrow(/for the connection's own partner/);
  });

  test("runs on no connection but that of the partner it names itself", async () => {
    const foreign = { ...own.scope, partnerId: other.scope.partnerId };
    await expect(runPrepared(foreign, selectBranches, ["A", "B"])).rejects.toThrow(
      /runs what was compiled for it/,
    );
  });

  test("is one that was prepared, not one that looks like it", () => {
    const forged = { compiled: { sql: "SELECT * FROM branches", parameters: [] } };
    expect(() => runPrepared(own.scope, forged, [])).toThrow(/prepared before it is run/);
  });
});
