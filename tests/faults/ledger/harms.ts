import type { HeldReply } from "../support/fault-proxy";
import { holdCommitReplyOf, holdStatementReply } from "../support/holds";
import type { LedgerFaults } from "./ledger-faults";

/** One moment in which every path is at once, and what is done to it then. */
export interface Harm {
  readonly name: string;
  hold(faults: LedgerFaults, count: number): HeldReply;
  strike(faults: LedgerFaults, held: HeldReply): Promise<void>;
}

/** The write that an act is about, or the last one where that is too long for one packet. */
const fact =
  /insert into `(journal_entry_lines|approvals|documents|verifications|fx_rates)`|update `accounting_periods`|update `operations` set `status` = 'succeeded'/;

/** Their first facts are written, and nothing is committed. */
function holdWritten({ proxies }: LedgerFaults, count: number): HeldReply {
  return holdEach(count, () => holdStatementReply(proxies.booksToDatabase, fact));
}

/** They are committed, and the worker does not hear it. */
function holdCommitted({ proxies }: LedgerFaults, count: number): HeldReply {
  return holdEach(count, () => holdCommitReplyOf(proxies.booksToDatabase, fact));
}

export const harms: readonly Harm[] = [
  {
    name: "worker killed during the commit",
    hold: holdWritten,
    strike: (faults) => faults.crash("worker-books"),
  },
  {
    name: "worker killed between the commit and its completion",
    hold: holdCommitted,
    strike: (faults) => faults.crash("worker-books"),
  },
  {
    name: "database killed during the commit",
    hold: holdWritten,
    strike: (faults) => faults.crash("mysql"),
  },
  {
    name: "database killed after the commit, its reply on the way",
    hold: holdCommitted,
    strike: (faults) => faults.crash("mysql"),
  },
  {
    name: "COMMIT reply lost, and the connection with it",
    hold: holdCommitted,
    strike: async (_, held) => held.drop(),
  },
  {
    name: "Temporal killed after the commit, before the workflow knows",
    hold: holdCommitted,
    strike: async (faults, held) => {
      await faults.crash("temporal");
      held.release();
    },
  },
  {
    name: "API killed with the requests under way",
    hold: holdWritten,
    strike: async (faults, held) => {
      await faults.crash("api");
      held.release();
    },
  },
];

function holdEach(count: number, hold: () => HeldReply): HeldReply {
  const held = Array.from({ length: count }, hold);
  return {
    reached: Promise.all(held.map(({ reached }) => reached)).then(() => undefined),
    release: () => held.forEach((each) => each.release()),
    drop: () => held.forEach((each) => each.drop()),
  };
}
