import type { JsonValue } from "../../domain/canonical-json";

/** What a caller asks, as far as versions differ in it. */
export interface VersionedRequest {
  readonly query: URLSearchParams;
  /** Undefined where there is none. */
  readonly body: JsonValue | undefined;
}

/** An OpenAPI document, as far as it is read here. */
export interface OpenApiNode {
  readonly [name: string]: JsonValue;
}

/**
 * What one version changed on one route. Everything here is pure: the routes know the latest
 * version alone.
 */
export interface VersionChange {
  /** As the OpenAPI document has it: `GET /v1/customers/{customer_id}`. */
  readonly route: string;
  /** A request of the version before, as the version that changed it has it. */
  readonly upgrade: (request: VersionedRequest) => VersionedRequest;
  /** An answer or a problem of the version that changed it, as the version before had it. */
  readonly downgrade: (body: JsonValue) => JsonValue;
}

/** A version, and how it differs from the one before it. */
export interface VersionStep {
  readonly version: string;
  /** For whoever comes from the version before. */
  readonly summary: readonly string[];
  readonly changes: readonly VersionChange[];
  /** The document of this version as the version before had it. */
  readonly downgradeDocument: (document: OpenApiNode) => OpenApiNode;
}

/** Until when a version is answered. */
export interface VersionEnd {
  /** Since when it is deprecated, and when it may stop being answered; RFC 3339. */
  readonly deprecatedAt: string;
  readonly sunsetAt: string;
}
