import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../../db/partner-scope";
import type { Call } from "../support/caller";
import { until } from "../support/observe";
import type { LedgerFaults } from "./ledger-faults";

/** One way in which the books change, or are proved. */
export interface MoneyPath {
  readonly name: string;
  /** Makes the books of a partner of its own ready. */
  prepare(faults: LedgerFaults): Promise<PreparedPath>;
}

export interface PreparedPath {
  readonly scope: PartnerDatabase;
  readonly act: Act;
  /** Of all entries in the books afterwards, by their numbers. */
  readonly postingKeys: readonly string[] | (() => Promise<readonly string[]>);
  /** What the audit tells of the act, once, beside each entry that was posted. */
  readonly audited?: string;
  /** What must stand besides. */
  expectFacts?(): Promise<void>;
}

/** What is under way when the harm is done. */
export interface Act {
  begin(): Promise<Ended>;
  /** Its result again, for whoever repeats the request. */
  expectRepeated(ended: Ended): Promise<void>;
}

export interface Ended {
  readonly workflowId: string;
  readonly endedAt: number;
  /** What the caller met until there was an answer; nothing where nobody called. */
  readonly met: readonly string[];
  readonly call?: Call;
}

/** A request at the API, repeated with its key until it has an answer. */
export function request(
  faults: LedgerFaults,
  {
    scope,
    token,
    path,
    body,
  }: {
    readonly scope: PartnerDatabase;
    readonly token: string;
    readonly path: string;
    readonly body?: object;
  },
): Act {
  const caller = faults.callerOf(token);
  const key = randomUUID();
  return {
    begin: async () => {
      const call = await caller.insist(path, key, body);
      const { workflow_id: workflowId } = await until("the operation", () => newestOf(scope));
      return { workflowId, endedAt: call.endedAt, met: call.met, call };
    },
    expectRepeated: async ({ call }) => {
      const { status, headers, body: result } = await caller.post(path, key, body);
      expect([status, headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
      expect(result).toMatchObject({ object: expect.any(String) });
      const { public_id: id } = (await newestOf(scope)) ?? {};
      const operation = await caller.get(`/v1/operations/${String(id)}`);
      expect(operation.body).toMatchObject({ status: "succeeded", done: true });
      if (call?.final.status === 201) expect(call.final.body).toEqual(result);
      else {
        const { result: recorded } = operation.body;
        expect(call?.final.body).toMatchObject({ status: "succeeded", result: recorded });
      }
    },
  };
}

/** What makes the books ready has ended before: the newest operation is that of the act. */
function newestOf({ db }: PartnerDatabase) {
  return db
    .selectFrom("operations")
    .select(["public_id", "workflow_id"])
    .orderBy("operation_id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** What a Schedule or another workflow starts: nobody waits for it. */
export function workflow(
  { temporal }: LedgerFaults,
  type: string,
  workflowId: string,
  input: object,
): Act {
  const options = { workflowId, taskQueue: "books", args: [input] };
  return {
    begin: async () => {
      const handle = await temporal.workflow.start(type, options);
      await until(`the end of ${workflowId}`, async () => {
        const { status } = await handle.describe();
        return status.name === "RUNNING" ? undefined : status.name;
      });
      return { workflowId, endedAt: Date.now(), met: [] };
    },
    expectRepeated: async () => {
      const again = `${workflowId}:again`;
      const first: unknown = await temporal.workflow.getHandle(workflowId).result();
      expect(await temporal.workflow.execute(type, { ...options, workflowId: again })).toEqual(
        first,
      );
    },
  };
}
