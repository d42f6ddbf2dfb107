import { createHash } from "node:crypto";

import { getClient } from "@temporalio/activity";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime, toInstant } from "../../../db/read/amounts";
import type { BspSourceRecord } from "../../../db/read/bsp-sources";
import { getBspSource } from "../../../db/read/bsp-sources";
import { getPartnerSettings } from "../../../db/read/partner-settings";
import { inTransaction } from "../../../db/transaction";
import type { FoundFile } from "../../../db/write/bsp-source-files";
import { fileKeyOf, listKnownFiles, rememberFiles } from "../../../db/write/bsp-source-files";
import { judgeName, spellName } from "../../../domain/bsp/source/judge-name";
import { matchesPattern } from "../../../domain/bsp/source/match-pattern";
import type { ListedEntry } from "../../../suppliers/files/port";
import type {
  BspListing,
  ListedBspFile,
  PollBspSourceInput,
} from "../../../temporal/contract/poll-bsp-source";
import { applySourceSchedule } from "./apply-source-schedule";
import type { BspSourceDependencies } from "./source-activities";
import { withFileSource } from "./with-file-source";

/** More than these are fetched by the polls after. */
const fetchedAtOnceMax = 50;
/** Names that a listing may have put aside of it; what is beyond is a trick of its own. */
const rememberedAtOnceMax = 500;

/** A file by what is known of it, with the name that it is asked for by. */
type Candidate = FoundFile & { readonly name: string };

/**
 * Looks at what lies at a source: what is new is remembered, tricks are put aside by their names,
 * and what has not changed for long enough is to be fetched. A Schedule that was made of another
 * version of the source is made anew.
 */
export function createListBspSource(dependencies: BspSourceDependencies) {
  const { openPartner, now, observer } = dependencies;
  return async function listBspSource(input: PollBspSourceInput): Promise<BspListing> {
    const { partner, sourceId, version, request } = input;
    const scope = await openPartner(partner);
    const source = await getBspSource(scope, sourceId);
    if (version !== null && version !== source.version) {
      await applySourceSchedule(getClient().schedule, scope, sourceId);
    }
    const { status } = await getPartnerSettings(scope);
    if (status !== "active") return { kind: "skipped", status };
    const isAsked = request !== null && source.state === "paused";
    if (source.state !== "active" && !isAsked) return { kind: "skipped", status: source.state };
    return withFileSource(dependencies, { partner, source }, async (files) => {
      const candidates = toCandidates(source, await files.list());
      const at = toDateTime(now());
      const known = await findKnown(scope, source, candidates);
      const isNew = (one: Candidate) => !known.has(fileKeyOf(one));
      const fresh = candidates.filter(isNew).slice(0, rememberedAtOnceMax);
      await inTransaction(
        scope,
        (transaction) => rememberFiles(transaction, source.bspSourceId, fresh, at),
        observer,
      );
      const before = Date.parse(now()) - source.settleSeconds * 1_000;
      const isSettled = (one: Candidate) => {
        const row = known.get(fileKeyOf(one));
        if (row === undefined) return source.settleSeconds === 0;
        return Date.parse(toInstant(row.unchangedSince)) <= before;
      };
      const open = candidates.filter((one) => {
        const state = known.get(fileKeyOf(one))?.state ?? "seen";
        return one.quarantineReason === null && state === "seen";
      });
      const settled = open.filter(isSettled).slice(0, fetchedAtOnceMax);
      return {
        kind: "listed",
        files: settled.map(toListedFile),
        waiting: open.length - settled.length,
        quarantined: fresh.filter(({ quarantineReason }) => quarantineReason !== null).length,
      };
    });
  };
}

/** What is of interest: files of the pattern, and whatever is no file's name at all. */
function toCandidates(
  { filePattern }: BspSourceRecord,
  entries: readonly ListedEntry[],
): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { name, kind, byteSize, modifiedAt } of entries) {
    const verdict = judgeName(name);
    if (verdict.kind === "hidden") continue;
    const isOfPattern = verdict.kind === "usable" && matchesPattern(filePattern, name);
    if (verdict.kind === "usable" && (!isOfPattern || kind === "directory")) continue;
    const candidate = {
      name,
      nameDigest: createHash("sha256").update(name).digest("hex"),
      shownName: spellName(name),
      byteSize: Math.max(0, Math.trunc(byteSize)),
      modifiedAt: Math.trunc(modifiedAt),
      quarantineReason:
        verdict.kind === "unsafe" ? verdict.reason : kind === "file" ? null : `is_${kind}`,
    };
    candidates.set(fileKeyOf(candidate), candidate);
  }
  return [...candidates.values()];
}

function findKnown(
  scope: PartnerDatabase,
  { bspSourceId }: BspSourceRecord,
  candidates: readonly Candidate[],
) {
  const digests = [...new Set(candidates.map(({ nameDigest }) => nameDigest))];
  return listKnownFiles(scope, bspSourceId, digests);
}

function toListedFile({ name, byteSize, modifiedAt }: Candidate): ListedBspFile {
  return { name, byteSize, modifiedAt };
}
