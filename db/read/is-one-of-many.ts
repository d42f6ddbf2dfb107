import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

/**
 * Whether a key is one of thousands, ascending and not none. An index is walked from the first to the
 * last and no further: of a plain list of so many the optimisers believe that it is as long as all
 * that the partner has, and read, or lock, all of it.
 */
export function isOneOfMany<DB, TB extends keyof DB>(
  builder: ExpressionBuilder<DB, TB>,
  key: Expression<number>,
  keys: readonly number[],
): Expression<SqlBool> {
  const [first = 0, last = 0] = [keys.at(0), keys.at(-1)];
  // A sum is looked up in the list; the column alone would be a range of the index for each of them.
  const listed = builder(builder(key, "+", 0), "in", keys);
  return builder.and([builder.between(key, first, last), listed]);
}
