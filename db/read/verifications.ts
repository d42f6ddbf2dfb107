import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export interface VerificationRecord {
  readonly publicId: string;
  readonly kind: "ledger" | "audit";
  readonly isClean: boolean;
  /** JSON: the checks, with their figures and findings. */
  readonly report: string;
  readonly workflowId: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** The newest verification of a kind, or the one of an id. */
export async function findVerification(
  { db }: PartnerDatabase,
  wanted: { readonly kind: VerificationRecord["kind"] } | { readonly publicId: string },
): Promise<VerificationRecord | undefined> {
  const query = db
    .selectFrom("verifications")
    .selectAll()
    .orderBy("verification_id", "desc")
    .limit(1);
  const row = await (
    "kind" in wanted
      ? query.where("verification_kind", "=", wanted.kind)
      : query.where("public_id", "=", wanted.publicId)
  ).executeTakeFirst();
  return (
    row && {
      publicId: row.public_id,
      kind: row.verification_kind,
      isClean: row.is_clean === 1,
      report: row.report,
      workflowId: row.workflow_id,
      startedAt: toInstant(row.started_at),
      finishedAt: toInstant(row.finished_at),
    }
  );
}
