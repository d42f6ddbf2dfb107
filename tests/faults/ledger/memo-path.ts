import { expectStatus, openBookkeepers } from "../../harness/bookkeepers";
import type { MemoBody } from "../../harness/memos";
import { enterMemo } from "../../harness/memos";
import type { MoneyPath } from "./money-path";
import { request } from "./money-path";

export const acceptMemo: MoneyPath = {
  name: "actOnMemo, which accepts one",
  prepare: async (faults) => {
    const { scope, maker, supplierId, tokens } = await openBookkeepers(faults.app);
    const { id } = expectStatus(201, await enterMemo(maker, supplierId));
    expectStatus(200, await maker.post<MemoBody>(`/v1/memos/${id}/review`, {}));
    return {
      scope,
      act: request(faults, {
        scope,
        token: tokens.maker,
        path: `/v1/memos/${id}/accept`,
        body: {},
      }),
      postingKeys: [`memo:${id}`],
      audited: "memo.accepted",
      expectFacts: async () => {
        const states = await scope.db
          .selectFrom("agency_memo_history")
          .select("state")
          .orderBy("history_id")
          .execute();
        expect(states.map(({ state }) => state)).toEqual(["RECEIVED", "UNDER_REVIEW", "ACCEPTED"]);
      },
    };
  },
};
