import { partnerTables } from "../../db/generated/database";
import { privilegesOf } from "../../db/grants";
import { openMigrationConnection } from "../harness/database";
import type { Schema, SchemaColumn, SchemaTable } from "../harness/schema";
import { readSchema } from "../harness/schema";

/**
 * The database rules of architecture.md, asked of the server itself. What deviates is named here
 * with its reason, so that nothing new deviates by accident.
 */
const referenceTables = [
  "airlines",
  "airport_codes",
  "countries",
  "currencies",
  "gds_provider_codes",
  "location_codes",
];
const bookkeeping = ["schema_migrations"];

/** Searched over all partners by the system itself: the relay, the purge, the look-up of a token. */
const indexesOverAllPartners = [
  "idempotency_keys.ix_idempotency_keys_expires_at",
  // A full-text index has words and nothing else.
  "journal_entries.ft_journal_entries_description",
  "operations.ix_operations_stage",
  "outbox_events.ix_outbox_events_open",
  "outbox_events.uq_outbox_events_public_id",
  "partners.ix_partners_created_at",
  "partners.uq_partners_code",
  "partners.uq_partners_public_id",
  "personal_access_tokens.uq_personal_access_tokens_key_id",
  "supplier_calls.ix_supplier_calls_expires_at",
];

/** The noun that a row is, where the table's name is not its plain plural. */
const primaryKeys: Readonly<Record<string, string>> = {
  chart_of_accounts: "account_id",
  email_outbox: "email_outbox_id",
  supplier_request_log: "supplier_request_id",
};

/** Written by the software alone, never by a person: no user columns and no version. */
const machineTables = [
  "bsp_import_files",
  "bsp_source_files",
  "bsp_staged_transactions",
  "customer_balances",
  "daily_balances",
  "email_outbox",
  "idempotency_keys",
  "ledger_folds",
  "outbox_events",
  "period_balances",
  "recognition_runs",
  "refresh_token_families",
  "refresh_tokens",
  "sequences",
  "supplier_balances",
  "supplier_calls",
  "supplier_request_log",
  "user_credentials",
  "user_identities",
  "user_links",
  "user_passkeys",
  "user_recovery_codes",
  "user_totps",
];
/** Parts that are written with their whole and never changed. */
const fixedParts = ["booking_fare_segments", "booking_tax_lines"];
const appendOnly = [
  "agency_memo_documents",
  "approval_branches",
  "approval_comments",
  "approval_decisions",
  "audit_logs",
  "audit_seals",
  "bsp_exception_comments",
  "bsp_remittance_documents",
  "bsp_remittance_rejections",
  "bsp_remittances",
  "bsp_rule_hits",
  "consents",
  "booking_stays",
  "coupon_reports",
  "erasures",
  "exchanges",
  "journal_attachments",
  "journal_entries",
  "journal_entry_lines",
  "journal_imports",
  "override_accruals",
  "period_checklists",
  "period_sign_offs",
  "refund_documents",
  "refund_paybacks",
  "refund_quotes",
  "revenue_schedule_lines",
  "revenue_releases",
  "revenue_schedule_moves",
  "revenue_schedules",
  "unsealed_audit_logs",
  "verifications",
];

/** `*_id` columns that hold no key of a row of ours. */
const notForeignKeys = [
  "activity_id",
  "created_by_user_id",
  "updated_by_user_id",
  "actor_id",
  "aggregate_id",
  "checker_id",
  "key_id",
  "mail_message_id",
  "maker_id",
  "operation_public_id",
  "posted_by_id",
  "public_id",
  "request_id",
  "resource_public_id",
  "source_public_id",
  "subject_public_id",
  "target_entity_id",
  "trace_id",
  "workflow_id",
  "workflow_run_id",
];

/** Names of enumerations; those that are open lists of other people's words are not checked. */
const enumeration =
  /^(status|state|side|environment|.*_(type|kind|class|mode|role|policy|recognition|dimension)|form_of_payment|coupon_status)$/;
const openLists = [
  "audit_logs.event_type",
  "audit_logs.target_entity_type",
  "booking_segments.booking_class",
  "documents.content_type",
  "email_outbox.message_type",
  "journal_entries.source_type",
  "operations.operation_kind",
  "operations.resource_type",
  "outbox_events.aggregate_type",
  "outbox_events.event_type",
];

