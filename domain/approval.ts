import type { Actor } from "./actor";
import { Refusal } from "./refusal";

export type ApprovalStatus = "pending" | "approved" | "rejected" | "withdrawn" | "expired";
/** What people come to; a request expires by itself. */
export type Decision = Exclude<ApprovalStatus, "pending" | "expired">;

/** Who asks or decides: a token or a user, and the one person behind it where that is known. */
export interface Party {
  readonly actor: Actor;
  readonly userId: number | null;
}

/** Refuses a decision that was taken before, or comes too late, or is not this party's to take. */
export function assertMayDecide(
  approval: {
    readonly publicId: string;
    readonly status: ApprovalStatus;
    readonly maker: Party;
    /** RFC 3339. */
    readonly expiresAt: string | null;
  },
  decision: Decision,
  { party, at }: { readonly party: Party; readonly at: string },
): void {
  const { publicId, status, maker, expiresAt } = approval;
  if (status === "expired" || (status === "pending" && expiresAt !== null && at >= expiresAt)) {
    throw new Refusal("APPROVAL_EXPIRED", "Nobody approved it in time. Ask for it anew.", {
      approval_id: publicId,
      expired_at: expiresAt,
    });
  }
  if (status !== "pending") {
    throw new Refusal("APPROVAL_DECIDED", `It was ${status} before.`, {
      approval_id: publicId,
      status,
    });
  }
  const isMaker = isSameParty(maker, party);
  if (decision === "withdrawn" && !isMaker) {
    throw new Refusal("APPROVAL_NOT_YOURS", "Only who asked for it withdraws it. Reject it.", {
      approval_id: publicId,
    });
  }
  if (decision !== "withdrawn" && isMaker) {
    throw new Refusal(
      "APPROVAL_BY_MAKER",
      "Who asked for it does not decide on it. Let another person approve or reject it.",
      { approval_id: publicId, maker: maker.actor.id },
    );
  }
}

/** Refuses to let anybody approve what they have written, also where another person submitted it. */
export function assertWroteNothing(
  { publicId }: { readonly publicId: string },
  writers: readonly Party[],
  checker: Party,
): void {
  if (!writers.some((writer) => isSameParty(writer, checker))) return;
  throw new Refusal(
    "APPROVAL_BY_MAKER",
    "Who has written it does not approve it. Let another person approve or reject it.",
    { approval_id: publicId, maker: checker.actor.id },
  );
}

/** The same token, or one person behind two tokens. */
function isSameParty(left: Party, right: Party): boolean {
  const sameActor = left.actor.type === right.actor.type && left.actor.id === right.actor.id;
  return sameActor || (left.userId !== null && left.userId === right.userId);
}
