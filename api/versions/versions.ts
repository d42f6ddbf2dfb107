import type { ApiVersion } from "../../domain/api-versions";
import { apiVersions, latestApiVersion } from "../../domain/api-versions";
import type { JsonValue } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import { version20261121 } from "./2026-11-21";
import type {
  OpenApiNode,
  VersionChange,
  VersionedRequest,
  VersionEnd,
  VersionStep,
} from "./version-change";

/** Oldest first; each is what its version changed of the one before it. */
export const versionSteps: readonly VersionStep[] = [version20261121];

/** Of every version but the latest. A year after it is deprecated, none is answered. */
export const versionEnds: ReadonlyMap<string, VersionEnd> = new Map([
  ["2026-11-01", { deprecatedAt: "2026-11-21T00:00:00Z", sunsetAt: "2027-11-21T00:00:00Z" }],
]);

invariant(
  apiVersions.every((version) => version === latestApiVersion || versionEnds.has(version)),
  "every version but the latest says when it ends",
);

/** What is between a version and the latest on one route; empty where nothing is. */
export function changesSince(version: ApiVersion, route: string): readonly VersionChange[] {
  return versionSteps
    .filter((step) => step.version > version)
    .flatMap(({ changes }) => changes.filter((change) => change.route === route));
}

export function upgradeRequest(
  changes: readonly VersionChange[],
  request: VersionedRequest,
): VersionedRequest {
  return changes.reduce((asked, { upgrade }) => upgrade(asked), request);
}

export function downgradeAnswer(changes: readonly VersionChange[], body: JsonValue): JsonValue {
  return changes.reduceRight((answer, { downgrade }) => downgrade(answer), body);
}

/** The document of a version, from that of the latest. */
export function documentOf(version: ApiVersion, latest: OpenApiNode): OpenApiNode {
  const document = versionSteps
    .filter((step) => step.version > version)
    .reduceRight((current, { downgradeDocument }) => downgradeDocument(current), latest);
  return { ...document, info: { ...Object(document["info"]), version } };
}
