import { getBspSource } from "../../db/read/bsp-sources";
import { keepHeartbeating } from "../heartbeat";
import { toPrintable } from "./e-ticket/printable-text";
import type { MessageDependencies } from "./message-activities";
import { tellPerson } from "./tell-person";

/**
 * Tells the partner that a source of files needs a person, once for what it fails with since when.
 * Returns whether there was anybody to write to, and still something to write of.
 */
export function createMailBspSourceFailure(dependencies: MessageDependencies) {
  return ({
    partner,
    sourceId,
  }: {
    readonly partner: string;
    readonly sourceId: string;
  }): Promise<boolean> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(partner);
      const { name, failure } = await getBspSource(scope, sourceId);
      if (failure?.needsAttention !== true) return false;
      return tellPerson(dependencies, scope, {
        key: `bsp_source:${sourceId}:${failure.since}:${failure.code}`,
        messageType: "bsp_source_failure",
        userId: null,
        subject: `Files of ${toPrintable(name)} are not fetched`,
        text: `The source ${toPrintable(name)} has to be looked at: ${toPrintable(failure.text)} Nothing of it is imported until then.`,
        page: `bsp-sources/${sourceId}`,
      });
    });
}
