import { escapeXml } from "./read-xml";

export type Attributes = Readonly<Record<string, string>>;

export function element(name: string, text: string, attributes: Attributes = {}): string {
  return `<${name}${writeAttributes(attributes)}>${escapeXml(text)}</${name}>`;
}

export function group(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join("")}</${name}>`;
}

/** Nothing where there is no text. */
export function optional(name: string, text: string | undefined): string {
  return text === undefined ? "" : element(name, text);
}

function writeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join("");
}
