import { assertPermissionsStated } from "./assert-permissions-stated";

const routes = [
  { method: "ALL", path: "/v1/*" },
  { method: "GET", path: "/docs" },
  { method: "GET", path: "/v1/things/:thing_id" },
];

function check(operation: object | undefined): void {
  assertPermissionsStated(
    { routes: routes.map((route) => ({ ...route, basePath: "/", handler: () => undefined })) },
    { paths: { "/v1/things/{thing_id}": { ...(operation && { get: operation }) } } },
  );
}

describe("assertPermissionsStated", () => {
  test.each(["booking.read.partner", "signed_in", "nobody"])("lets %s pass", (permission) => {
    expect(() => check({ "x-permission": permission })).not.toThrow();
  });

  test.each([
    ["is not in the document", undefined],
    ["states nothing", {}],
    ["states what is no permission", { "x-permission": "booking.everything.partner" }],
  ])("refuses a route that %s", (_, operation) => {
    expect(() => check(operation)).toThrow("GET /v1/things/:thing_id states who may call it");
  });
});
