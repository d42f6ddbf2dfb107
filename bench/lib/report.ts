/** One figure of a bench, printed as one line of JSON. */
export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine does in the same run without us. */
  readonly baseline?: number;
  readonly goal?: { readonly ratioAtMost: number } | { readonly ratioAtLeast: number };
}

/** Prints a figure; only its ratio to the baseline says anything of the code. */
export function report(figure: Figure): void {
  const { goal, baseline } = figure;
  const ratio = baseline === undefined ? null : round(figure.value / baseline);
  process.stdout.write(
    `${JSON.stringify({
      bench: figure.bench,
      metric: figure.metric,
      value: round(figure.value),
      unit: figure.unit,
      baseline: baseline === undefined ? null : round(baseline),
      ratio,
      goal: goal === undefined ? null : describe(goal),
      met: goal === undefined || ratio === null ? null : isMet(goal, ratio),
    })}\n`,
  );
}

function describe(goal: NonNullable<Figure["goal"]>): string {
  return "ratioAtMost" in goal ? `<= ${goal.ratioAtMost}` : `>= ${goal.ratioAtLeast}`;
}

function isMet(goal: NonNullable<Figure["goal"]>, ratio: number): boolean {
  return "ratioAtMost" in goal ? ratio <= goal.ratioAtMost : ratio >= goal.ratioAtLeast;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
