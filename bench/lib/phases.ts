import type { Stack } from "../../scripts/stack/stack-types";

/** Where an issuance's time goes, by what its processes measured of themselves. */
const phases: readonly {
  readonly name: string;
  readonly port: string;
  readonly series: string;
}[] = [
  {
    name: "API before the workflow: token, booking, operation and key",
    port: "API_ADMIN_PORT",
    series: 'tb_operation_phase_seconds_%{phase="begin"}',
  },
  {
    name: "workflow round trip as the API sees it",
    port: "API_ADMIN_PORT",
    series: 'tb_operation_phase_seconds_%{phase="workflow"}',
  },
  {
    name: "supplier step: intent, three SOAP calls, outcome",
    port: "WORKER_ADMIN_PORT",
    series: 'tb_activity_duration_seconds_%{activity="issueAtSupplier",result="done"}',
  },
  {
    name: "the one commit",
    port: "WORKER_ADMIN_PORT",
    series: 'tb_activity_duration_seconds_%{activity="commitIssuance",result="done"}',
  },
];

type Totals = ReadonlyMap<string, { readonly sum: number; readonly count: number }>;

export interface Phases {
  mark(): Promise<void>;
  /** Counts what was done since the mark. */
  add(): Promise<void>;
  /** Mean milliseconds of each phase over all that was counted. */
  means(): ReadonlyMap<string, number>;
}

export function createPhases(stack: Stack): Phases {
  let marked: Totals = new Map();
  const counted = new Map(phases.map(({ name }) => [name, { sum: 0, count: 0 }]));
  return {
    mark: async () => {
      marked = await readTotals(stack);
    },
    add: async () => {
      for (const [name, after] of await readTotals(stack)) {
        const before = marked.get(name);
        const total = counted.get(name);
        if (before === undefined || total === undefined) continue;
        total.sum += after.sum - before.sum;
        total.count += after.count - before.count;
      }
    },
    means: () =>
      new Map(
        [...counted].map(([name, { sum, count }]) => [
          name,
          count === 0 ? 0 : (sum / count) * 1000,
        ]),
      ),
  };
}

async function readTotals(stack: Stack): Promise<Totals> {
  const texts = new Map<string, string>();
  for (const port of new Set(phases.map((phase) => phase.port))) {
    const response = await fetch(`http://127.0.0.1:${stack.environment[port]}/metrics`);
    texts.set(port, await response.text());
  }
  return new Map(
    phases.map(({ name, port, series }) => {
      const text = texts.get(port) ?? "";
      const value = (part: string) => readSeries(text, series.replace("%", part));
      return [name, { sum: value("sum"), count: value("count") }];
    }),
  );
}

function readSeries(text: string, series: string): number {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
