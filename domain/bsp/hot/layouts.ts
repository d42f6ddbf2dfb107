import { Refusal } from "../../refusal";
import type { Layout } from "../fixed-width/layout";
import { compileLayout } from "../fixed-width/layout";
import { dish23 } from "./dish-23";

const layouts: ReadonlyMap<string, Layout> = new Map(
  [dish23].map((source) => [source.revision, compileLayout(source)]),
);

/** The layout of a revision (BFH01.REVN); one that is not known is refused by its name. */
export function findLayout(revision: string): Layout {
  const layout = layouts.get(revision);
  if (layout !== undefined) return layout;
  throw new Refusal(
    "BSP_REVISION_UNKNOWN",
    `The file is of DISH revision ${revision || "(blank)"}; known: ${[...layouts.keys()].join(", ")}.`,
    { revision },
  );
}

/** Of every revision. */
export const hotLineLength = 136;

/** The message stands in columns 1 to 3, its qualifier in 12 and 13. */
export function codeOf(text: string): string {
  return text.slice(0, 3) + text.slice(11, 13);
}
