import type { JsonValue } from "../../domain/canonical-json";
import type { OpenApiNode, VersionChange, VersionedRequest } from "./version-change";

interface Rename {
  readonly from: string;
  readonly to: string;
}

interface Renamed {
  /** Components of the document. */
  readonly schemas: readonly string[];
  readonly routes: readonly string[];
}

/** A member that has another name since: in bodies, in items of lists, in `fields=`, in problems. */
export function renameMember(route: string, { from, to }: Rename): VersionChange {
  return {
    route,
    upgrade: ({ query, body }) => ({
      query: renameField(query, { from, to }),
      body: body === undefined ? undefined : renameIn(body, { from, to }),
    }),
    downgrade: (body) => renamePointers(renameIn(body, { from: to, to: from }), { from, to }),
  };
}

/** The same in the document: in these schemas, and in what these routes answer in part. */
export function renameInDocument(
  document: OpenApiNode,
  { from, to, schemas, routes }: Rename & Renamed,
): OpenApiNode {
  const back = { from: to, to: from };
  const paths = new Set(routes.map((route) => route.split(" ")[1] ?? ""));
  return mapMembers(document, {
    paths: (all) =>
      mapObject(all, (item, path) => (paths.has(path) ? renameInSchemas(item, back) : item)),
    components: (components) =>
      mapMembers(components, {
        schemas: (all) =>
          mapObject(all, (schema, name) =>
            schemas.includes(name) ? renameInSchemas(schema, back) : schema,
          ),
      }),
  });
}

/** Of the thing, or of each item of a list. Whoever sends both names means two things. */
function renameIn(body: JsonValue, rename: Rename): JsonValue {
  if (!isObject(body)) return body;
  const { data } = body;
  if (Array.isArray(data)) return { ...body, data: data.map((item) => renameKey(item, rename)) };
  return renameKey(body, rename);
}

function renameKey(item: JsonValue, { from, to }: Rename): JsonValue {
  if (!isObject(item) || !(from in item) || to in item) return item;
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name === from ? to : name, value]),
  );
}

function renameField(query: URLSearchParams, { from, to }: Rename): VersionedRequest["query"] {
  const fields = query.get("fields");
  if (fields === null || !fields.split(",").includes(from)) return query;
  const renamed = new URLSearchParams(query);
  const names = fields.split(",").map((name) => (name === from ? to : name));
  renamed.set("fields", names.join(","));
  return renamed;
}

/** Where a problem says what is wrong, it says it of the name that was sent. */
function renamePointers(body: JsonValue, { from, to }: Rename): JsonValue {
  if (!isObject(body) || !Array.isArray(body["errors"])) return body;
  const errors = body["errors"].map((error) =>
    isObject(error) && error["pointer"] === `/${to}` ? { ...error, pointer: `/${from}` } : error,
  );
  return { ...body, errors };
}

/** Keys of `properties`, and names in `required` and `enum`, at any depth. */
function renameInSchemas(node: JsonValue, rename: Rename): JsonValue {
  if (Array.isArray(node)) return node.map((item) => renameInSchemas(item, rename));
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === "properties") {
        return [key, mapObject(renameKey(value, rename), (one) => renameInSchemas(one, rename))];
      }
      const isList = (key === "required" || key === "enum") && Array.isArray(value);
      if (!isList) return [key, renameInSchemas(value, rename)];
      return [key, value.map((name) => (name === rename.from ? rename.to : name))];
    }),
  );
}

function mapMembers(
  node: OpenApiNode,
  change: Readonly<Record<string, (member: OpenApiNode) => JsonValue>>,
): OpenApiNode {
  return mapObject(node, (value, name) => {
    const changed = change[name];
    return changed !== undefined && isObject(value) ? changed(value) : value;
  });
}

function mapObject(
  node: JsonValue,
  change: (value: JsonValue, name: string) => JsonValue,
): OpenApiNode {
  if (!isObject(node)) return {};
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, change(value, name)]),
  );
}

function isObject(node: JsonValue | undefined): node is OpenApiNode {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}
