import { parseDatabaseUrl } from "../../../db/config";
import { createPartnerScopes } from "../../../db/partner-scopes";
import type { DatabaseHandle } from "../../../db/pool";
import { openDatabase } from "../../../db/pool";
import type { ApprovalAct } from "../../../domain/approval-policy/acts";
import { supplierNames } from "../../../domain/supplier-names";
import { settlePolicy } from "../../harness/approvals";
import { openFurnishedPartner } from "../../harness/furnished-partner";
import { findFindings } from "../ledger/expect-books-right";
import { createCaller } from "../support/caller";
import type { FaultStack } from "../support/fault-stack";
import { startFaultStack } from "../support/fault-stack";
import { createFaultPartner, supplierTimeoutMs } from "../support/partner";
import type { MatrixAct, Seller, Subject } from "./act";
import { arrive, book, resourceOf } from "./act";
import { acts } from "./acts";
import { chooseCells } from "./choose-cells";
import type { Harm, Look, Step } from "./harms";
import { harmsOf, isBehaviour } from "./harms";
import { inTurns } from "./in-turns";
import { loneSellers } from "./prepare-cells";
import type { MatrixSupplier } from "./suppliers";
import { openSupplier } from "./suppliers";

/** One harm done to one step of one act over one supplier. */
export interface Cell {
  readonly act: MatrixAct;
  readonly supplier: MatrixSupplier;
  readonly step: Step;
  readonly harm: Harm;
  /** The first call of the act that changes something there, and how many do. */
  readonly firstChange: string;
  readonly changeCount: number;
}

