import { createApprovalQuestions } from "../../activities/approval/ask-approval";
import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import type { ApprovalAnswer, ApprovalQuestion } from "../../temporal/contract/ask-approval";
import { settlePolicy } from "../harness/approvals";
import { openTestDatabase } from "../harness/database";
import {
  asWorker,
  beginTestOperation,
  createIssuableBooking,
  dependenciesOf,
} from "../harness/issuable-booking";
import type { Ledger } from "../harness/ledger";
import { openLedger } from "../harness/ledger";

let database: DatabaseHandle;
let ledger: Ledger;

beforeAll(async () => {
  database = openTestDatabase();
  ledger = await openLedger(database);
  await settlePolicy(ledger.scope, "refund.create", { levels: [["100000", 1]] });
});

afterAll(() => database.close());

/** Of an operation on a booking of its own. */
async function question(): Promise<ApprovalQuestion> {
  const { input } = await createIssuableBooking(ledger);
  const { partner, bookingId, context } = input;
  const operationId = newId("operation");
  await beginTestOperation(ledger.scope, { partner, bookingId, operationId }, "void");
  const amount = { amount: "1000.00", currency: "BDT" };
  return { act: "refund.create", partner, bookingId, operationId, context, amount };
}

async function askAtOnce(questions: readonly ApprovalQuestion[]): Promise<{
  readonly answers: readonly ApprovalAnswer[];
  readonly contention: readonly number[];
}> {
  const contention: number[] = [];
  const observer = { onContention: (errno: number) => void contention.push(errno) };
  const { askApproval } = createApprovalQuestions({ ...dependenciesOf(database), observer });
  const ask = (asked: ApprovalQuestion): Promise<ApprovalAnswer> =>
    asWorker(`refund:${asked.operationId}`).run(askApproval, asked);
  const answers = await Promise.all(questions.map(ask));
  return { answers, contention };
}

describe("askApproval", () => {
  test("of a partner's many operations at once none is in another's way", async () => {
    const questions: ApprovalQuestion[] = [];
    while (questions.length < 12) questions.push(await question());
    const { answers, contention } = await askAtOnce(questions);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => "approved"));
    expect(contention).toEqual([]);
  });

  test("asked by several attempts at once, an operation has one request", async () => {
    const asked = await question();
    const { answers } = await askAtOnce(Array.from({ length: 8 }, () => asked));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty("size", 1);
    const requests = await ledger.scope.db
      .selectFrom("approvals")
      .select("public_id")
      .where("subject_public_id", "=", asked.operationId)
      .execute();
    expect(requests).toHaveLength(1);
  });
});
