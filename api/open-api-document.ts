import { latestApiVersion } from "../domain/api-versions";
import { readOwnJson } from "../domain/own-json";
import type { Router } from "./router";
import type { OpenApiNode } from "./versions/version-change";

/** The OpenAPI document, from the routes' own schemas. */
export function createDocument(app: Router, publicUrl: string): OpenApiNode {
  return withoutFlags(app.getOpenAPI31Document(documentHead(publicUrl)));
}

/** JSON Schema's patterns are bare: the generator leaves the flags of ours behind their end. */
function withoutFlags(node: object): OpenApiNode {
  const text = JSON.stringify(node, (key, value: unknown) =>
    key === "pattern" && typeof value === "string" ? value.replace(/\/[a-z]+$/, "") : value,
  );
  return readOwnJson<OpenApiNode>(text);
}

function documentHead(publicUrl: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "travoBooks API",
      version: latestApiVersion,
      description: [
        "Sells travel and keeps its books: an issuance answers when the tickets and their balanced journal entry stand in one commit.",
        "",
        "Authenticate with a partner token: `Authorization: Bearer tvb_test_…` or `tvb_live_…`. Every POST needs an `Idempotency-Key`; sent again, it acts once and gets the same answer. Money is a decimal string with exactly its currency's decimals. Errors are RFC 9457 problems with a stable `code`. `Travobooks-Version` names the version of the API by its date; a token is answered in the one that it was made in (/docs/versions).",
      ].join("\n"),
    },
    servers: [{ url: publicUrl }],
    tags: [
      { name: "Sign-in", description: "People, their sessions and what they prove them with." },
      { name: "Customers" },
      { name: "Bookings" },
      { name: "Tickets" },
      { name: "Operations", description: "What takes longer than a request, and what got stuck." },
      { name: "Journal" },
      { name: "Documents" },
    ],
  };
}
