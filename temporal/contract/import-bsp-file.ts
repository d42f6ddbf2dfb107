import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { RequestContext } from "./payloads";
import type {
  importBspFileInputSchema,
  importBspFileResultSchema,
} from "./schemas/import-bsp-file";

export const importBspFileType = "importBspFile";

export type ImportBspFileInput = z.infer<typeof importBspFileInputSchema>;
export type ImportBspFileResult = z.infer<typeof importBspFileResultSchema>;

/** Waits until the file is matched, or for why it was put aside. */
export const importBspFileUpdate = defineUpdate<
  ImportBspFileResult | null,
  [{ readonly operationId: string }]
>("import");

/** Why and by whom an import is called off. */
export interface ImportCancellation {
  readonly context: RequestContext;
  readonly note: string;
}
