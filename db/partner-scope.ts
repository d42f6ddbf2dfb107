import type {
  Compilable,
  CompiledQuery,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryId,
  QueryResult,
  RootOperationNode,
  Transaction,
  UnknownRow,
} from "kysely";
import {
  createQueryId,
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  RawNode,
} from "kysely";

import { invariant } from "../domain/invariant";
import type { Database } from "./generated/database";
import { PartnerScopeTransformer } from "./partner-scope-transformer";

/** One partner's part of the database: every statement through it is held to that partner. */
export interface PartnerDatabase {
  readonly partnerId: number;
  /** Public id, as it stands in workflow ids, keys and object names. */
  readonly partner: string;
  readonly db: Kysely<Database>;
}

/** The same inside one transaction; what locks or writes money demands it. */
export interface PartnerTransaction extends PartnerDatabase {
  readonly db: Transaction<Database>;
}

/**
 * The connection that adds `partner_id` itself: to the rows it inserts and to every table it
 * reads, joins, changes or deletes from. What cannot be held to the partner is refused: raw
 * statements, raw tables, outer joins that keep foreign rows.
 */
export function scopeToPartner(
  system: Kysely<Database>,
  { partnerId, partner }: Pick<PartnerDatabase, "partnerId" | "partner">,
): PartnerDatabase {
  return { partnerId, partner, db: system.withPlugin(new PartnerScopePlugin(partnerId)) };
}

/** The same for a transaction that began before its partner existed. */
export function scopeTransactionToPartner(
  transaction: Transaction<Database>,
  { partnerId, partner }: Pick<PartnerDatabase, "partnerId" | "partner">,
): PartnerTransaction {
  return { partnerId, partner, db: transaction.withPlugin(new PartnerScopePlugin(partnerId)) };
}

const statements: ReadonlySet<RootOperationNode["kind"]> = new Set([
  "SelectQueryNode",
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

/** Which partner a compiled statement is held to. */
const heldTo = new WeakMap<QueryId, number>();

/** Stands for the partner's id in a statement that is compiled for all of them. */
const anyPartner = Symbol("the partner of the connection");

/** Stands for a value that is given when a prepared statement is run. */
class Slot {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** A statement that was compiled once, for all partners: building one costs more than running it. */
export interface PreparedStatement<Row = unknown> {
  readonly compiled: Pick<CompiledQuery<Row>, "sql" | "parameters">;
}

/** Statements of this file's own making: no other is run. */
const preparedHere = new WeakSet<PreparedStatement>();

/** The builder is given a slot for each value that differs from run to run, by its place. */
export function prepareStatement<Row>(
  build: (db: Kysely<Database>, slot: (index: number) => never) => Compilable<Row>,
): PreparedStatement<Row> {
  const { sql, parameters } = build(compiling, createSlot).compile();
  const statement = { compiled: { sql, parameters } };
  preparedHere.add(statement);
  return statement;
}

function createSlot(index: number): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no type but `never` fits any column
  return new Slot(index) as never;
}

/** Runs a prepared statement with its values in their slots, held to the connection's partner. */
export function runPrepared<Row>(
  { db, partnerId }: PartnerDatabase,
  statement: PreparedStatement<Row>,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  invariant(preparedHere.has(statement), "a statement is prepared before it is run");
  const { sql, parameters } = statement.compiled;
  const queryId = createQueryId();
  heldTo.set(queryId, partnerId);
  const filled = parameters.map((parameter) => {
    if (parameter === anyPartner) return partnerId;
    return parameter instanceof Slot ? values[parameter.index] : parameter;
  });
  return db.executeQuery<Row>({ sql, parameters: filled, query: compiledBefore, queryId });
}

/** Of a statement whose tree is not kept. */
const compiledBefore = RawNode.createWithSql("");

class PartnerScopePlugin implements KyselyPlugin {
  readonly #partnerId: number;
  readonly #transformer: PartnerScopeTransformer;

  constructor(partnerId: number) {
    this.#partnerId = partnerId;
    this.#transformer = new PartnerScopeTransformer(partnerId);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    invariant(statements.has(node.kind), "a partner's connection runs no raw statement and no DDL");
    heldTo.set(queryId, this.#partnerId);
    return this.#transformer.transformNode(node, queryId);
  }

  /** A statement that was compiled elsewhere does not pass `transformQuery`: its rows stop here. */
  transformResult({
    result,
    queryId,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    invariant(
      heldTo.get(queryId) === this.#partnerId,
      "a partner's connection runs what was compiled for it",
    );
    return Promise.resolve(result);
  }
}

/** Compiles and runs nothing. */
const compiling = new Kysely<Database>({
  dialect: {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is only ever compared and kept
  plugins: [new PartnerScopePlugin(anyPartner as unknown as number)],
});
