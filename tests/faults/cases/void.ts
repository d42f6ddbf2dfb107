import { randomUUID } from "node:crypto";

import type { Call } from "../support/caller";
import { expectNotVoided, expectVoidedOnce } from "../support/expect-voided-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply, holdStatementReply } from "../support/holds";
import type { Sale } from "../support/sale";
import { book, issue } from "../support/sale";

/** How the supplier treats the request, as docs/sandbox-amadeus.md has it. */
const behaviours = [
  { kind: "delay", delayMs: 700 },
  { kind: "hang" },
  { kind: "workThenHang" },
  { kind: "lateWork", delayMs: 1_000 },
  { kind: "resetBeforeWork" },
  { kind: "resetAfterWork" },
  { kind: "closeAfterWork" },
  { kind: "malformedXml" },
  { kind: "truncatedBody" },
  { kind: "duplicateAnswer", delayMs: 20 },
  { kind: "httpStatus", status: 503 },
  { kind: "reject", errorCode: "5458", errorText: "NOT AUTHORISED" },
] as const;

interface Cell {
  readonly name: string;
  readonly behaviour?: object;
  readonly isRefused?: boolean;
}

/** Every cell of a row is under way at the same moment, each with a ticket of its own. */
interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** The harm, done when all of them are where it is to be done. */
  strike(environment: FaultStack, sales: readonly Sale[], begin: () => void): Promise<void>;
}

const cells: readonly Cell[] = behaviours.map((behaviour) => ({ name: behaviour.kind, behaviour }));
const one: readonly Cell[] = [{ name: "one ticket" }];

const rows: readonly Row[] = [
  {
    name: "left alone",
    cells: cells.map((cell) => ({ ...cell, isRefused: cell.name === "reject" })),
    strike: (_environment, _sales, begin) => Promise.resolve(begin()),
  },
  {
    name: "worker killed with the calls in flight",
    // What is refused once is voided by the worker that asks again.
    cells: cells.filter(({ name }) => !["reject", "resetBeforeWork"].includes(name)),
    strike: async (environment, sales, begin) => {
      begin();
      await Promise.all(
        sales.map(({ recordLocator }) => environment.supplier.untilAskedToVoid(recordLocator)),
      );
      await environment.crash("worker");
    },
  },
  {
    name: "worker killed during the commit",
    cells: one,
    strike: async (environment, _sales, begin) => {
      const { workerToDatabase } = environment.proxies;
      const held = holdStatementReply(workerToDatabase, /insert into `revenue_releases`/);
      begin();
      await held.reached;
      await environment.crash("worker");
    },
  },
  {
    name: "worker killed between the commit and its completion",
    cells: one,
    strike: async (environment, _sales, begin) => {
      const held = holdCommitReply(environment.proxies.workerToDatabase, "revenue_releases");
      begin();
      await held.reached;
      await environment.crash("worker");
    },
  },
  {
    name: "database killed after the commit, its reply on the way",
    cells: one,
    strike: async (environment, _sales, begin) => {
      const held = holdCommitReply(environment.proxies.workerToDatabase, "revenue_releases");
      begin();
      await held.reached;
      await environment.crash("mysql");
    },
  },
  {
    name: "API killed with the request under way",
    cells: one,
    strike: async (environment, _sales, begin) => {
      const held = holdStatementReply(
        environment.proxies.workerToDatabase,
        /insert into `revenue_releases`/,
      );
      begin();
      await held.reached;
      await environment.crash("api");
      held.release();
    },
  },
];

export function describeVoidFaults(environment: () => FaultStack): void {
  describe.each(rows)("$name", ({ cells: ofRow, strike }) => {
    const ended = new Map<string, { readonly sale: Sale; readonly call: Promise<Call> }>();

    beforeAll(async () => {
      const sales = await Promise.all(ofRow.map((cell) => sell(environment(), cell)));
      await strike(environment(), sales, () => {
        ofRow.forEach(({ name }, index) => {
          const sale = sales[index];
          if (sale === undefined) throw new Error("each cell has its sale");
          ended.set(name, { sale, call: voidAll(environment(), sale) });
        });
      });
    });

    afterAll(() => environment().heal());

    test.each(ofRow)("$name", async ({ name, isRefused = false }) => {
      const cell = ended.get(name);
      if (cell === undefined) throw new Error(`${name} was not begun`);
      const call = await cell.call;
      const expectRight = isRefused ? expectNotVoided : expectVoidedOnce;
      await expectRight(environment(), cell.sale, call);
    });
  });
}

/** A ticket that was issued, and how its void will be treated. */
async function sell(environment: FaultStack, { behaviour }: Cell): Promise<Sale> {
  const sale = await book(environment, "OK");
  const { final } = await issue(environment, sale);
  if (final.status >= 300) throw new Error(`not issued: ${JSON.stringify(final.body)}`);
  // By a clock that is hours behind the office's, or the window shuts while the tests run.
  await environment.books.rows("UPDATE suppliers SET void_time_zone = 'Pacific/Pago_Pago'");
  if (behaviour !== undefined) await environment.supplier.onVoid(sale.recordLocator, behaviour);
  return sale;
}

function voidAll({ caller }: FaultStack, { bookingId }: Sale): Promise<Call> {
  const call = caller.insist(`/v1/bookings/${bookingId}/void`, randomUUID(), {
    reason: "the customer changed their mind",
  });
  // It is awaited when the harm is done; until then a failure is nobody's to catch.
  call.catch(() => undefined);
  return call;
}
