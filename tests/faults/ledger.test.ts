import { acceptBspExceptions, describeBspImports } from "./ledger/bsp-import";
import { describeBspPolls } from "./ledger/bsp-poll";
import { describeClosings } from "./ledger/closing";
import { expectBooksRight } from "./ledger/expect-books-right";
import { exportReport, importJournal } from "./ledger/file-paths";
import type { Harm } from "./ledger/harms";
import { harms } from "./ledger/harms";
import type { LedgerFaults } from "./ledger/ledger-faults";
import { openLedgerFaults } from "./ledger/ledger-faults";
import { ledgerRecoveries } from "./ledger/ledger-recoveries";
import { postManual, reverseOnDay, runRecurring, submitJournalDraft } from "./ledger/manual-paths";
import { acceptMemo } from "./ledger/memo-path";
import type { Ended, MoneyPath, PreparedPath } from "./ledger/money-path";
import {
  accruePeriod,
  closeFiscalYear,
  closePeriod,
  refreshExchangeRates,
  revaluePeriod,
  verifyBooks,
} from "./ledger/period-paths";
import { describeRecognitionRuns } from "./ledger/recognition-run";
import { rejectRemittance, remitApproved, remitToBsp } from "./ledger/remittance-path";
import type { HeldReply } from "./support/fault-proxy";
import { startFaultStack } from "./support/fault-stack";

const paths: readonly MoneyPath[] = [
  closePeriod,
  revaluePeriod,
  accruePeriod,
  closeFiscalYear,
  importJournal,
  exportReport,
  submitJournalDraft,
  postManual,
  reverseOnDay,
  runRecurring,
  verifyBooks,
  refreshExchangeRates,
  acceptMemo,
  acceptBspExceptions,
  remitToBsp,
  remitApproved,
  rejectRemittance,
];

let faults: LedgerFaults;

beforeAll(async () => {
  faults = openLedgerFaults(await startFaultStack());
});

afterAll(async () => {
  ledgerRecoveries.publish();
  await faults.stop();
});

interface Harmed {
  readonly path: PreparedPath;
  readonly ended: Promise<Ended>;
}

/** Every path is in the middle at the same moment, each in the books of a partner of its own. */
describe.each(harms)("the books under faults: $name", (harm) => {
  let harmed: ReadonlyMap<string, Harmed>;
  let since: number;

  beforeAll(async () => {
    const prepared = await Promise.all(
      paths.map(async ({ name, prepare }) => ({ name, path: await prepare(faults) })),
    );
    harmed = new Map(await begin(harm, prepared));
    since = Date.now();
  });

  afterAll(() => faults.heal());

  async function begin(
    { hold, strike }: Harm,
    prepared: readonly { readonly name: string; readonly path: PreparedPath }[],
  ): Promise<[string, Harmed][]> {
    const held = hold(faults, prepared.length);
    const begun = prepared.map(({ name, path }): [string, Harmed] => {
      const ended = path.act.begin();
      // It is awaited by the path's own test; until then a failure is nobody's to catch.
      ended.catch(() => undefined);
      return [name, { path, ended }];
    });
    await Promise.race([held.reached, ...begun.map(failOnRefusal(held))]);
    await strike(faults, held);
    return begun;
  }

  test.each(paths)("$name", async ({ name }) => {
    const one = harmed.get(name);
    if (one === undefined) throw new Error(`${name} was not begun`);
    await expectBooksRight(faults, one.path, {
      name: `${harm.name}: ${name}`,
      since,
      ended: one.ended,
    });
  });
});

describe("an import of a BSP file under faults", () => {
  afterAll(() => faults.heal());
  describeBspImports(() => faults);
});

describe("polls of BSP sources under faults", () => {
  afterAll(() => faults.heal());
  describeBspPolls(() => faults);
});

describe("a run of recognition under faults", () => {
  afterAll(() => faults.heal());
  describeRecognitionRuns(() => faults);
});

describe("the act that closes a period under faults", () => {
  afterAll(() => faults.heal());
  describeClosings(() => faults);
});

/** What is committed may be answered meanwhile, from the books; a refusal is a mistake of ours. */
function failOnRefusal({ reached }: HeldReply) {
  return async ([name, { ended }]: [string, Harmed]): Promise<void> => {
    const { call } = await ended;
    const { status = 201, body } = call?.final ?? {};
    if (status >= 300) throw new Error(`${name} is refused: ${status} ${JSON.stringify(body)}`);
    return reached;
  };
}
