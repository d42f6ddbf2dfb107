/** How often an element occurs, as the schema language writes it; once where nothing is said. */
export type Occurs = "?" | "*" | "+" | `${number}` | "";

/** One text element of our schemas; Amadeus's own length limits are not public and not repeated. */
export function text(name: string, occurs: Occurs = ""): string {
  return `<xs:element name="${name}" type="xs:string"${occursAttributes(occurs)}/>`;
}

export function group(name: string, occurs: Occurs, ...content: readonly string[]): string {
  return (
    `<xs:element name="${name}"${occursAttributes(occurs)}>` +
    `<xs:complexType><xs:sequence>${content.join("")}</xs:sequence></xs:complexType></xs:element>`
  );
}

export function schema(namespace: string, ...content: readonly string[]): string {
  return (
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}"` +
    ` xmlns="${namespace}" elementFormDefault="qualified">${content.join("")}</xs:schema>`
  );
}

/** Content that we neither send nor read and that a real answer may carry. */
export function ignored(...names: readonly string[]): string {
  return names
    .map((name) => `<xs:element name="${name}" minOccurs="0" maxOccurs="unbounded"/>`)
    .join("");
}

function occursAttributes(occurs: Occurs): string {
  if (occurs === "") return "";
  if (occurs === "?") return ' minOccurs="0"';
  if (occurs === "*") return ' minOccurs="0" maxOccurs="unbounded"';
  if (occurs === "+") return ' maxOccurs="unbounded"';
  return ` minOccurs="0" maxOccurs="${occurs}"`;
}
