import { z } from "zod";

/** What the OpenAPI document says of one operation, as far as tests go by it. */
export interface ApiOperation {
  readonly method: string;
  /** `/v1/bookings/{booking_id}/issue` */
  readonly path: string;
  readonly permission: string;
  /** How it treats who is held to some branches; empty where nobody's permission is asked for. */
  readonly branches: string;
  readonly parameters: readonly ApiParameter[];
  readonly hasBody: boolean;
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
}

interface ApiResponse {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

type JsonSchema = Readonly<Record<string, unknown>>;

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface RawOperation {
  readonly "x-permission"?: string;
  readonly "x-branches"?: string;
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: ApiResponse;
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

export interface ApiContract {
  readonly document: ApiDocument;
  readonly operations: readonly ApiOperation[];
  /** What of an answer breaks the document; empty where it keeps it. */
  violations(method: string, path: string, answer: ReceivedAnswer): string[];
}

export function toApiContract(document: ApiDocument): ApiContract {
  const operations = listOperations(document);
  const schemas = new Map<JsonSchema, z.ZodType>();
  const compile = (schema: JsonSchema): z.ZodType => {
    const known = schemas.get(schema);
    if (known !== undefined) return known;
    const compiled = compileSchema(document, schema);
    schemas.set(schema, compiled);
    return compiled;
  };
  return {
    document,
    operations,
    violations: (method, path, answer) => {
      const operation = operations.find(
        (candidate) => candidate.method === method && matchesPath(candidate.path, path),
      );
      if (operation === undefined) return violationsOutsideTheDocument(answer);
      return violationsOf(operation, answer, compile);
    },
  };
}

function listOperations({ paths }: ApiDocument): ApiOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation["x-permission"] ?? "",
      branches: operation["x-branches"] ?? "",
      parameters: operation.parameters ?? [],
      hasBody: operation.requestBody !== undefined,
      responses: operation.responses,
    })),
  );
}

function matchesPath(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

/** Whatever goes wrong anywhere is a problem. */
function violationsOutsideTheDocument({ status, contentType, text }: ReceivedAnswer): string[] {
  if (status < 400) return [];
  const isProblem = contentType === "application/problem+json" && isProblemBody(text, status);
  return isProblem ? [] : [`${status} is ${contentType}: ${text.slice(0, 200)}`];
}

function isProblemBody(text: string, status: number): boolean {
  const problem = z.looseObject({
    type: z.string().min(1),
    title: z.string().min(1),
    status: z.literal(status),
    detail: z.string().min(1),
    instance: z.string().min(1),
    code: z.string().regex(/^[a-z_]+$/),
    request_id: z.string().min(1),
    retryable: z.boolean(),
  });
  return problem.safeParse(JSON.parse(text)).success;
}

function violationsOf(
  operation: ApiOperation,
  { status, contentType, text }: ReceivedAnswer,
  compile: (schema: JsonSchema) => z.ZodType,
): string[] {
  const name = `${operation.method} ${operation.path} ${status}`;
  // No operation documents what another method of its path is answered.
  if (status === 405) return violationsOutsideTheDocument({ status, contentType, text });
  const response = operation.responses[String(status)];
  if (response === undefined) return [`${name} is not documented`];
  if (response.content === undefined) return text === "" ? [] : [`${name} has a body`];
  const mediaType = contentType?.split(";")[0] ?? "";
  const media = response.content[mediaType];
  if (media === undefined) return [`${name} is not documented as ${mediaType}`];
  if (!/[/+]json$/.test(mediaType) || media.schema === undefined) return [];
  const parsed = compile(media.schema).safeParse(JSON.parse(text));
  const broken = parsed.success ? [] : [`${name}: ${z.prettifyError(parsed.error)}\n${text}`];
  const isProblem = status < 400 || isProblemBody(text, status);
  return isProblem ? broken : [...broken, `${name} is no problem: ${text}`];
}

/** Strictly: a property that is not documented is a violation, where the schema does not say else. */
function compileSchema(document: ApiDocument, schema: JsonSchema): z.ZodType {
  const { schemas } = document.components;
  const strict = Object.fromEntries(
    Object.entries(schemas).map(([name, component]) => [name, toStrict(component, schemas)]),
  );
  // Every part of an object that is put together is spelt out: what it refers to is never wider.
  return z.fromJSONSchema({ $defs: strict, ...Object(toStrict(schema, schemas)) });
}

function toStrict(node: unknown, schemas: ApiDocument["components"]["schemas"]): unknown {
  if (Array.isArray(node)) return node.map((item) => toStrict(item, schemas));
  if (typeof node !== "object" || node === null) return node;
  const schema = flatten(node as JsonSchema, schemas);
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === "$ref"
      ? String(value).replace("#/components/schemas/", "#/$defs/")
      : key === "properties"
        ? toStrictProperties(value as JsonSchema, schemas)
        : toStrict(value, schemas),
  ]);
  const isClosed = "properties" in schema && !("additionalProperties" in schema);
  return { ...Object.fromEntries(entries), ...(isClosed ? { additionalProperties: false } : {}) };
}

/** Their names are no keywords. */
function toStrictProperties(
  properties: JsonSchema,
  schemas: ApiDocument["components"]["schemas"],
): unknown {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, toStrict(schema, schemas)]),
  );
}

/** One object in place of the `allOf` of its parts. */
function flatten(
  schema: JsonSchema,
  schemas: ApiDocument["components"]["schemas"],
): Record<string, unknown> {
  const parts = schema["allOf"];
  if (!Array.isArray(parts)) return { ...schema };
  const { allOf: _, ...rest } = schema;
  const merged: Record<string, unknown> = { type: "object", ...rest };
  for (const part of parts as JsonSchema[]) {
    const name = typeof part["$ref"] === "string" ? part["$ref"].split("/").at(-1) : undefined;
    const resolved = flatten(name === undefined ? part : (schemas[name] ?? {}), schemas);
    merged["properties"] = { ...Object(merged["properties"]), ...Object(resolved["properties"]) };
    merged["required"] = [
      ...((merged["required"] as string[] | undefined) ?? []),
      ...((resolved["required"] as string[] | undefined) ?? []),
    ];
  }
  return merged;
}
