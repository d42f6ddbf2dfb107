import { findBreakingChanges } from "./find-breaking-changes";

const schemas = {
  Customer: {
    type: "object",
    properties: {
      id: { type: "string" },
      status: { type: "string", enum: ["active", "archived"] },
      manager: { anyOf: [{ $ref: "#/components/schemas/Customer" }, { type: "null" }] },
    },
    required: ["id", "status"],
  },
  NewCustomer: {
    type: "object",
    properties: { code: { type: "string" }, type: { type: "string", enum: ["retail", "group"] } },
    required: ["code"],
    additionalProperties: false,
  },
};

function media(name: string) {
  return { content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } };
}

const document = {
  paths: {
    "/v1/customers": {
      get: {
        parameters: [{ name: "status", in: "query", schema: { type: "string" } }],
        responses: { 200: media("Customer") },
      },
      post: {
        requestBody: { required: true, ...media("NewCustomer") },
        responses: { 201: media("Customer") },
      },
    },
  },
  components: { schemas },
};

type Changeable = Record<string, unknown>;

/** The document with one thing changed; a path of keys tells where. */
function changed(path: string, value: unknown): Changeable {
  const copy = structuredClone<Changeable>(document);
  const keys = path.split(" ");
  const last = keys.pop() ?? "";
  const holder = keys.reduce<Changeable>((node, key) => node[key] as Changeable, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

const customer = "components schemas Customer";
const newCustomer = "components schemas NewCustomer";
const collection = "paths /v1/customers";

describe("findBreakingChanges", () => {
  test("finds nothing in what is the same", () => {
    expect(findBreakingChanges(document, structuredClone(document))).toEqual([]);
  });

  test.each([
    ["an operation that is gone", `${collection} get`, undefined],
    ["an answer that is gone", `${collection} post responses`, { 202: media("Customer") }],
    ["a parameter that is gone", `${collection} get parameters`, []],
    ["a body that is gone", `${collection} post requestBody`, undefined],
    ["a member of an answer that is gone", `${customer} properties status`, undefined],
    ["a member of an answer that may be missing", `${customer} required`, ["id"]],
    ["a member of another type", `${customer} properties id`, { type: "integer" }],
    ["a member that may be null", `${customer} properties id`, { type: ["string", "null"] }],
    ["a member that may no longer be sent", `${newCustomer} properties type`, undefined],
    ["a member that must be sent", `${newCustomer} required`, ["code", "type"]],
    ["a value that may no longer be sent", `${newCustomer} properties type enum`, ["retail"]],
    ["values where all were taken", `${newCustomer} properties code enum`, ["A"]],
  ])("finds %s", (_name, path, value) => {
    expect(findBreakingChanges(document, changed(path, value))).not.toEqual([]);
  });

  test.each([
    ["an operation", `${collection} put`, { responses: {} }],
    ["an answer", `${collection} post responses 202`, media("Customer")],
    ["a parameter", `${collection} get parameters 1`, { name: "code", in: "query", schema: {} }],
    ["a member of an answer", `${customer} properties name`, { type: "string" }],
    ["a member that may be sent", `${newCustomer} properties name`, { type: "string" }],
    ["a value that may be sent", `${newCustomer} properties type enum`, ["retail", "group", "b2b"]],
  ])("lets %s be added", (_name, path, value) => {
    expect(findBreakingChanges(document, changed(path, value))).toEqual([]);
  });
});
