import { listSourceFiles } from "../harness/source-files";

/** Rules that no type and no database can hold, asked of the text of the product itself. */
const files = listSourceFiles();

function findIn(pattern: RegExp, allowed: (path: string) => boolean): string[] {
  return files
    .filter(({ path }) => !allowed(path))
    .flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([hit]) => `${path}: ${hit}`));
}

/** The text of each `sql` template, with what is bound inside. */
function sqlTemplates(text: string): string[] {
  return [...text.matchAll(/\bsql(?:<[^`]*?>)?`((?:[^`\\]|\\.)*)`/g)].map(([, body = ""]) => body);
}

describe("the source", () => {
  test("is read whole", () => {
    expect(files.length).toBeGreaterThan(250);
    expect(files.map(({ path }) => path)).toContain("db/journal/post-journal-entry.ts");
  });

  test("names no table in raw SQL but in db/events and the migrator", () => {
    const offenders = files
      .filter(({ path }) => !path.startsWith("db/events/") && path !== "db/migrator.ts")
      .flatMap(({ path, text }) =>
        sqlTemplates(text)
          .filter((body) => /\b(from|join|into|update|table|select)\b/i.test(body))
          .map((body) => `${path}: ${body}`),
      );
    expect(offenders).toEqual([]);
    expect(files.flatMap(({ text }) => sqlTemplates(text)).length).toBeGreaterThan(5);
  });

  test("never leaves the partner's scope: no plugin is taken off, no SQL is put together", () => {
    const escapes =
      /\bwithoutPlugins\b|\bCompiledQuery\b|\bgetExecutor\b|\bsql\.(?:raw|table|lit|id|ref)\b|\bexecuteQuery\b/g;
    // Runs what it has compiled itself for any partner, held to the connection's own.
    const scope = "db/partner-scope.ts";
    // Asks the server for its own list of columns, and no table of ours.
    const catalogue = "db/erasure/erase-partner-rows.ts";
    expect(findIn(escapes, (path) => path === scope || path === catalogue)).toEqual([]);
    const inScope = files.find(({ path }) => path === scope)?.text ?? "";
    expect([...inScope.matchAll(escapes)].map(([hit]) => hit)).toEqual([
      "CompiledQuery",
      "CompiledQuery",
      "executeQuery",
    ]);
  });

  test("talks to the driver past Kysely only where the system itself does", () => {
    const allowed = [
      "api/readiness.ts",
      "db/events/advisory-lock.ts",
      "db/migrator.ts",
      "db/pool.ts",
      "db/reference/load-reference-data.ts",
      "scripts/",
      "workers/leader-loop.ts",
    ];
    expect(
      findIn(/\bpool\.(?:promise|query|execute|getConnection)\b|\bcreateConnection\(/g, (path) =>
        allowed.some((start) => path.startsWith(start)),
      ),
    ).toEqual([]);
  });

  test("reads over all partners only where the system itself does", () => {
    const allowed = [
      // The relay, the purge and their gauges; the look-up of a token, of a partner's id and code.
      "db/audit/seal-audit-logs.ts",
      "db/audit/unsealed-rows.ts",
      "db/events/left-operations.ts",
      "db/events/outbox-rows.ts",
      "db/partner-scope.ts",
      "db/partner-scopes.ts",
      "db/pool.ts",
      "db/write/delete-ended-sign-ins.ts",
      "db/write/delete-expired-keys.ts",
      "services/auth/person.ts",
      // What takes up a partner, before there is one to be held to.
      "activities/partner/onboarding/take-up-partner.ts",
      "api/sign-up.ts",
      "services/partner/create-partner.ts",
      "services/partner/furnish-partner.ts",
      "services/role/ensure-built-in-roles.ts",
      "services/token/authenticate-token.ts",
      "workers/",
      "scripts/",
    ];
    expect(
      findIn(
        /\bsystem\b\s*\.\s*(?:selectFrom|insertInto|updateTable|deleteFrom|transaction|with)\b|\bsystem\n\s+\./g,
        (path) => allowed.some((start) => path.startsWith(start)),
      ),
    ).toEqual([]);
  });

  test.each([
    "journal_entries",
    "journal_entry_lines",
    "revenue_schedules",
    "revenue_schedule_lines",
  ])("writes %s in db/journal and nowhere else", (table) => {
    const writes = new RegExp(
      `(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\\(\\s*\\[?["'\`]${table}\\b` +
        `|insertRows\\(\\s*\\w+,\\s*["'\`]${table}\\b` +
        `|\\b(?:into|update|replace|delete\\s+from)\\s+\`?${table}\\b`,
      "gi",
    );
    expect(findIn(writes, (path) => path.startsWith("db/journal/"))).toEqual([]);
    const inside = files.filter(
      ({ path, text }) => path.startsWith("db/journal/") && writes.test(text),
    );
    expect(inside).toHaveLength(1);
  });

  test("updates and deletes no row of the journal or the audit log anywhere", () => {
    expect(
      findIn(
        /(?:updateTable|deleteFrom|replaceInto)\(\s*["'`](?:journal_entries|journal_entry_lines|audit_logs|revenue_schedules|revenue_schedule_lines|\w+_history)\b/g,
        () => false,
      ),
    ).toEqual([]);
  });

  test.each([
    ["audit_logs", "db/write/audit.ts"],
    ["outbox_events", "db/write/outbox.ts"],
  ])("writes %s in one function only", (table, only) => {
    const writes = new RegExp(`insert(?:Into\\(\\s*|Rows\\(\\s*\\w+,\\s*)["'\`]${table}\\b`, "g");
    expect(findIn(writes, (path) => path === only)).toEqual([]);
  });

  test("posts journal entries in activities only", () => {
    const imports =
      /from "(?:\.\.?\/)+(?:db\/)?journal\/(?:post-journal-entry|post-journal-entries|insert-entries|prepare-entry|insert-revenue-schedules)"/g;
    expect(
      findIn(imports, (path) => path.startsWith("activities/") || path.startsWith("db/journal/")),
    ).toEqual([]);
  });

  test("does no money in floating point", () => {
    const elsewhere = /^(?!domain\/|db\/|activities\/|services\/)|^db\/reference\//;
    expect(findIn(/\bparseFloat\b|\.toFixed\(/g, (path) => elsewhere.test(path))).toEqual([]);
  });
});
