import type { z } from "@hono/zod-openapi";

import type { MoneyJson } from "../../domain/money";
import { isZero, negate, parseMoney, subtract, toMoneyJson } from "../../domain/money";
import type { KeptPreview } from "../recognition-preview-store";
import type { recognitionPreviewSchema } from "../schemas/recognition";
import type { ShownPreview } from "./recognition";

type Differences = NonNullable<z.infer<typeof recognitionPreviewSchema>["differences"]>;
type Group = ShownPreview["groups"][number];

/** What a preview shows more, or less, than one before it: of each group that differs, and in all. */
export function differencesSince(
  { previewedAt, preview: before }: KeptPreview,
  now: ShownPreview,
): Differences {
  const earlier = new Map(before.groups.map((group) => [keyOf(group), group]));
  const changed = now.groups.map((group) => changeOf(group, earlier.get(keyOf(group))));
  const shown = new Set(now.groups.map(keyOf));
  const gone = before.groups.filter((group) => !shown.has(keyOf(group))).map(withdrawn);
  return {
    previewed_at: previewedAt,
    recognised_through: before.recognised_through,
    lines: now.lines - before.lines,
    amount: lessOf(now.amount, before.amount),
    groups: [...changed, ...gone].filter(
      ({ lines, amount }) => lines !== 0 || !isZero(parseMoney(amount)),
    ),
  };
}

/** All of a group but its figures. */
function keyOf({ lines: _lines, amount: _amount, ...group }: Group): string {
  return JSON.stringify(group);
}

function changeOf(group: Group, before: Group | undefined): Group {
  if (before === undefined) return group;
  return {
    ...group,
    lines: group.lines - before.lines,
    amount: lessOf(group.amount, before.amount),
  };
}

function withdrawn(group: Group): Group {
  return {
    ...group,
    lines: -group.lines,
    amount: toMoneyJson(negate(parseMoney(group.amount))),
  };
}

function lessOf(now: MoneyJson, before: MoneyJson): MoneyJson {
  return toMoneyJson(subtract(parseMoney(now), parseMoney(before)));
}
