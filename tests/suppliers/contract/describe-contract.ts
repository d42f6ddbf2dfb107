import { supplierOperations } from "../../../suppliers/port";
import { type ContractHarness, type Fault, faults } from "./contract-harness";
import { prepareCall } from "./prepare-call";
import { expectReport } from "./report";
import { type Cell, isAct, runCell, summarize } from "./run-cell";

/** Cells run on a machine that may be busy. */
jest.setTimeout(30_000);

const never = { signal: new AbortController().signal };
/** Few at a time, so that a busy machine is not taken for a slow supplier. */
const cellsAtOnce = 8;

/**
 * What every adapter keeps, shown against its sandbox over a socket: each operation it has under
 * each fault ends in an outcome that is true, and asking again does it exactly once.
 */
export function describeContract(name: string, start: () => Promise<ContractHarness>): void {
  describe(`the supplier contract: ${name}`, () => {
    let harness: ContractHarness;
    const cells = new Map<string, Cell>();

    beforeAll(async () => {
      harness = await start();
      const { operations } = harness.open().capabilities;
      const wanted = [...operations].flatMap((operation) =>
        faults.map((fault) => ({ operation, fault })),
      );
      // A second answer may break any connection of the process: those cells run by themselves.
      const alone = wanted.filter(({ fault }) => fault === "duplicate answer");
      const together = wanted.filter(({ fault }) => fault !== "duplicate answer");
      const runAll = async (queue: typeof wanted): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const cell = await runCell(harness, next.operation, next.fault);
          cells.set(`${cell.operation} ${cell.fault}`, cell);
        }
      };
      await Promise.all(Array.from({ length: cellsAtOnce }, () => runAll(together)));
      await runAll(alone);
    }, 120_000);
    afterAll(() => harness.stop());

    test.each(faults)("%s: what is said of it is true", (fault) => {
      const found = [...cells.values()].filter((cell) => cell.fault === fault);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((cell) => !isTrue(cell, harness))).toEqual([]);
    });

    test("what is asked again after any fault is done, and once", () => {
      const found = [...cells.values()];
      const wrong = found.filter(
        ({ askedAgain, effectsAtLast }) =>
          askedAgain !== "done" || (effectsAtLast !== undefined && effectsAtLast !== 1),
      );
      expect(wrong).toEqual([]);
    });

    test("what it does not declare it refuses", async () => {
      const supplier = harness.open();
      const answers = supplierOperations
        .filter((operation) => !supplier.capabilities.operations.has(operation))
        .map((operation): unknown => Reflect.apply(supplier[operation], supplier, [{}, never]));
      for (const answer of await Promise.all(answers)) {
        expect(answer).toMatchObject({ kind: "refused", reason: "not_supported" });
      }
    });

    test("nothing is sent when the caller has given up before", async () => {
      const prepared = await prepareCall("issue", harness, harness.open());
      const outcome = await prepared.call({ signal: AbortSignal.abort() });
      expect(outcome.kind).toBe("notDone");
      expect(await harness.countEffects("issue", prepared.subject)).toBe(0);
    });

    test("a supplier that cannot be reached has done nothing", async () => {
      const { recordLocator } = await harness.createOrder();
      const outcome = await harness.open("unreachable").retrieve({ recordLocator }, never);
      expect(outcome.kind).toBe("notDone");
    });

    test("wrong credentials are the supplier's no", async () => {
      const { recordLocator } = await harness.createOrder();
      const outcome = await harness.open("wrong credentials").retrieve({ recordLocator }, never);
      expect(summarize(outcome)).toBe("refused credentials_rejected");
    });

    test("its report in docs/contracts is what was found", () => {
      expectReport(name, harness.open().capabilities, [...cells.values()]);
    });
  });
}

/** The outcomes that are true of a fault, and what the supplier may have done by then. */
function isTrue(cell: Cell, harness: ContractHarness): boolean {
  const { refusals } = harness;
  const { operation, fault, outcome, effects } = cell;
  const refused = `refused ${refusals[operation] ?? "rejected"}`;
  const { outcomes, done } = isAct(operation, harness) ? actTruths[fault] : readTruths(fault);
  const isOutcome = outcomes.includes(outcome === refused ? "refused" : outcome);
  return isOutcome && (effects === undefined || done === undefined || effects === done);
}

interface Truth {
  readonly outcomes: readonly string[];
  readonly done?: number;
}

const actTruths: Readonly<Record<Fault, Truth>> = {
  none: { outcomes: ["done"], done: 1 },
  delay: { outcomes: ["done"], done: 1 },
  hang: { outcomes: ["unknown"], done: 0 },
  "hang after the work": { outcomes: ["unknown"], done: 1 },
  "reset before the work": { outcomes: ["unknown"], done: 0 },
  "reset after the work": { outcomes: ["unknown"], done: 1 },
  "business refusal": { outcomes: ["refused"], done: 0 },
  "malformed answer": { outcomes: ["unknown"], done: 1 },
  // The first of two answers is as good as one; an adapter may also distrust it.
  "duplicate answer": { outcomes: ["done", "unknown"], done: 1 },
  // A supplier that says so before it reads is believed, a gateway is not.
  "HTTP 429": { outcomes: ["notDone", "unknown"], done: 0 },
  "HTTP 503": { outcomes: ["unknown"], done: 0 },
};

/** A read has changed nothing, so that without an answer it is not done. */
function readTruths(fault: Fault): Truth {
  const { outcomes } = actTruths[fault];
  return { outcomes: outcomes.map((outcome) => (outcome === "unknown" ? "notDone" : outcome)) };
}
