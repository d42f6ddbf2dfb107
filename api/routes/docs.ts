import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { Hono } from "hono";
import { html } from "hono/html";

import type { ApiVersion } from "../../domain/api-versions";
import { apiVersions } from "../../domain/api-versions";
import { refusalCodes } from "../../domain/refusal";
import type { ApiEnvironment } from "../environment";
import { refusalStatus } from "../status-codes";
import { versionEnds, versionSteps } from "../versions/versions";

/** Its own entry loads the whole interface, which only browsers run. */
const folder = dirname(require.resolve("swagger-ui-dist/package.json"));
const assets: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

// Swagger UI sets styles on its elements; scripts stay our own files.
const docsPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const start = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, persistAuthorization: false });`;

/** Docs for people, from the same document that machines read; nothing comes from outside. */
export function createDocsRoutes(): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.get("/docs", (c) => {
    c.header("Content-Security-Policy", docsPolicy);
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <title>travoBooks API</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <link rel="stylesheet" href="/docs/swagger-ui.css" />
          </head>
          <body>
            <div id="docs"></div>
            <script src="/docs/swagger-ui-bundle.js"></script>
            <script src="/docs/start.js"></script>
          </body>
        </html>`,
    );
  });
  routes.get("/docs/start.js", (c) =>
    c.body(start, 200, { "Content-Type": "text/javascript; charset=utf-8" }),
  );
  routes.get("/docs/errors", (c) => c.html(errorsPage()));
  routes.get("/docs/versions", (c) => c.html(versionsPage()));
  for (const [name, type] of Object.entries(assets)) {
    routes.get(`/docs/${name}`, async (c) =>
      c.body(await readFile(join(folder, name), "utf8"), 200, {
        "Content-Type": type,
        "Cache-Control": "public, max-age=86400",
      }),
    );
  }
  return routes;
}

function errorsPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>travoBooks API: errors</title>
      </head>
      <body>
        <h1>Errors</h1>
        <p>Each problem's <code>code</code> is stable; its <code>detail</code> says what to do.</p>
        <dl>
          ${refusalCodes.map(
            (code) =>
              html`<dt id="${code.toLowerCase()}"><code>${code.toLowerCase()}</code></dt>
                <dd>HTTP ${refusalStatus[code]}</dd>`,
          )}
        </dl>
      </body>
    </html>`;
}

function versionsPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>travoBooks API: versions</title>
      </head>
      <body>
        <h1>Versions</h1>
        <p>
          Name one as <code>Travobooks-Version</code>; else a token is answered in the one that it
          was made in.
        </p>
        <dl>${apiVersions.toReversed().map((version) => versionEntry(version))}</dl>
      </body>
    </html>`;
}

function versionEntry(version: ApiVersion) {
  const step = versionSteps.find((one) => one.version === version);
  const end = versionEnds.get(version);
  return html`<dt id="${version}"><a href="/openapi/${version}.json">${version}</a></dt>
    ${end === undefined ? "" : html`<dd>Deprecated; may end after ${end.sunsetAt.slice(0, 10)}.</dd>`}
    ${(step?.summary ?? []).map((line) => html`<dd>${line}</dd>`)}`;
}
