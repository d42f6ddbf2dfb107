import type { OperationNode } from "kysely";
import { RawNode } from "kysely";

import { invariant } from "../domain/invariant";

/**
 * Raw SQL inside a statement is an expression and nothing else: it names no table, quotes nothing
 * that could hide one, opens what it closes, and never speaks of partner_id. Values are bound.
 */
export function assertHarmlessFragment(node: RawNode): void {
  const text = textOf(node);
  invariant(!unsafeToken.test(text), `raw SQL is an expression without tables or quotes: ${text}`);
  invariant(isBalanced(text), `raw SQL closes what it opens and nothing else: ${text}`);
}

const unsafeToken =
  /['"`;#\\]|--|\/\*|\b(?:select|table|from|join|into|union|except|intersect|with|partner_id)\b/i;

/** As it will be compiled, with a mark for each bound value. */
function textOf({ sqlFragments, parameters }: RawNode): string {
  return sqlFragments
    .map((fragment, index) => fragment + textOfParameter(parameters[index]))
    .join("");
}

function textOfParameter(parameter: OperationNode | undefined): string {
  if (parameter === undefined) return "";
  return RawNode.is(parameter) ? textOf(parameter) : "?";
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
