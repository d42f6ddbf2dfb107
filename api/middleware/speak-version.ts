import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";

import type { ApiVersion } from "../../domain/api-versions";
import { apiVersions, isApiVersion, latestApiVersion } from "../../domain/api-versions";
import type { JsonValue } from "../../domain/canonical-json";
import type { Principal } from "../../services/auth/principal";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import type { VersionChange } from "../versions/version-change";
import { changesSince, downgradeAnswer, upgradeRequest, versionEnds } from "../versions/versions";

const header = "Travobooks-Version";

/**
 * Lets a caller speak the version that they name, or that their token was made in: the request is
 * brought up to the latest before its route sees it, and the answer back.
 */
export const speakVersion: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const version = versionOf(c);
  c.set("apiVersion", version);
  c.header(header, version);
  const changes = version === latestApiVersion ? [] : changesSince(version, routeOf(c));
  if (changes.length > 0) await bringUp(c, changes);
  await next();
  if (changes.length > 0) await bringBack(c, changes);
  if (version !== latestApiVersion) announceEnd(c, version);
};

function versionOf(c: Context<ApiEnvironment>): ApiVersion {
  const principal = c.get("principal") as Principal | undefined;
  const asked = c.req.header(header) ?? principal?.apiVersion ?? latestApiVersion;
  if (isApiVersion(asked)) return asked;
  throw new ProblemError({
    status: 400,
    code: "api_version_unknown",
    title: "Version unknown",
    detail: `There is no such version of the API. Name one of ${apiVersions.join(", ")}, or none.`,
    facts: { known_versions: apiVersions.join(" ") },
    errors: [{ in: "header", pointer: header, code: "unknown", detail: "Is no version." }],
  });
}

/** As the document has it, of the route that will answer. */
function routeOf(c: Context<ApiEnvironment>): string {
  const path = matchedRoutes(c).find(({ method }) => method !== "ALL")?.path ?? "";
  return `${c.req.method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
}

async function bringUp(
  c: Context<ApiEnvironment>,
  changes: readonly VersionChange[],
): Promise<void> {
  const isJson = c.req.header("Content-Type")?.includes("json") === true;
  const text = isJson ? await c.req.text() : "";
  const url = new URL(c.req.url);
  const { query, body } = upgradeRequest(changes, {
    query: url.searchParams,
    body: text === "" ? undefined : readJson(text),
  });
  if (body !== undefined) {
    c.req.bodyCache = {};
    Object.assign(c.req.bodyCache, { text: Promise.resolve(JSON.stringify(body)) });
  }
  if (query === url.searchParams) return;
  url.search = query.toString();
  const { method, headers } = c.req.raw;
  c.req.raw = new Request(url, { method, headers });
}

/** Undefined where it is none: the route says so. */
function readJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

async function bringBack(
  c: Context<ApiEnvironment>,
  changes: readonly VersionChange[],
): Promise<void> {
  const { headers, status } = c.res;
  if (headers.get("Content-Type")?.includes("json") !== true) return;
  const body = readJson(await c.res.clone().text());
  if (body === undefined) return;
  const former = JSON.stringify(downgradeAnswer(changes, body));
  c.res = new Response(former, { status, headers });
}

/** RFC 9745 and RFC 8594. */
function announceEnd(c: Context<ApiEnvironment>, version: ApiVersion): void {
  const end = versionEnds.get(version);
  if (end === undefined) return;
  const { headers } = c.res;
  headers.set("Deprecation", `@${Date.parse(end.deprecatedAt) / 1000}`);
  headers.set("Sunset", new Date(end.sunsetAt).toUTCString());
  headers.append("Link", `</docs/versions>; rel="deprecation"; type="text/html"`);
}
