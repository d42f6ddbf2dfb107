import type { MessagePort } from "node:worker_threads";

import { parseDatabaseUrl } from "../../../db/config";
import { parseKeyRing } from "../../../db/encryption/key-ring";
import { createPartnerScopes } from "../../../db/partner-scopes";
import { openDatabase } from "../../../db/pool";
import type { RefusalCode, RefusalDetails } from "../../../domain/refusal";
import { Refusal } from "../../../domain/refusal";
import { openDocumentStore } from "../../../suppliers/documents/open-document-store";
import type { RenderedFile, RenderJob } from "./render-report";
import { renderReport } from "./render-report";

export interface RenderTask {
  readonly job: RenderJob;
  readonly databaseUrl: string;
  readonly documentStoreUrl: string;
  /** As the environment has them. */
  readonly encryptionKeys: string;
  /** Hears how many rows are written. */
  readonly progress: MessagePort;
}

/** An error loses its class and its fields between threads: a refusal goes as what it says. */
export type RenderAnswer =
  | { readonly kind: "rendered"; readonly file: RenderedFile }
  | {
      readonly kind: "refused";
      readonly code: RefusalCode;
      readonly message: string;
      readonly details: RefusalDetails;
    };

/** Runs in a thread of its own (report-threads.ts), on a connection of its own. */
export async function renderInThread({
  job,
  databaseUrl,
  documentStoreUrl,
  encryptionKeys,
  progress,
}: RenderTask): Promise<RenderAnswer> {
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 2 });
  const documents = openDocumentStore(documentStoreUrl);
  try {
    const keyRing = parseKeyRing(encryptionKeys);
    const scope = await createPartnerScopes(database)(job.partner);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not a window
    const tell = (count: number) => progress.postMessage(count);
    const file = await renderReport(scope, job, { tell, documents, keyRing });
    return { kind: "rendered", file };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, details } = error;
    return { kind: "refused", code, message, details };
  } finally {
    progress.close();
    documents.close();
    await database.close();
  }
}
