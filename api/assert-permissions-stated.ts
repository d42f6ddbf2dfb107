import { invariant } from "../domain/invariant";
import { isPermission } from "../domain/permissions";
import type { Router } from "./router";

/** For whoever has signed in, and for whoever has not yet: no permission is asked for. */
const others: readonly string[] = ["signed_in", "nobody"];

/**
 * Refuses to begin with a route under /v1 that is not in the OpenAPI document, or does not say there
 * who may call it: what states it is also what enforces it.
 */
export function assertPermissionsStated(
  { routes }: Pick<Router, "routes">,
  { paths = {} }: { readonly paths?: Readonly<Record<string, object | undefined>> },
): void {
  for (const { method, path } of routes) {
    if (method === "ALL" || !path.startsWith("/v1/")) continue;
    const documented = paths[path.replaceAll(/:(\w+)/g, "{$1}")] ?? {};
    const operation: unknown = new Map(Object.entries(documented)).get(method.toLowerCase());
    const stated = new Map(Object.entries(Object(operation))).get("x-permission");
    invariant(
      typeof stated === "string" && (isPermission(stated) || others.includes(stated)),
      `${method} ${path} states who may call it`,
    );
  }
}
