import { Readable } from "node:stream";

import { createRoute } from "@hono/zod-openapi";

import { listAgencyNumbers } from "../../db/read/agency-numbers";
import { getUsableMapping } from "../../db/read/bsp-column-mappings";
import { Refusal } from "../../domain/refusal";
import { assertAgency } from "../../services/bsp/assert-agency";
import { previewMappedFile } from "../../services/bsp/read-mapped-file";
import { isPacked } from "../../suppliers/documents/bsp-file-key";
import { toFileMapping } from "../present/bsp-column-mapping";
import { presentBspColumnPreview } from "../present/bsp-column-preview";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { bspColumnPreviewSchema, previewBspColumnsSchema } from "../schemas/bsp-column-preview";
import { idempotencyHeadersSchema } from "../schemas/common";

export const bspColumnPreviewPath = "/v1/bsp-column-previews";

/** As much as tells whether a mapping fits; an import reads all of a file. */
const limits = { rowsMax: 2_000, shownMax: 25, faultsMax: 100, bytesMax: 64 * 1024 ** 2 };

const previewRoute = createRoute({
  method: "post",
  path: bspColumnPreviewPath,
  tags: ["BSP"],
  summary: "Preview how a file would be read by a mapping of columns",
  description:
    "The first 25 rows as they would be read, and of the first 2,000 rows every fault with its line and column, up to 100. Nothing is kept of it, and nothing is imported: with the same key it is read anew.",
  ...permitted("bsp_column_mapping.read.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(previewBspColumnsSchema) },
  responses: {
    200: json(bspColumnPreviewSchema, "What would be read"),
    ...problems(404, 413, 415, 422),
  },
});

export function registerPreviewBspColumns(router: Router): void {
  router.openapi(previewRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const body = c.req.valid("json");
    const bytes = Buffer.from(body.content, "base64");
    const mapping =
      body.mapping === undefined
        ? (await getUsableMapping(scope, body.column_mapping_id ?? "")).mapping
        : toFileMapping(body.mapping);
    const agencies = await listAgencyNumbers(scope);
    const preview = await previewMappedFile(Readable.from([bytes]), {
      mapping,
      billingEndsOn: body.billing_ends_on,
      isPacked: isPacked(bytes),
      check: (transaction, takeFault) => {
        try {
          assertAgency(agencies, transaction);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          takeFault(error);
        }
      },
      ...limits,
    });
    return c.json(presentBspColumnPreview(preview, livemode), 200);
  });
}
