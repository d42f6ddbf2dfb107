import type {
  AggregateFunctionNode,
  DeleteQueryNode,
  FunctionNode as FunctionCall,
  InsertQueryNode,
  JoinNode,
  OnDuplicateKeyNode,
  OperationNode,
  QueryId,
  RawNode,
  SelectQueryNode as SelectQuery,
  UpdateQueryNode,
} from "kysely";
import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  ColumnUpdateNode,
  FunctionNode,
  IdentifierNode,
  ListNode,
  OnNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  PrimitiveValueListNode,
  ReferenceNode,
  SelectModifierNode,
  SelectQueryNode,
  SelectionNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from "kysely";

import { invariant } from "../domain/invariant";
import { partnerTables } from "./generated/database";
import { assertHarmlessFragment } from "./raw-fragment";

/** Joins whose other side is narrowed by their condition; an outer one keeps rows in spite of it. */
const narrowableJoins: ReadonlySet<JoinNode["joinType"]> = new Set([
  "InnerJoin",
  "LeftJoin",
  "CrossJoin",
  "LateralInnerJoin",
  "LateralLeftJoin",
  "LateralCrossJoin",
]);

type Narrowable = SelectQuery | UpdateQueryNode | DeleteQueryNode;

/** Holds each part of a statement to one partner, and refuses the parts that cannot be held. */
export class PartnerScopeTransformer extends OperationNodeTransformer {
  readonly #partnerId: number;

  constructor(partnerId: number) {
    super();
    this.#partnerId = partnerId;
  }

  // What holds no other part is frozen, and need not be copied to be kept as it is.
  protected override transformTable(node: TableNode): TableNode {
    return node;
  }

