import type { ApiDocument } from "./api-contract";
import { today } from "./database";

type Schema = Readonly<Record<string, unknown>>;

/** The least that a schema of the OpenAPI document takes: required members, by their examples. */
export function sampleOf({ components }: ApiDocument, schema: Schema): unknown {
  const sample = (node: unknown): unknown => {
    const resolved = resolve(node);
    const known = resolved["example"] ?? resolved["const"] ?? first(resolved["enum"]);
    if (known !== undefined) return known;
    const alternatives = resolved["anyOf"] ?? resolved["oneOf"];
    if (Array.isArray(alternatives)) return sample(alternatives[0]);
    switch (resolved["type"]) {
      case "object":
        return sampleMembers(resolved, sample);
      case "array": {
        const { minItems = 0, items } = resolved;
        return Array.from({ length: Number(minItems) }, () => sample(items));
      }
      case "integer":
      case "number":
        return Number(resolved["minimum"] ?? 1);
      case "boolean":
        return true;
      default:
        return sampleText(resolved);
    }
  };
  const resolve = (node: unknown): Schema => {
    const { $ref, allOf, ...rest }: Record<string, unknown> = { ...Object(node) };
    if (typeof $ref === "string") {
      return { ...resolve(components.schemas[$ref.split("/").at(-1) ?? ""]), ...rest };
    }
    return Array.isArray(allOf) ? merge([...allOf.map(resolve), rest]) : rest;
  };
  return sample(schema);
}

/** One object of the parts it is put together from. */
function merge(parts: readonly Schema[]): Schema {
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => (Array.isArray(required) ? required : [])),
  };
}

function first(values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined;
}

function sampleMembers(schema: Schema, sample: (node: unknown) => unknown): unknown {
  const properties: Schema = { ...Object(schema["properties"]) };
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  return Object.fromEntries(required.map((name) => [name, sample(properties[name])]));
}

/** Base64 of some length is words of four letters. */
function sampleText({ format, minLength }: Schema): string {
  if (format === "date") return today();
  return "word".repeat(Math.ceil(Math.max(Number(minLength ?? 1), 1) / 4));
}
