import type {
  Kysely,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryId,
  QueryResult,
  RootOperationNode,
  Transaction,
  UnknownRow,
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

class PartnerScopePlugin implements KyselyPlugin {
  readonly #transformer: PartnerScopeTransformer;
  readonly #held = new WeakSet<QueryId>();

  constructor(partnerId: number) {
    this.#transformer = new PartnerScopeTransformer(partnerId);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    invariant(statements.has(node.kind), "a partner's connection runs no raw statement and no DDL");
    this.#held.add(queryId);
    return this.#transformer.transformNode(node, queryId);
  }

  /** A statement that was compiled elsewhere does not pass `transformQuery`: its rows stop here. */
  transformResult({
    result,
    queryId,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    invariant(this.#held.has(queryId), "a partner's connection runs what it compiled itself");
    return Promise.resolve(result);
  }
}
