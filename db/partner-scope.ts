import type {
  ColumnUpdateNode,
  DeleteQueryNode,
  InsertQueryNode,
  JoinNode,
  Kysely,
  KyselyPlugin,
  OperationNode,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryId,
  QueryResult,
  RootOperationNode,
  SelectQueryNode,
  Transaction,
  UnknownRow,
  UpdateQueryNode,
} from "kysely";
import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  IdentifierNode,
  OnNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from "kysely";

import { invariant } from "../domain/invariant";
import type { Database } from "./generated/database";
import { partnerTables } from "./generated/database";

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
 * reads, joins, changes or deletes from. Whole statements of raw SQL are refused.
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

class PartnerScopePlugin implements KyselyPlugin {
  readonly #transformer: PartnerScopeTransformer;

  constructor(partnerId: number) {
    this.#transformer = new PartnerScopeTransformer(partnerId);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    invariant(!RawNode.is(node), "a partner's connection runs no raw statement");
    return this.#transformer.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class PartnerScopeTransformer extends OperationNodeTransformer {
  readonly #partnerId: number;

  constructor(partnerId: number) {
    super();
    this.#partnerId = partnerId;
  }

  protected override transformSelectQuery(
    node: SelectQueryNode,
    queryId?: QueryId,
  ): SelectQueryNode {
    const inner = super.transformSelectQuery(node, queryId);
    return this.#narrow(inner, inner.from?.froms ?? []);
  }

  protected override transformUpdateQuery(
    node: UpdateQueryNode,
    queryId?: QueryId,
  ): UpdateQueryNode {
    const inner = super.transformUpdateQuery(node, queryId);
    invariant(
      !(inner.updates ?? []).some((update) => updatedColumn(update) === "partner_id"),
      "a row never moves to another partner",
    );
    return this.#narrow(inner, inner.table ? [inner.table] : []);
  }

  protected override transformDeleteQuery(
    node: DeleteQueryNode,
    queryId?: QueryId,
  ): DeleteQueryNode {
    const inner = super.transformDeleteQuery(node, queryId);
    return this.#narrow(inner, inner.from.froms);
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    const inner = super.transformJoin(node, queryId);
    const name = partnerTableName(inner.table);
    if (name === undefined) return inner;
    const predicate = this.#predicate(name);
    return {
      ...inner,
      on: OnNode.create(
        inner.on ? AndNode.create(ParensNode.create(inner.on.on), predicate) : predicate,
      ),
    };
  }

  protected override transformInsertQuery(
    node: InsertQueryNode,
    queryId?: QueryId,
  ): InsertQueryNode {
    const inner = super.transformInsertQuery(node, queryId);
    if (!inner.into || partnerTableName(inner.into) === undefined) return inner;
    const columns = inner.columns ?? [];
    const position = columns.findIndex(({ column }) => column.name === "partner_id");
    if (!inner.values || !ValuesNode.is(inner.values)) {
      invariant(position >= 0, "an INSERT … SELECT names partner_id among its columns");
      return inner;
    }
    if (position >= 0) {
      this.#assertOwnRows(inner.values, position);
      return inner;
    }
    return {
      ...inner,
      columns: [...columns, ColumnNode.create("partner_id")],
      values: ValuesNode.create(inner.values.values.map((row) => this.#withPartner(row))),
    };
  }

  #withPartner(
    row: ValueListNode | PrimitiveValueListNode,
  ): ValueListNode | PrimitiveValueListNode {
    return PrimitiveValueListNode.is(row)
      ? PrimitiveValueListNode.create([...row.values, this.#partnerId])
      : ValueListNode.create([...row.values, ValueNode.create(this.#partnerId)]);
  }

  #assertOwnRows(values: ValuesNode, position: number): void {
    for (const row of values.values) {
      const given = PrimitiveValueListNode.is(row)
        ? row.values[position]
        : literalOf(row.values[position]);
      invariant(given === this.#partnerId, "a row is inserted for the connection's own partner");
    }
  }

  #narrow<Node extends SelectQueryNode | UpdateQueryNode | DeleteQueryNode>(
    node: Node,
    tables: readonly OperationNode[],
  ): Node {
    const predicates = tables
      .map((table) => partnerTableName(table))
      .filter((name) => name !== undefined)
      .map((name) => this.#predicate(name));
    if (predicates.length === 0) return node;
    const [first, ...rest] = predicates;
    invariant(first !== undefined, "there is a predicate");
    const all = rest.reduce<OperationNode>((left, right) => AndNode.create(left, right), first);
    return {
      ...node,
      where: WhereNode.create(
        node.where ? AndNode.create(ParensNode.create(node.where.where), all) : all,
      ),
    };
  }

  #predicate(table: string): BinaryOperationNode {
    return BinaryOperationNode.create(
      ReferenceNode.create(ColumnNode.create("partner_id"), TableNode.create(table)),
      OperatorNode.create("="),
      ValueNode.create(this.#partnerId),
    );
  }
}

function literalOf(node: OperationNode | undefined): unknown {
  return node !== undefined && ValueNode.is(node) ? node.value : undefined;
}

/** The name by which a statement refers to a table of partners' rows; undefined for other tables. */
function partnerTableName(node: OperationNode): string | undefined {
  if (AliasNode.is(node)) {
    const inner = TableNode.is(node.node) ? partnerTableName(node.node) : undefined;
    if (inner === undefined) return undefined;
    invariant(IdentifierNode.is(node.alias), "a table's alias is a plain name");
    return node.alias.name;
  }
  if (!TableNode.is(node)) return undefined;
  const name = node.table.identifier.name;
  return partnerTables.has(name) ? name : undefined;
}

function updatedColumn(update: ColumnUpdateNode): string | undefined {
  return ColumnNode.is(update.column)
    ? update.column.column.name
    : ReferenceNode.is(update.column) && ColumnNode.is(update.column.column)
      ? update.column.column.column.name
      : undefined;
}