  protected override transformColumn(node: ColumnNode): ColumnNode {
    return node;
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
  ): PrimitiveValueListNode {
    return node;
  }

  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    assertHarmlessFragment(node);
    return super.transformRaw(node, queryId);
  }

  protected override transformFunction(node: FunctionCall, queryId?: QueryId): FunctionCall {
    assertFunctionName(node.func);
    return super.transformFunction(node, queryId);
  }

  protected override transformAggregateFunction(
    node: AggregateFunctionNode,
    queryId?: QueryId,
  ): AggregateFunctionNode {
    assertFunctionName(node.func);
    return super.transformAggregateFunction(node, queryId);
  }

  protected override transformSelectQuery(node: SelectQuery, queryId?: QueryId): SelectQuery {
    assertNoRawModifiers([...(node.frontModifiers ?? []), ...(node.endModifiers ?? [])]);
    const inner = super.transformSelectQuery(node, queryId);
    return this.#narrow(inner, inner.from?.froms ?? []);
  }

  protected override transformUpdateQuery(
    node: UpdateQueryNode,
    queryId?: QueryId,
  ): UpdateQueryNode {
    assertNoRawModifiers(node.endModifiers);
    const inner = super.transformUpdateQuery(node, queryId);
    for (const update of inner.updates ?? []) assertNotPartnerId(update);
    return this.#narrow(inner, [
      ...(inner.table ? tablesOf(inner.table) : []),
      ...(inner.from?.froms ?? []),
    ]);
  }

  protected override transformDeleteQuery(
    node: DeleteQueryNode,
    queryId?: QueryId,
  ): DeleteQueryNode {
    assertNoRawModifiers(node.endModifiers);
    const inner = super.transformDeleteQuery(node, queryId);
    return this.#narrow(inner, [...inner.from.froms, ...(inner.using?.tables ?? [])]);
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    const inner = super.transformJoin(node, queryId);
    const name = partnerTableName(inner.table);
    invariant(narrowableJoins.has(inner.joinType), "a partner's rows are joined inner or left");
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
    assertNoRawModifiers(node.endModifiers);
    invariant(node.replace !== true, "a partner's row is not replaced: it might be another's");
    const inner = super.transformInsertQuery(node, queryId);
    const table = inner.into && partnerTableName(inner.into);
    if (table === undefined) return inner;
    const held = this.#insertOwnRows(inner);
    return inner.onDuplicateKey
      ? { ...held, onDuplicateKey: this.#updateOwnRow(table, inner.onDuplicateKey) }
      : held;
  }

  #insertOwnRows(node: InsertQueryNode): InsertQueryNode {
    const columns = node.columns ?? [];
    const position = columns.findIndex(({ column }) => column.name.toLowerCase() === "partner_id");
    const { values } = node;
    invariant(values !== undefined, "an INSERT says what it inserts");
    if (position >= 0) {
      this.#assertOwnRows(values, position);
      return node;
    }
    return {
      ...node,
      columns: [...columns, ColumnNode.create("partner_id")],
      values: ValuesNode.is(values)
        ? ValuesNode.create(values.values.map((row) => this.#withPartner(row)))
        : this.#selectPartner(values),
    };
  }

  #withPartner(
    row: ValueListNode | PrimitiveValueListNode,
  ): ValueListNode | PrimitiveValueListNode {
    return PrimitiveValueListNode.is(row)
      ? PrimitiveValueListNode.create([...row.values, this.#partnerId])
      : ValueListNode.create([...row.values, ValueNode.create(this.#partnerId)]);
  }

  #selectPartner(node: OperationNode): SelectQuery {
    const query = assertPlainSelect(node);
    const partner = AliasNode.create(
      ValueNode.create(this.#partnerId),
      IdentifierNode.create("partner_id"),
    );
    return { ...query, selections: [...(query.selections ?? []), SelectionNode.create(partner)] };
  }

  #assertOwnRows(values: OperationNode, position: number): void {
    if (!ValuesNode.is(values)) {
      this.#assertOwnSelection(assertPlainSelect(values), position);
      return;
    }
    for (const row of values.values) {
      const given = PrimitiveValueListNode.is(row)
        ? row.values[position]
        : literalOf(row.values[position]);
      invariant(given === this.#partnerId, "a row is inserted for the connection's own partner");
    }
  }

  /** The partner's id itself, or the column of tables that are all narrowed to it. */
  #assertOwnSelection(query: SelectQuery, position: number): void {
    const selection = query.selections?.[position]?.selection;
    invariant(selection !== undefined, "an INSERT … SELECT selects each column by name");
    const selected = AliasNode.is(selection) ? selection.node : selection;
    const sources = (query.from?.froms ?? []).map((from) => partnerTableName(from));
    const isOwnColumn =
      columnNameOf(selected) === "partner_id" &&
      (query.joins ?? []).length === 0 &&
      sources.length > 0 &&
      sources.every((name) => name !== undefined);
    invariant(
      isOwnColumn || literalOf(selected) === this.#partnerId,
      "a row is inserted for the connection's own partner",
    );
  }

  /**
   * The row that has the key may be another partner's, where the key is one over all partners: it
   * keeps what it has.
   */
  #updateOwnRow(table: string, { kind, updates }: OnDuplicateKeyNode): OnDuplicateKeyNode {
    return {
      kind,
      updates: updates.map((update) => {
        const name = assertNotPartnerId(update);
        const current = ReferenceNode.create(ColumnNode.create(name), TableNode.create(table));
        const isOwn = this.#predicate(table);
        return ColumnUpdateNode.create(
          ColumnNode.create(name),
          FunctionNode.create("if", [isOwn, update.value, current]),
        );
      }),
    };
  }

  #narrow<Node extends Narrowable>(node: Node, tables: readonly OperationNode[]): Node {
    const names = tables
      .map((table) => partnerTableName(table))
      .filter((name) => name !== undefined);
    const [first, ...rest] = [...new Set(names)].map((name) => this.#predicate(name));
    if (first === undefined) return node;
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

function tablesOf(node: OperationNode): readonly OperationNode[] {
  return ListNode.is(node) ? node.items : [node];
}

/**
 * The name by which a statement refers to a table of partners' rows; undefined for reference data
 * and for subqueries, which are narrowed themselves. Anything else hides what it reads.
 */
function partnerTableName(node: OperationNode): string | undefined {
  const table = AliasNode.is(node) ? node.node : node;
  if (SelectQueryNode.is(table)) return undefined;
  invariant(TableNode.is(table), "a partner's rows are read from a named table or a subquery");
  const { name } = table.table.identifier;
  if (!partnerTables.has(name.toLowerCase())) return undefined;
  if (!AliasNode.is(node)) return name;
  invariant(IdentifierNode.is(node.alias), "a table's alias is a plain name");
  return node.alias.name;
}

function assertPlainSelect(node: OperationNode): SelectQuery {
  invariant(
    SelectQueryNode.is(node) && (node.setOperations ?? []).length === 0,
    "an INSERT takes rows of values or those of one plain SELECT",
  );
  return node;
}

/** Returns the name of the column that is set. */
function assertNotPartnerId(update: ColumnUpdateNode): string {
  const name = columnNameOf(update.column);
  invariant(name !== undefined, "a column that is set is named");
  invariant(name.toLowerCase() !== "partner_id", "a row never moves to another partner");
  return name;
}

/** Without its table: a name may carry it. */
function columnNameOf(node: OperationNode): string | undefined {
  const column = ReferenceNode.is(node) ? node.column : node;
  return ColumnNode.is(column) ? column.column.name.split(".").at(-1) : undefined;
}

function literalOf(node: OperationNode | undefined): unknown {
  return node !== undefined && ValueNode.is(node) ? node.value : undefined;
}

function assertNoRawModifiers(modifiers: readonly OperationNode[] = []): void {
  invariant(
    modifiers.every((node) => SelectModifierNode.is(node) && node.rawModifier === undefined),
    "a partner's statement has no raw beginning or end",
  );
}

/** The builder writes it as it stands. */
function assertFunctionName(name: string): void {
  invariant(/^[a-z]\w*$/i.test(name), `${name} is not the name of a function`);
}
