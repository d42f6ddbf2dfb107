import { settlePolicy } from "../../harness/approvals";
import { openBookkeepers } from "../../harness/bookkeepers";
import { sellForBsp } from "../../harness/bsp-files";
import { billingOfToday, importBilling, openPayee } from "../../harness/bsp-remittances";
import { today } from "../../harness/database";
import type { MoneyPath } from "./money-path";
import { request } from "./money-path";

/** Where people are asked, their approval is the first fact that is written, else the payment is. */
function remittance(name: string, levels: Parameters<typeof settlePolicy>[2]["levels"]): MoneyPath {
  return {
    name,
    prepare: async (faults) => {
      const people = await openBookkeepers(faults.app);
      const { scope, tokens } = people;
      const payeeId = await openPayee(people);
      await settlePolicy(scope, "bsp.remit", { levels });
      await importBilling(people, await sellForBsp(faults.database, scope, 1));
      const sold = await scope.db
        .selectFrom("journal_entries")
        .select("posting_key")
        .orderBy("entry_number")
        .execute();
      return {
        scope,
        act: request(faults, {
          scope,
          token: tokens.maker,
          path: "/v1/bsp-remittances",
          body: billingOfToday(payeeId),
        }),
        postingKeys: [
          ...sold.map(({ posting_key: key }) => key),
          `bsp-remittance:BSP-BD-${today().replaceAll("-", "")}-BDT-1`,
        ],
        audited: "bsp_remittance.ordered",
        expectFacts: async () => {
          const paid = await scope.db
            .selectFrom("bsp_remittance_documents")
            .select(["billed_amount", "expected_amount"])
            .execute();
          expect(paid).toEqual([{ billed_amount: "45700.000", expected_amount: "45700.000" }]);
          const files = await scope.db
            .selectFrom("documents")
            .select("file_name")
            .where("document_type", "=", "bank_file")
            .execute();
          expect(files).toHaveLength(1);
        },
      };
    },
  };
}

/** What the bank has rejected: the mirror of the payment, once. */
export const rejectRemittance: MoneyPath = {
  name: "rejectRemittance",
  prepare: async (faults) => {
    const people = await openBookkeepers(faults.app);
    const { scope, tokens, maker } = people;
    const payeeId = await openPayee(people);
    await settlePolicy(scope, "bsp.remit", { levels: [] });
    await importBilling(people, await sellForBsp(faults.database, scope, 1));
    const billing = billingOfToday(payeeId);
    const paid = await maker.post<{ id: string }>("/v1/bsp-remittances", billing);
    const posted = await scope.db
      .selectFrom("journal_entries")
      .select("posting_key")
      .orderBy("entry_number")
      .execute();
    return {
      scope,
      act: request(faults, {
        scope,
        token: tokens.maker,
        path: `/v1/bsp-remittances/${paid.body.id}/reject`,
        body: { reason_code: "AC01" },
      }),
      postingKeys: [
        ...posted.map(({ posting_key: key }) => key),
        `bsp-remittance-rejection:BSP-BD-${today().replaceAll("-", "")}-BDT-1`,
      ],
      audited: "bsp_remittance.rejected",
      expectFacts: async () => {
        const rejections = await scope.db
          .selectFrom("bsp_remittance_rejections")
          .select("reason_code")
          .execute();
        expect(rejections).toEqual([{ reason_code: "AC01" }]);
      },
    };
  },
};

export const remitToBsp = remittance("remitToBsp, which pays", []);
export const remitApproved = remittance("remitToBsp, which is approved", [["1000000.00", 1]]);
