import { canonicalJson } from "../../domain/canonical-json";
import { readOwnJson } from "../../domain/own-json";
import type { PartnerDatabase } from "../partner-scope";
import type { Anchor } from "./audit-report";
import type { Signer } from "./signing";
import { isSignedBy } from "./signing";

/** The head of a partner's chain, signed: kept outside the database, to be found in it again. */
export interface Checkpoint extends Anchor {
  readonly partner: string;
  /** RFC 3339. */
  readonly at: string;
}

interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signature: string;
}

export async function findHead({ db }: PartnerDatabase): Promise<Anchor | undefined> {
  const row = await db
    .selectFrom("audit_seals")
    .select(["sequence", "chain_hash"])
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { sequence: row.sequence, hash: row.chain_hash };
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  const signature = signer.sign(canonicalJson({ ...checkpoint }));
  return `${canonicalJson({ checkpoint: { ...checkpoint }, signature })}\n`;
}

/** Throws where the signature is not of the key, or of another partner's head. */
export function openCheckpoint(text: string, partner: string, publicKey: string): Checkpoint {
  const { checkpoint, signature } = readOwnJson<SignedCheckpoint>(text);
  const isGenuine = isSignedBy(publicKey, canonicalJson({ ...checkpoint }), signature);
  if (!isGenuine || checkpoint.partner !== partner) {
    throw new Error(`A checkpoint of ${checkpoint.at} is not signed by the key that was given.`);
  }
  return checkpoint;
}

/** The name of an hour's checkpoint: `checkpoint-2026112114`. */
export function checkpointName(at: string): string {
  return `checkpoint-${at.slice(0, 13).replaceAll(/\D/g, "")}`;
}
