/** An element by its local name: prefixes are dropped, Amadeus keeps one namespace to a message. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Character data of this element itself, trimmed. */
  readonly text: string;
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

/** The text is not one well-formed document: cut off, or never XML. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

interface OpenElement {
  readonly qualifiedName: string;
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly children: XmlElement[];
  text: string;
}

const depthMax = 64;
const namePattern = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const attributePattern = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEndPattern = /\s*(\/?)>/y;
const noAttributes: readonly XmlAttribute[] = [];
const noChildren: readonly XmlElement[] = [];

/**
 * Reads a whole document, strictly: soap's own conversion costs ten times as much CPU
 * (docs/sandbox-amadeus.md has the figures). Document types are refused, so that no entity
 * is ever declared by the other side.
 */
export function readXml(xml: string): XmlElement {
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  let position = xml.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (position < xml.length) {
    const open = xml.indexOf("<", position);
    const textEnd = open === -1 ? xml.length : open;
    if (textEnd > position) addText(stack.at(-1), xml.slice(position, textEnd));
    if (open === -1) break;
    const next = xml.charCodeAt(open + 1);
    if (next === 0x2f) {
      const end = indexOfOrFail(xml, ">", open, "an end tag");
      const closed = closeElement(stack, xml.slice(open + 2, end));
      if (stack.length === 0) root = closed;
      position = end + 1;
    } else if (next === 0x21 || next === 0x3f) {
      position = skipMarkup(xml, open, stack.at(-1));
    } else {
      if (stack.length === 0 && root !== undefined) throw new XmlError("a second root element");
      const tag = readStartTag(xml, open);
      position = tag.end;
      if (!tag.selfClosing) pushElement(stack, tag.element);
      else if (stack.length === 0) root = freeze(tag.element);
      else stack.at(-1)?.children.push(freeze(tag.element));
    }
  }
  if (stack.length > 0) throw new XmlError(`<${stack.at(-1)?.qualifiedName}> is never closed`);
  if (root === undefined) throw new XmlError("no element");
  return root;
}

export function findChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  if (element === undefined) return undefined;
  for (const child of element.children) if (child.name === name) return child;
  return undefined;
}

export function listChildren(element: XmlElement | undefined, name: string): XmlElement[] {
  return element === undefined ? [] : element.children.filter((child) => child.name === name);
}

/** All elements of a name at any depth, in the order of the document. */
export function listDescendants(element: XmlElement | undefined, name: string): XmlElement[] {
  if (element === undefined) return [];
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...listDescendants(child, name),
  ]);
}

/** The element at the end of a path of first children. */
export function findAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let current = element;
  for (const name of path) current = findChild(current, name);
  return current;
}

/** The text at the end of a path, undefined where it is absent or empty. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const text = findAt(element, ...path)?.text;
  return text === undefined || text === "" ? undefined : text;
}

export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.find((attribute) => attribute.name === name)?.value;
}

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function readStartTag(
  xml: string,
  open: number,
): { readonly element: OpenElement; readonly selfClosing: boolean; readonly end: number } {
  namePattern.lastIndex = open + 1;
  const qualifiedName = namePattern.exec(xml)?.[0];
  if (qualifiedName === undefined) throw new XmlError(`no element name at ${open}`);
  let position = open + 1 + qualifiedName.length;
  const attributes: XmlAttribute[] = [];
  if (xml.charCodeAt(position) !== 0x3e) position = readAttributes(xml, position, attributes);
  tagEndPattern.lastIndex = position;
  const end = tagEndPattern.exec(xml);
  if (end === null) throw new XmlError(`<${qualifiedName}> is cut off or malformed`);
  const element = {
    qualifiedName,
    name: localName(qualifiedName),
    attributes,
    children: [],
    text: "",
  };
  return { element, selfClosing: end[1] === "/", end: tagEndPattern.lastIndex };
}

function readAttributes(xml: string, start: number, attributes: XmlAttribute[]): number {
  let position = start;
  attributePattern.lastIndex = position;
  for (let match = attributePattern.exec(xml); match; match = attributePattern.exec(xml)) {
    const [, name = "", quoted, apostrophed = ""] = match;
    position = attributePattern.lastIndex;
    const value = decodeEntities(quoted ?? apostrophed);
    attributes.push({ name: localName(name), value });
  }
  return position;
}

function pushElement(stack: OpenElement[], element: OpenElement): void {
  if (stack.length >= depthMax) throw new XmlError(`nested deeper than ${depthMax}`);
  stack.push(element);
}

function closeElement(stack: OpenElement[], rawName: string): XmlElement {
  const element = stack.pop();
  if (element === undefined || element.qualifiedName !== rawName.trimEnd()) {
    throw new XmlError(`</${rawName}> closes <${element?.qualifiedName ?? ""}>`);
  }
  const closed = freeze(element);
  stack.at(-1)?.children.push(closed);
  return closed;
}

function freeze({ name, attributes, children, text }: OpenElement): XmlElement {
  return {
    name,
    attributes: attributes.length === 0 ? noAttributes : attributes,
    children: children.length === 0 ? noChildren : children,
    text: text.trim(),
  };
}

function addText(element: OpenElement | undefined, raw: string): void {
  if (element === undefined) {
    if (raw.trim() !== "") throw new XmlError("text outside the root element");
    return;
  }
  element.text += decodeEntities(raw);
}

/** Comments and processing instructions are skipped, CDATA is text, a document type is refused. */
function skipMarkup(xml: string, open: number, element: OpenElement | undefined): number {
  if (xml.startsWith("<!--", open)) return indexOfOrFail(xml, "-->", open + 4, "a comment") + 3;
  if (xml.startsWith("<?", open)) return indexOfOrFail(xml, "?>", open + 2, "an instruction") + 2;
  if (xml.startsWith("<![CDATA[", open) && element !== undefined) {
    const end = indexOfOrFail(xml, "]]>", open + 9, "CDATA");
    element.text += xml.slice(open + 9, end);
    return end + 3;
  }
  throw new XmlError("a document type or misplaced markup");
}

function indexOfOrFail(xml: string, needle: string, from: number, what: string): number {
  const index = xml.indexOf(needle, from);
  if (index === -1) throw new XmlError(`${what} is cut off`);
  return index;
}

function localName(qualifiedName: string): string {
  const colon = qualifiedName.indexOf(":");
  return colon === -1 ? qualifiedName : qualifiedName.slice(colon + 1);
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&([^;\s]{0,10};?)/g, (_, reference: string) => decodeEntity(reference));
}

function decodeEntity(reference: string): string {
  const name = reference.endsWith(";") ? reference.slice(0, -1) : "";
  const numeric = /^#(?:x([\dA-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  const named = Object.hasOwn(namedEntities, name) ? namedEntities[name] : undefined;
  if (named !== undefined) return named;
  const [, hexadecimal, decimal] = numeric ?? [];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  if (numeric === null || code > 0x10ffff) throw new XmlError(`an unknown entity &${reference}`);
  return String.fromCodePoint(code);
}
