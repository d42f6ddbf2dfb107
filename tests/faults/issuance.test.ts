import { describeApiFaults } from "./cases/api";
import { describeApprovalFaults } from "./cases/approval";
import { describeCommitReplyFaults } from "./cases/commit-reply";
import { describeCrowds } from "./cases/crowd";
import { describeDatabaseFaults } from "./cases/database";
import { describeMailFaults } from "./cases/mail";
import { describeRedisFaults } from "./cases/redis";
import { describeTemporalFaults } from "./cases/temporal";
import { describeWorkerFaults } from "./cases/worker";
import type { FaultStack } from "./support/fault-stack";
import { startFaultStack } from "./support/fault-stack";
import { issuanceRecoveries } from "./support/issuance-recoveries";

let started: FaultStack | undefined;

beforeAll(async () => {
  started = await startFaultStack();
});

afterAll(async () => {
  issuanceRecoveries.publish();
  await started?.stop();
});

describe("issuance under faults", () => {
  afterEach(() => started?.heal());

  describe("worker", () => {
    describeWorkerFaults(environment);
  });
  describe("API", () => {
    describeApiFaults(environment);
  });
  describe("approval", () => {
    describeApprovalFaults(environment);
  });
  describe("COMMIT reply", () => {
    describeCommitReplyFaults(environment);
  });
  describe("database", () => {
    describeDatabaseFaults(environment);
  });
  describe("Redis", () => {
    describeRedisFaults(environment);
  });
  describe("Temporal", () => {
    describeTemporalFaults(environment);
  });
  describe("mail", () => {
    describeMailFaults(environment);
  });
  describe("crowd", () => {
    describeCrowds(environment);
  });
});

function environment(): FaultStack {
  if (started === undefined) throw new Error("the stack did not start");
  return started;
}
