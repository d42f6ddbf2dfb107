import type { PartnerDatabase } from "../partner-scope";

export type VerificationKind = "ledger" | "audit";

export interface NewVerification {
  /** Chosen before the run, so that one that is run again is stored once. */
  readonly publicId: string;
  readonly kind: VerificationKind;
  readonly isClean: boolean;
  /** Checks with their figures and findings. */
  readonly checks: readonly object[];
  readonly workflowId: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Keeps what a verification came to; the newest one is what the API shows. */
export async function insertVerification(
  { db }: PartnerDatabase,
  verification: NewVerification,
): Promise<void> {
  await db
    .insertInto("verifications")
    .values({
      public_id: verification.publicId,
      verification_kind: verification.kind,
      is_clean: verification.isClean ? 1 : 0,
      report: JSON.stringify(verification.checks),
      workflow_id: verification.workflowId,
      started_at: verification.startedAt,
      finished_at: verification.finishedAt,
    })
    .execute();
}
