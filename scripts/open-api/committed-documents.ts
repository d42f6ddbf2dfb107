import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readOwnJson } from "../../domain/own-json";

/** Of the latest version, as callers read it. */
export const currentDocument = "docs/openapi.json";
const formerDocuments = "docs/openapi";

export interface CommittedDocument {
  readonly [name: string]: unknown;
  readonly info: { readonly version: string };
}

export function readCommitted(file: string): CommittedDocument {
  return readOwnJson<CommittedDocument>(readFileSync(file, "utf8"));
}

/** Of every version that is answered: what its callers were written for. */
export function listCommitted(): readonly CommittedDocument[] {
  const former = readdirSync(formerDocuments).map((name) => join(formerDocuments, name));
  return [...former, currentDocument].map(readCommitted);
}
