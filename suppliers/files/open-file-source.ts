import { openFolderSource } from "./folder-source";
import type { OpenFileSource } from "./port";
import { openSftpSource } from "./sftp-source";

const timeoutMsDefault = 20_000;

/** Opens sources of either kind, by what the operator of this installation allows. */
export function createFileSources({
  inboxFolder,
  trustedHosts,
  timeoutMs = timeoutMsDefault,
}: {
  /** Below which each partner has a folder; none is watched without it. */
  readonly inboxFolder: string | undefined;
  readonly trustedHosts: readonly string[];
  readonly timeoutMs?: number;
}): OpenFileSource {
  return (settings) =>
    settings.kind === "folder"
      ? openFolderSource(inboxFolder, settings)
      : openSftpSource(settings, { trustedHosts, timeoutMs });
}
