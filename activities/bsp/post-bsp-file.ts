import { findBspFileRow } from "../../db/read/bsp-files";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { keepHeartbeating } from "../heartbeat";
import type { BspDependencies } from "./bsp-activities";
import { takeUpMemos } from "./take-up-memos";

/**
 * What an imported file brings into the books by itself: its memos, to be decided on. Run again, it
 * finds what it has taken up. Of a file that was superseded meanwhile nothing is taken.
 */
export function createPostBspFile({ openPartner, now }: BspDependencies) {
  return function postBspFile(input: ImportBspFileInput): Promise<void> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const file = await findBspFileRow(scope, input.fileId);
      if (file.state !== "imported") return;
      await takeUpMemos(scope, { file, context: input.context, instant: now() });
    });
  };
}
