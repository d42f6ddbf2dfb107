import { attributeOf, type XmlElement } from "../../xml/read-xml";

/** What may stand in an element, as a schema says it. */
export type Layout =
  | { readonly kind: "text"; readonly isPriced: boolean }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Part[] };

interface Part {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly isRepeated: boolean;
  readonly layout: Layout;
}

export const text: Layout = { kind: "text", isPriced: false };
/** With the currency beside it. */
export const amount: Layout = { kind: "text", isPriced: true };

/**
 * Elements in this order. A name ends with `?` where it may be missing, with `+` where it may be
 * repeated, with `*` where both.
 */
export function sequence(parts: Readonly<Record<string, Layout>>): Layout {
  return { kind: "sequence", parts: readParts(parts) };
}

/** One of these elements. */
export function choice(parts: Readonly<Record<string, Layout>>): Layout {
  return { kind: "choice", parts: readParts(parts) };
}

function readParts(parts: Readonly<Record<string, Layout>>): Part[] {
  return Object.entries(parts).map(([key, layout]) => ({
    name: key.replace(/[?+*]$/, ""),
    isNeeded: !/[?*]$/.test(key),
    isRepeated: /[+*]$/.test(key),
    layout,
  }));
}

/** What is the first thing wrong with an element; undefined where it is as it should be. */
export function findMisplaced(element: XmlElement, layout: Layout): string | undefined {
  const { name, children } = element;
  if (layout.kind === "text") {
    if (children.length > 0) return `${name} holds elements`;
    if (element.text === "") return `${name} is empty`;
    const isMissing = layout.isPriced && attributeOf(element, "CurCode") === undefined;
    return isMissing ? `${name} has no currency` : undefined;
  }
  if (element.text !== "") return `${name} holds text`;
  const { parts } = layout;
  const wrong =
    layout.kind === "choice" ? findUnchosen(element, parts) : findUnordered(element, parts);
  if (wrong !== undefined) return wrong;
  for (const child of children) {
    const part = parts.find((one) => one.name === child.name);
    const inside = part && findMisplaced(child, part.layout);
    if (inside !== undefined) return `${name}/${inside}`;
  }
  return undefined;
}

function findUnchosen({ name, children }: XmlElement, parts: readonly Part[]): string | undefined {
  const [first, second] = children;
  const isKnown = parts.some((part) => part.name === first?.name);
  if (isKnown && second === undefined) return undefined;
  return `${name} wants one of ${parts.map((part) => part.name).join(", ")}`;
}

function findUnordered({ name, children }: XmlElement, parts: readonly Part[]): string | undefined {
  let next = 0;
  for (const part of parts) {
    const from = next;
    while (children[next]?.name === part.name) next += 1;
    if (next === from && part.isNeeded) return `${name} wants ${part.name}`;
    if (next > from + 1 && !part.isRepeated) return `${name} has more than one ${part.name}`;
  }
  const left = children[next];
  return left && `${name} has no place for ${left.name} there`;
}
