/** What a sandbox does once, to one call. */
export const behaviours = [
  "answers late",
  "hangs",
  "works and hangs",
  "hangs and works late",
  "resets before the work",
  "resets after the work",
  "closes after the work",
  "is overloaded",
  "answers nonsense",
  "answers half",
  "answers twice",
  "answers the request before",
  "refuses",
] as const;

const outageBehaviour = "answers after the outage";
export type Behaviour = (typeof behaviours)[number] | typeof outageBehaviour;

export function isBehaviour(at: string): at is Behaviour {
  return at === outageBehaviour || behaviours.some((behaviour) => behaviour === at);
}

/** The approval that an act waits for, one of the calls that it makes in peace, or its commit. */
export type Step =
  | {
      readonly kind: "call";
      readonly operation: string;
      /** Of the same operation in the act, counted from 1. */
      readonly occurrence: number;
      /** A call that changes something there, or one before the first or after it. */
      readonly phase: "before" | "change" | "after";
    }
  | { readonly kind: "approval" }
  | { readonly kind: "commit" };

/** Where in the commit it is struck: in its first statement, in its last, its reply on the way. */
export const commitMoments = [
  "at its beginning",
  "at its end",
  "with its reply on the way",
] as const;
export type CommitMoment = (typeof commitMoments)[number];
export const atEnd: CommitMoment = "at its end";

/** The question that an attempt begins with: what is there. So often it is asked in peace. */
export interface Look {
  readonly operation: string;
  readonly times: number;
}

export type Harm =
  | {
      readonly kind: "behaviour";
      readonly behaviour: Behaviour;
      /** What it refuses then: the question what came of the call. */
      readonly thenRefuses?: Look;
    }
  /** The process is killed: with the call at the supplier, or at a moment of the commit. */
  | {
      readonly kind: "worker killed" | "database gone";
      readonly at: Behaviour | CommitMoment | "with the answer written down";
    }
  /** The process that the caller waits on is killed; it asks again with its key. */
  | { readonly kind: "API killed"; readonly at: Behaviour }
  /** The period is closed when the supplier has been asked; a person opens it and tries again. */
  | { readonly kind: "books refuse" }
  /** The policy wants another person, and nobody decides in time. */
  | { readonly kind: "approval never given" };

/** How a cell ends: the act is done once, or was refused and nothing has happened. */
export type End = "done" | "refused";

/**
 * The one right end. Only a supplier's no to a question before the change, or to the change itself,
 * and an approval that is not given end in a refusal; whatever else is lost on the way is found
 * out, and the act is done.
 */
export function rightEnd(step: Step, harm: Harm): End {
  const isRefused =
    harm.kind === "behaviour" &&
    harm.behaviour === "refuses" &&
    step.kind === "call" &&
    step.phase !== "after";
  return isRefused || harm.kind === "approval never given" ? "refused" : "done";
}

/** No answer, not now, half of one, and no: of each kind of outcome that a read has, one. */
const readBehaviours: readonly Behaviour[] = ["hangs", "is overloaded", "answers half", "refuses"];

/**
 * What is done to a step: all of it is generated from here. Reads go through the same code in every
 * act: where they are not `thorough`, each is harmed in one way of a kind. Where a change's answer is
 * lost, the look that comes next is refused besides.
 */
export function harmsOf(
  step: Step,
  { reads, look }: { readonly reads: "thorough" | "of each kind"; readonly look?: Look },
): Harm[] {
  if (step.kind === "approval") return [{ kind: "approval never given" }];
  if (step.kind === "commit") {
    return [
      { kind: "worker killed", at: "with the answer written down" },
      ...commitMoments.flatMap((at): Harm[] => [
        { kind: "worker killed", at },
        { kind: "database gone", at },
      ]),
      { kind: "books refuse" },
    ];
  }
  if (step.phase !== "change" && reads === "of each kind") {
    return [
      ...readBehaviours.map((behaviour): Harm => ({ kind: "behaviour", behaviour })),
      { kind: "worker killed", at: "hangs" },
      { kind: "database gone", at: outageBehaviour },
    ];
  }
  return [
    ...behaviours.map((behaviour): Harm => ({ kind: "behaviour", behaviour })),
    // Before the work, during it and after it.
    ...(["hangs", "hangs and works late", "works and hangs"] as const).map((at): Harm => ({
      kind: "worker killed",
      at,
    })),
    { kind: "database gone", at: outageBehaviour },
    ...(step.phase === "change" && look !== undefined
      ? (["resets before the work", "resets after the work"] as const).map((behaviour): Harm => ({
          kind: "behaviour",
          behaviour,
          thenRefuses: look,
        }))
      : []),
    ...(step.phase === "change" && step.occurrence === 1
      ? [{ kind: "API killed", at: "answers late" } as const]
      : []),
  ];
}

export function describeStep(step: Step): string {
  return step.kind === "call" ? `${step.operation} ${step.occurrence}` : step.kind;
}

export function describeHarm(harm: Harm): string {
  switch (harm.kind) {
    case "behaviour":
      return `supplier ${harm.behaviour}${harm.thenRefuses === undefined ? "" : `, then refuses ${harm.thenRefuses.operation}`}`;
    case "worker killed":
    case "database gone":
    case "API killed":
      return `${harm.kind}: ${harm.at}`;
    case "books refuse":
      return "the books refuse until a person has mended them";
    case "approval never given":
      return harm.kind;
  }
}
