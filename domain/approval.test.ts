import type { ApprovalStatus, Decision, Party } from "./approval";
import { assertMayDecide } from "./approval";

function token(id: string, userId: number | null = null): Party {
  return { actor: { type: "api_token", id }, userId };
}

const maker = token("tok_a", 7);

function decide(
  party: Party,
  {
    decision = "approved",
    status = "pending",
    by = maker,
    at = "2026-11-21T11:59:59Z",
  }: { decision?: Decision; status?: ApprovalStatus; by?: Party; at?: string } = {},
): () => void {
  const approval = { publicId: "apr_1", status, maker: by, expiresAt: "2026-11-21T12:00:00Z" };
  return () => assertMayDecide(approval, decision, { party, at });
}

describe("assertMayDecide", () => {
  test.each<Decision>(["approved", "rejected"])("lets another person have it %s", (decision) => {
    expect(decide(token("tok_b", 8), { decision })).not.toThrow();
  });

  test.each<[string, Party, Party]>([
    ["by the same token", maker, token("tok_a", 7)],
    ["by the same person's other token", maker, token("tok_b", 7)],
    ["by the person after the token", maker, { actor: { type: "user", id: "usr_1" }, userId: 7 }],
    ["by the same token of nobody", token("tok_a"), token("tok_a")],
  ])("refuses a decision %s", (_name, by, checker) => {
    for (const decision of ["approved", "rejected"] as const) {
      expect(decide(checker, { by, decision })).toThrow(
        expect.objectContaining({ code: "APPROVAL_BY_MAKER" }),
      );
    }
    expect(decide(checker, { by, decision: "withdrawn" })).not.toThrow();
  });

  test("refuses every decision once the time is over, also before anything was told of it", () => {
    const expired = expect.objectContaining({ code: "APPROVAL_EXPIRED" });
    const at = "2026-11-21T12:00:00Z";
    expect(decide(token("tok_b", 8), { at })).toThrow(expired);
    expect(decide(maker, { at, decision: "withdrawn" })).toThrow(expired);
    expect(decide(token("tok_b", 8), { status: "expired" })).toThrow(expired);
  });

  test("takes tokens of nobody for different people", () => {
    expect(decide(token("tok_b"), { by: token("tok_a") })).not.toThrow();
  });

  test("lets nobody but the maker withdraw", () => {
    expect(decide(token("tok_b", 8), { decision: "withdrawn" })).toThrow(
      expect.objectContaining({ code: "APPROVAL_NOT_YOURS" }),
    );
  });

  test.each<ApprovalStatus>(["approved", "rejected", "withdrawn"])(
    "refuses to decide again what was %s",
    (status) => {
      expect(decide(token("tok_b", 8), { status })).toThrow(
        expect.objectContaining({ code: "APPROVAL_DECIDED" }),
      );
    },
  );
});