let schema: Schema;
let tables: readonly SchemaTable[];

beforeAll(async () => {
  const connection = await openMigrationConnection();
  schema = await readSchema(connection);
  tables = schema.tables.filter(({ name }) => ![...referenceTables, ...bookkeeping].includes(name));
  await connection.end();
});

/** Names of what breaks a rule, over all tables of partners' rows. */
function offenders(find: (table: SchemaTable) => readonly string[]): string[] {
  return tables.flatMap((table) => find(table).map((what) => `${table.name}.${what}`));
}

function isHistory({ name }: SchemaTable): boolean {
  return name.endsWith("_history");
}

function columnOf(table: SchemaTable, name: string): SchemaColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

function singularOf(table: string): string {
  if (/(ches|sses)$/.test(table)) return table.slice(0, -2);
  return table.replace(/ies$/, "y").replace(/s$/, "");
}

describe("the schema", () => {
  test("has every table of partners' rows in the list that the partner's scope goes by", () => {
    expect(tables.map(({ name }) => name)).toEqual([...partnerTables].toSorted());
  });

  test("stores tables in InnoDB, text as utf8mb4 or ascii, each in its one collation", () => {
    const wrong = schema.tables.flatMap((table) => [
      ...(table.engine === "InnoDB" ? [] : [table.name]),
      ...(table.collation === "utf8mb4_unicode_520_ci"
        ? []
        : [`${table.name}: ${table.collation}`]),
      ...table.columns
        .filter(({ charset, collation }) => {
          if (charset === null) return false;
          const wanted = charset === "ascii" ? "ascii_bin" : "utf8mb4_unicode_520_ci";
          return !["ascii", "utf8mb4"].includes(charset) || collation !== wanted;
        })
        .map(({ name, collation }) => `${table.name}.${name}: ${collation}`),
    ]);
    expect(wrong).toEqual([]);
  });

  test("has partner_id BIGINT NOT NULL in every table but the reference data", () => {
    expect(
      offenders((table) => {
        const column = columnOf(table, "partner_id");
        return column?.type === "bigint" && !column.nullable ? [] : ["partner_id"];
      }),
    ).toEqual([]);
    const shared = schema.tables.filter(({ name }) => referenceTables.includes(name));
    expect(shared).toHaveLength(referenceTables.length);
    expect(shared.filter((table) => columnOf(table, "partner_id"))).toEqual([]);
  });

  test("begins every index with partner_id, but the primary key and keys on reference codes", () => {
    const referenceKeys = (table: SchemaTable) =>
      table.foreignKeys
        .filter((key) => referenceTables.includes(key.table))
        .map((key) => key.columns.join());
    expect(
      offenders((table) =>
        table.indexes
          .filter(({ name, columns }) => {
            if (name === "PRIMARY" || columns[0] === "partner_id") return false;
            return !referenceKeys(table).includes(columns.join());
          })
          .map(({ name }) => name),
      ).toSorted(),
    ).toEqual(indexesOverAllPartners);
  });

  test("has one AUTO_INCREMENT BIGINT primary key, named for what a row is", () => {
    expect(
      offenders((table) => {
        const wanted = isHistory(table)
          ? "history_id"
          : (primaryKeys[table.name] ?? `${singularOf(table.name)}_id`);
        const key = table.indexes.find(({ name }) => name === "PRIMARY");
        const column = columnOf(table, wanted);
        const fine =
          key?.columns.join() === wanted &&
          column?.type === "bigint" &&
          column.extra.includes("auto_increment");
        return fine ? [] : [wanted];
      }),
    ).toEqual([]);
  });

  test("has created_at and updated_at to the microsecond, and the version and users of what people change", () => {
    expect(
      offenders((table) => {
        if (isHistory(table) || table.name === "outbox_events") return [];
        const fixed = [...appendOnly, ...fixedParts].includes(table.name);
        const wanted: Record<string, string> = {
          created_at: "datetime(6)",
          ...(fixed ? {} : { updated_at: "datetime(6)" }),
          ...(fixed || machineTables.includes(table.name)
            ? {}
            : { created_by_user_id: "bigint", updated_by_user_id: "bigint", version: "int" }),
        };
        return Object.entries(wanted)
          .filter(([name, type]) => columnOf(table, name)?.type !== type)
          .map(([name]) => name);
      }),
    ).toEqual([]);
  });

  test("lets the database keep updated_at", () => {
    expect(
      offenders((table) => {
        const column = columnOf(table, "updated_at");
        if (column === undefined || isHistory(table)) return [];
        return column.extra.includes("on update current_timestamp(6)") ? [] : ["updated_at"];
      }),
    ).toEqual([]);
  });

  test("has times as DATETIME(6), but for the airports' own", () => {
    expect(
      offenders((table) =>
        table.columns
          .filter(({ type }) => /^(datetime|timestamp)/.test(type) && type !== "datetime(6)")
          .map(({ name }) => name),
      ),
    ).toEqual(["booking_segments.departs_local", "booking_segments.arrives_local"]);
  });

  test("has money as DECIMAL(18,3) beside its currency, rates as DECIMAL(18,8), and no floating point", () => {
    expect(
      offenders((table) =>
        table.columns
          .filter(({ name, type }) => {
            if (/^(float|double|real)/.test(type)) return true;
            if (/(_amount|_total)$/.test(name)) return type !== "decimal(18,3)";
            if (/(^|_)rate$|_percent$/.test(name)) return type !== "decimal(18,8)";
            return /(^|_)currency$/.test(name) && type !== "char(3)";
          })
          .map(({ name, type }) => `${name} ${type}`),
      ),
    ).toEqual([]);
    expect(
      offenders((table) => {
        const hasAmount = table.columns.some(({ name }) => name.endsWith("_amount"));
        const hasCurrency = table.columns.some(({ name }) => /(^|_)currency$/.test(name));
        return hasAmount && !hasCurrency ? ["an amount without a currency"] : [];
      }),
    ).toEqual([
      "revenue_releases.an amount without a currency",
      "revenue_schedule_lines.an amount without a currency",
    ]);
  });

  test("references every row of a partner by a composite key that begins with partner_id", () => {
    expect(
      offenders((table) =>
        table.foreignKeys
          .filter((key) => partnerTables.has(key.table) && key.table !== "partners")
          .filter((key) => key.columns[0] !== "partner_id" || key.referenced[0] !== "partner_id")
          .map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  test("has a foreign key for every column that names another row, and to partners", () => {
    expect(
      offenders((table) => {
        if (isHistory(table)) return [];
        const keyed = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
        const own = table.indexes.find(({ name }) => name === "PRIMARY")?.columns ?? [];
        return table.columns
          .map(({ name }) => name)
          .filter((name) => /(_id|_currency|^currency|^country_code)$/.test(name))
          .filter((name) => !own.includes(name) && !notForeignKeys.includes(name))
          .filter((name) => !keyed.has(name));
      }),
    ).toEqual([]);
  });

  test("has an index for each foreign key, its columns first and in its order", () => {
    expect(
      offenders((table) =>
        table.foreignKeys
          .filter(
            (key) =>
              !table.indexes.some(
                ({ columns }) =>
                  columns.slice(0, key.columns.length).toSorted().join() ===
                  [...key.columns].toSorted().join(),
              ),
          )
          .map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  test("deletes nothing by cascade, and sets nothing to NULL", () => {
    expect(
      schema.tables.flatMap((table) =>
        table.foreignKeys
          .filter(({ onDelete }) => !["RESTRICT", "NO ACTION"].includes(onDelete))
          .map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  test("has an index on (partner_id, created_at) wherever rows are listed", () => {
    const neverListed = [
      "daily_balances",
      "idempotency_keys",
      "ledger_folds",
      "outbox_events",
      "partners",
      "period_balances",
      "sequences",
      "unsealed_audit_logs",
    ];
    expect(
      offenders((table) => {
        if (isHistory(table) || neverListed.includes(table.name)) return [];
        const found = table.indexes.some(
          ({ columns }) => columns.join() === "partner_id,created_at",
        );
        return found ? [] : ["(partner_id, created_at)"];
      }),
    ).toEqual([]);
  });

  test("has each code and public id unique within its partner", () => {
    const notUnique = ["bookings.product_code", "journal_entry_lines.product_code"];
    expect(
      offenders((table) => {
        if (isHistory(table) || table.name === "partners") return [];
        return table.columns
          .map(({ name }) => name)
          .filter((name) => name === "public_id" || name === `${singularOf(table.name)}_code`)
          .filter((name) => !notUnique.includes(`${table.name}.${name}`))
          .filter(
            (name) =>
              !table.indexes.some(
                (index) =>
                  index.unique && [`partner_id,${name}`, name].includes(index.columns.join()),
              ),
          );
      }),
    ).toEqual([]);
  });

  test("constrains every enumeration by a CHECK", () => {
    const checked = (table: SchemaTable, column: string) =>
      table.checks.some((clause) =>
        new RegExp(`\`?\\b${column}\\b\`?\\)?\\s*(in\\s*\\(|=\\s*)`, "i").test(clause),
      );
    expect(
      offenders((table) => {
        if (isHistory(table)) return checked(table, "change_type") ? [] : ["change_type"];
        return table.columns
          .filter(({ name, type }) => type.includes("char") && enumeration.test(name))
          .filter(({ name }) => !openLists.includes(`${table.name}.${name}`))
          .filter(({ name }) => !checked(table, name))
          .map(({ name }) => name);
      }),
    ).toEqual([]);
  });

  test("mirrors each entity in its history column by column", () => {
    const histories = tables.filter(isHistory);
    expect(histories.map(({ name }) => name)).toEqual([
      "accounting_period_history",
      "agency_memo_history",
      "approval_delegation_history",
      "approval_history",
      "approval_policy_history",
      "booking_history",
      "booking_ticket_history",
      "branch_history",
      "bsp_column_mapping_history",
      "bsp_exception_history",
      "bsp_rule_history",
      "bsp_source_history",
      "chart_of_account_history",
      "customer_address_history",
      "customer_history",
      "fx_rate_feed_history",
      "identity_provider_history",
      "journal_draft_history",
      "journal_template_history",
      "override_agreement_history",
      "partner_history",
      "personal_access_token_history",
      "recurring_journal_history",
      "refund_history",
      "report_definition_history",
      "role_history",
      "supplier_bank_detail_history",
      "supplier_history",
      "user_branch_history",
      "user_history",
      "user_role_history",
    ]);
    const own = ["history_id", "changed_at", "changed_by_user_id", "change_type", "diff_json"];
    for (const history of histories) {
      const entity = tables.find(
        ({ name }) => !name.endsWith("_history") && `${singularOf(name)}_history` === history.name,
      );
      expect([history.name, history.columns.slice(0, own.length).map(({ name }) => name)]).toEqual([
        history.name,
        own,
      ]);
      const shape = ({ name, type, nullable, charset, collation }: SchemaColumn) => ({
        name,
        type,
        nullable,
        charset,
        collation,
      });
      expect([history.name, ...history.columns.slice(own.length).map(shape)]).toEqual([
        history.name,
        ...(entity?.columns ?? []).map(shape),
      ]);
    }
  });

  test("keeps a history of every entity that people change and that has no history in its rows", () => {
    const withoutHistory = [
      // Made once with their booking; the booking's own history tells of them.
      "booking_charges",
      "booking_fares",
      "booking_passengers",
      "booking_pnrs",
      "booking_segments",
      "booking_ticket_coupons",
      // A new row for each change; the old one stays.
      "documents",
      // Taken up once, by an exchange that says when.
      "exchange_quotes",
      "fx_rates",
      "gds_credentials",
      "operations",
      // Found once, and answered once: each says when.
      "price_changes",
      "schedule_changes",
    ];
    const entities = tables.filter(
      (table) => columnOf(table, "version") !== undefined && !isHistory(table),
    );
    const named = new Set(tables.filter(isHistory).map(({ name }) => name));
    expect(
      entities.map(({ name }) => name).filter((name) => !named.has(`${singularOf(name)}_history`)),
    ).toEqual(withoutHistory);
  });

  test("gives the application no UPDATE on what has no updated_at", () => {
    expect(
      offenders((table) => {
        if (columnOf(table, "updated_at") !== undefined && !isHistory(table)) return [];
        return privilegesOf(table.name).includes("UPDATE") ? ["UPDATE"] : [];
      }),
    ).toEqual(["booking_fare_segments.UPDATE", "booking_tax_lines.UPDATE", "outbox_events.UPDATE"]);
  });
});
