import { assertMemoStep, awaitsDecision, memoStates } from "./memo";

describe("assertMemoStep", () => {
  const lawful = [
    "RECEIVED UNDER_REVIEW",
    "UNDER_REVIEW ACCEPTED",
    "UNDER_REVIEW DISPUTED",
    "ACCEPTED SETTLED",
    "DISPUTED DISPUTE_ACCEPTED",
    "DISPUTED DISPUTE_REJECTED",
    "DISPUTE_ACCEPTED SETTLED",
    "DISPUTE_REJECTED SETTLED",
  ];

  test("allows the steps of the lifecycle and no other", () => {
    const allowed = memoStates.flatMap((from) =>
      memoStates.flatMap((to) => {
        try {
          assertMemoStep(from, to);
          return [`${from} ${to}`];
        } catch {
          return [];
        }
      }),
    );
    expect(allowed.toSorted()).toEqual(lawful.toSorted());
  });
});

describe("awaitsDecision", () => {
  test("is so until it is accepted or disputed", () => {
    expect(memoStates.filter(awaitsDecision)).toEqual(["RECEIVED", "UNDER_REVIEW"]);
  });
});