export interface Matrix extends FaultStack {
  readonly cells: readonly Cell[];
  /** Those that are run: all of them, but for CI. */
  readonly chosen: readonly Cell[];
  /** Gives up on the supplier soon. */
  readonly impatient: Seller;
  /** Waits for the supplier longer than it takes to harm a process. */
  readonly patient: Seller;
  /** Whose books refuse for a while. */
  readonly refused: Seller;
  /** Whose policies want another person for a while, who never decides. */
  readonly unapproved: Seller;
  /** Whose transactions are held, and with them nobody else's rows. */
  readonly alone: readonly Seller[];
  /** Books, and does what comes before the act. */
  sell(seller: Seller, cell: Pick<Cell, "act" | "supplier">): Promise<Subject>;
  /** Settles the policy: how many people approve of the act, whatever its amount. */
  wantApproval(seller: Seller, act: ApprovalAct, approvers: 0 | 1): Promise<void>;
  /** What `ledger verify` finds in the books of everybody who has sold. */
  proveBooks(): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

const patientTimeoutMs = 30_000;

export async function openMatrix(): Promise<Matrix> {
  const environment = await startFaultStack();
  try {
    return await furnishMatrix(environment);
  } catch (error) {
    await environment.stop();
    throw error;
  }
}

async function furnishMatrix(environment: FaultStack): Promise<Matrix> {
  const { stack } = environment;
  const database = openDatabase(parseDatabaseUrl(stack.environment["DATABASE_URL"]), {
    connectionLimit: 4,
  });
  const sellers: Seller[] = [];
  let sellerCount = 0;
  const addSeller = async (timeoutMs: number): Promise<Seller> => {
    sellerCount += 1;
    const code = `MATRIX${sellerCount}`;
    const { partner, token } = await createFaultPartner(stack, { code, timeoutMs });
    // Whoever is held in a transaction holds the gap up to the next partner's rows.
    await openFurnishedPartner(database, { isSealed: false });
    const seller = { partner, caller: createCaller(stack.addresses["api"] ?? "", token) };
    sellers.push(seller);
    return seller;
  };
  const impatient = await addSeller(supplierTimeoutMs);
  const patient = await addSeller(patientTimeoutMs);
  const refused = await addSeller(patientTimeoutMs);
  const unapproved = await addSeller(patientTimeoutMs);
  const alone: Seller[] = [];
  while (alone.length < loneSellers) alone.push(await addSeller(patientTimeoutMs));
  const keepVoidable = openVoidWindows(environment);
  const sell: Matrix["sell"] = async (seller, { act, supplier }) => {
    const subject =
      (await act.sell?.(seller, supplier)) ?? (await book(seller, supplier, act.passengers));
    await keepVoidable(subject);
    return { ...subject, prepared: await act.prepare(subject, environment) };
  };
  const pairs = supplierNames
    .map((name) => openSupplier(environment, name))
    .flatMap((supplier) => acts.map((act) => ({ act, supplier })))
    .filter(({ act, supplier }) => act.suppliers.includes(supplier.name));
  const cellsOfPairs = await inTurns(pairs, async (pair) =>
    cellsOf(pair, await findSteps(environment, pair.act, await sell(impatient, pair))),
  );
  const cells = cellsOfPairs.flat();
  return {
    ...environment,
    cells,
    chosen: chooseCells(cells),
    impatient,
    patient,
    refused,
    unapproved,
    alone,
    sell,
    wantApproval: async ({ partner }, act, approvers) => {
      const scope = await createPartnerScopes(database)(partner);
      await settlePolicy(scope, act, { levels: approvers === 0 ? [] : [["0", approvers]] });
    },
    proveBooks: () => proveBooks(database, sellers),
    stop: async () => {
      await database.close();
      await environment.stop();
    },
  };
}

/**
 * Voids go by a clock that is hours behind the office's, or the window shuts while the tests run.
 * Each supplier is changed once, by itself: sales go on beside it and lock suppliers too.
 */
function openVoidWindows({ books }: FaultStack): (subject: Subject) => Promise<void> {
  const open = "UPDATE suppliers SET void_time_zone = 'Pacific/Pago_Pago' WHERE supplier_id = ?";
  const opened = new Map<string, Promise<unknown>>();
  return async ({ seller }: Subject): Promise<void> => {
    const rows = await books.rows(
      `SELECT supplier_id FROM suppliers
        WHERE partner_id = (SELECT partner_id FROM partners WHERE public_id = ?)`,
      [seller.partner],
    );
    await Promise.all(
      rows.map(({ supplier_id: id }) => {
        const opening = opened.get(String(id)) ?? books.rows(open, [id]);
        opened.set(String(id), opening);
        return opening;
      }),
    );
  };
}

/** The calls that the act makes when it is left alone, as the sandbox sees them, and its commit. */
async function findSteps(environment: FaultStack, act: MatrixAct, sold: Subject): Promise<Step[]> {
  const { subject, go } = await arrive(act, sold, environment);
  const { supplier, locator } = subject;
  const earlier = (await supplier.calls(locator)).length;
  resourceOf(await go());
  const operations = (await supplier.calls(locator)).slice(earlier).map((call) => call.operation);
  const changes = operations.map((operation) => supplier.changes(operation));
  const calls = operations.map((operation, index): Step => ({
    kind: "call",
    operation,
    occurrence: operations.slice(0, index + 1).filter((each) => each === operation).length,
    phase: changes[index] === true ? "change" : index < changes.indexOf(true) ? "before" : "after",
  }));
  return [
    ...(act.approval === undefined ? [] : [{ kind: "approval" } as const]),
    ...calls,
    { kind: "commit" },
  ];
}

function cellsOf(pair: Pick<Cell, "act" | "supplier">, steps: readonly Step[]): Cell[] {
  const changed = steps.flatMap((step) =>
    step.kind === "call" && step.phase === "change" ? [step.operation] : [],
  );
  const [firstChange] = changed;
  if (firstChange === undefined) throw new Error(`${pair.act.name} changes nothing there`);
  const look = findLook(pair.act, steps);
  return steps.flatMap((step) =>
    harmsOf(step, { reads: pair.act.reads, ...(look === undefined ? {} : { look }) })
      .filter((harm) => isPossible(pair, step, harm))
      .map((harm): Cell => ({ ...pair, step, harm, firstChange, changeCount: changed.length })),
  );
}

/** What an attempt asks first: of one change what the act began with, where the act names none. */
function findLook({ looksBy }: MatrixAct, steps: readonly Step[]): Look | undefined {
  const callsOf = (phase: "before" | "change") =>
    steps.flatMap((step) => (step.kind === "call" && step.phase === phase ? [step.operation] : []));
  const before = callsOf("before");
  const operation = looksBy ?? (callsOf("change").length === 1 ? before[0] : undefined);
  if (operation === undefined) return undefined;
  return { operation, times: before.filter((each) => each === operation).length };
}

function isPossible({ act, supplier }: Pick<Cell, "act" | "supplier">, step: Step, harm: Harm) {
  if (harm.kind === "books refuse") return act.posts;
  if (step.kind !== "call" || harm.kind === "approval never given") return true;
  const behaviour = harm.kind === "behaviour" ? harm.behaviour : harm.at;
  const look = harm.kind === "behaviour" ? harm.thenRefuses : undefined;
  if (look !== undefined && !supplier.can(look.operation, "refuses")) return false;
  return !isBehaviour(behaviour) || supplier.can(step.operation, behaviour);
}

async function proveBooks(
  database: DatabaseHandle,
  sellers: readonly Seller[],
): Promise<readonly unknown[]> {
  const scopes = createPartnerScopes(database);
  const findings: unknown[] = [];
  for (const { partner } of sellers) {
    findings.push(...(await findFindings({ database }, await scopes(partner))));
  }
  return findings;
}
