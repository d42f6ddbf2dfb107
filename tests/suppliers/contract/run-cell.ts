import { describeUndone, type SupplierOutcome } from "../../../suppliers/outcome";
import type { SupplierOperation } from "../../../suppliers/port";
import { awaitCondition } from "../../harness/await-condition";
import { type Act, acts, type ContractHarness, type Fault } from "./contract-harness";
import { type PreparedCall, prepareCall } from "./prepare-call";

/** What one operation came to under one fault, and what asking again came to. */
export interface Cell {
  readonly operation: SupplierOperation;
  readonly fault: Fault;
  /** `done`, `refused <reason>`, `notDone` or `unknown`. */
  readonly outcome: string;
  /** What it said of itself, where it was not done. */
  readonly said: string | undefined;
  /** How often the supplier had acted when the fault was over; of a read, nothing. */
  readonly effects: number | undefined;
  readonly askedAgain: string;
  readonly effectsAtLast: number | undefined;
}

const attemptsMax = 5;
const never = { signal: new AbortController().signal };

/** Whether it changes something at this supplier. */
export function isAct(
  operation: SupplierOperation,
  { looks = [] }: Pick<ContractHarness, "looks">,
): operation is Act {
  return acts.some((act) => act === operation && !looks.includes(act));
}

export async function runCell(
  harness: ContractHarness,
  operation: SupplierOperation,
  fault: Fault,
): Promise<Cell> {
  const supplier = harness.open();
  const prepared = await prepareCall(operation, harness, supplier);
  const countEffects = async (): Promise<number | undefined> =>
    isAct(operation, harness) ? harness.countEffects(operation, prepared.subject) : undefined;
  const before = await countEffects();
  const since = (count: number | undefined): number | undefined =>
    count === undefined || before === undefined ? undefined : count - before;
  const answer = await callUnder(harness, operation, prepared, fault);
  const effects = since(await countEffects());
  const askedAgain = await settle(prepared);
  return {
    operation,
    fault,
    outcome: summarize(answer),
    said: answer.kind === "done" ? undefined : describeUndone(answer),
    effects,
    askedAgain,
    effectsAtLast: since(await countEffects()),
  };
}

/** A call that meets silence is given up as soon as the supplier has the request. */
async function callUnder(
  harness: ContractHarness,
  operation: SupplierOperation,
  prepared: PreparedCall,
  fault: Fault,
): Promise<SupplierOutcome<unknown>> {
  if (fault === "none") return prepared.call(never);
  const injected = await harness.addFault(operation, prepared.subject, fault);
  if (!fault.startsWith("hang")) return prepared.call(never);
  const controller = new AbortController();
  const call = prepared.call({ signal: controller.signal });
  const asked = awaitCondition(`${operation} to reach the supplier`, async () =>
    (await injected.isHit()) ? true : undefined,
  );
  // A call that ends without the request having come is found by what it says.
  await Promise.race([asked, call]);
  controller.abort();
  return call;
}

/** Asks as an activity does: until the answer is one, never more than a few times. */
async function settle(prepared: PreparedCall): Promise<string> {
  let last = "";
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    last = summarize(await prepared.call(never));
    if (last !== "notDone" && last !== "unknown") break;
  }
  return last;
}

/** A void answers document by document: one that failed is the supplier's no. */
export function summarize(outcome: SupplierOutcome<unknown>): string {
  if (outcome.kind === "refused") return `refused ${outcome.reason}`;
  if (outcome.kind !== "done") return outcome.kind;
  const { value } = outcome;
  if (typeof value !== "object" || value === null || !("failed" in value)) return "done";
  const [failure] = value.failed as readonly { readonly reason: string }[];
  return failure === undefined ? "done" : `refused ${failure.reason}`;
}
