import { activityInfo } from "@temporalio/activity";

import type { BspSourceRecord } from "../../../db/read/bsp-sources";
import { invariant } from "../../../domain/invariant";
import { openSourceCredentials } from "../../../services/bsp/bsp-source-credentials";
import type { FileSource, FileSourceSettings } from "../../../suppliers/files/port";
import { FileSourceError } from "../../../suppliers/files/port";
import type { BspPollProblem } from "../../../temporal/contract/poll-bsp-source";
import type { BspSourceDependencies } from "./source-activities";

/** So often it is tried before a poll gives up what may pass; the next poll tries again. */
const attemptsMax = 3;

/**
 * Opens a source for some work and closes it again. What lasts until a person changes something is
 * told at once, and never tried again with less care; what may pass is thrown, to be tried again.
 */
export async function withFileSource<Outcome>(
  { secrets, openFileSource }: BspSourceDependencies,
  { partner, source }: { readonly partner: string; readonly source: BspSourceRecord },
  work: (files: FileSource) => Promise<Outcome>,
): Promise<Outcome | { readonly kind: "failed"; readonly problem: BspPollProblem }> {
  try {
    const settings = await toSettings(secrets, partner, source);
    const files = await openFileSource(settings);
    try {
      return await work(files);
    } finally {
      files.close();
    }
  } catch (error) {
    if (!(error instanceof FileSourceError)) throw error;
    const { code, message, isLasting } = error;
    if (!isLasting && activityInfo().attempt < attemptsMax) throw error;
    return { kind: "failed", problem: { code, text: message.slice(0, 500), isLasting } };
  }
}

async function toSettings(
  secrets: BspSourceDependencies["secrets"],
  partner: string,
  { server, credentialsSealed, directory }: BspSourceRecord,
): Promise<FileSourceSettings> {
  if (server === null) return { kind: "folder", partner, directory };
  invariant(credentialsSealed !== null, "a source of SFTP that is not deleted has credentials");
  const credentials = await openSourceCredentials(secrets, partner, credentialsSealed);
  const { host, port, userName, hostKeys } = server;
  return { kind: "sftp", host, port, userName, hostKeys, directory, credentials };
}
