import { deferBookings } from "../../../bench/recognition/defer-bookings";
import { lockPeriods } from "../../../db/read/periods";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updatePeriodStatus } from "../../../db/write/periods";
import { credit, debit } from "../../../domain/journal/posting";
import { parseMoney } from "../../../domain/money";
import type { PeriodStatus } from "../../../domain/period/period-state";
import type { BooksPartner } from "../../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../../harness/books-partner";
import { nowAsDateTime, testContext } from "../../harness/database";
import { addRate, post, postingOf } from "../../harness/ledger";
import type { LedgerFaults } from "./ledger-faults";
import type { MoneyPath } from "./money-path";
import { request } from "./money-path";

export const closePeriod: MoneyPath = {
  name: "closePeriod",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    const sale = postingOf(books, { eventDate: "2025-01-15" });
    await post(books, sale);
    await move(books, ["2025-01"], ["open", "soft_closed"]);
    const path = `/v1/periods/${await periodIdOf(books, "2025-01")}/close`;
    const body = { attestations: [{ item: "credit_loss_updated", note: "nothing to add" }] };
    return {
      scope: books.scope,
      act: request(faults, { ...books, path, body }),
      postingKeys: [sale.postingKey],
      audited: "period.closed",
      expectFacts: async () => {
        expect(await statusOf(books, "2025-01")).toBe("closed");
        const checklists = await books.scope.db
          .selectFrom("period_checklists")
          .select("purpose")
          .execute();
        expect(checklists).toEqual([{ purpose: "close" }]);
      },
    };
  },
};

export const revaluePeriod: MoneyPath = {
  name: "revaluePeriod, with its reversal",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "117.3332", on: "2025-01-01" });
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "118.1", on: "2025-01-31" });
    const amount = parseMoney({ amount: "640.00", currency: "USD" });
    const lines = [
      debit("1101", amount, { customerId: books.customer.id }),
      credit("4031", amount, {}),
    ];
    const sale = postingOf(books, { eventDate: "2025-01-15", lines });
    await post(books, sale);
    const path = `/v1/periods/${await periodIdOf(books, "2025-01")}/revalue`;
    return {
      scope: books.scope,
      act: request(faults, { ...books, path }),
      postingKeys: [sale.postingKey, "revaluation:2025-01", "revaluation-reversal:2025-01"],
      expectFacts: async () => expect(await statusOf(books, "2025-01")).toBe("open"),
    };
  },
};

export const accruePeriod: MoneyPath = {
  name: "accruePeriod",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    const { scope, client, customer, supplierId } = books;
    const sale = { customerId: customer.id, supplierId, bookings: 1, linesEach: 1 };
    await deferBookings(scope, { ...sale, issuedOn: "2025-01-05", servedOn: "2025-01-20" });
    const keysOf = async () => {
      const rows = await scope.db
        .selectFrom("journal_entries")
        .select("posting_key")
        .orderBy("entry_number")
        .execute();
      return rows.map((row) => row.posting_key);
    };
    const before = await keysOf();
    const { body } = await client.get<{ data: { id: string }[] }>("/v1/suppliers");
    await client.post("/v1/override-agreements", {
      code: "BG-2025",
      supplier_id: body.data[0]?.id,
      kind: "override",
      valid_from: "2025-01-01",
      valid_until: "2025-12-31",
      tiers: [{ from: { amount: "0.00", currency: "BDT" }, percent: "1" }],
    });
    return {
      scope,
      act: request(faults, {
        ...books,
        path: `/v1/periods/${await periodIdOf(books, "2025-01")}/accrue`,
      }),
      postingKeys: [...before, "override-accrual:2025-01"],
      audited: "period.accrued",
      expectFacts: async () => {
        const rows = await scope.db.selectFrom("override_accruals").select("posting_key").execute();
        expect(rows).toEqual([{ posting_key: "override-accrual:2025-01" }]);
      },
    };
  },
};

export const closeFiscalYear: MoneyPath = {
  name: "closeFiscalYear",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    const sale = postingOf(books, { eventDate: "2025-12-10" });
    await post(books, sale);
    await move(books, [...monthsBefore, "2025-12"], ["open", "soft_closed"]);
    await move(books, monthsBefore, ["soft_closed", "closed"]);
    return {
      scope: books.scope,
      act: request(faults, { ...books, path: "/v1/fiscal-years/2025/close" }),
      postingKeys: [sale.postingKey, "year-end:2025"],
      expectFacts: async () => expect(await statusOf(books, "2025-12")).toBe("soft_closed"),
    };
  },
};

export const refreshExchangeRates: MoneyPath = {
  name: "refreshExchangeRates",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    await books.client.post("/v1/fx-rate-feeds/ecb", { active: true });
    return {
      scope: books.scope,
      act: request(faults, { ...books, path: "/v1/fx-rate-feeds/ecb/refresh" }),
      postingKeys: [],
      expectFacts: () => expectEachRateOnce(books),
    };
  },
};

export const verifyBooks: MoneyPath = {
  name: "verifyBooks",
  prepare: async (faults: LedgerFaults) => {
    const books = await createBooksPartner(faults.app);
    const sale = postingOf(books);
    await post(books, sale);
    return {
      scope: books.scope,
      act: request(faults, { ...books, path: "/v1/ledger/verification" }),
      postingKeys: [sale.postingKey],
      expectFacts: async () => {
        const kept = await books.scope.db
          .selectFrom("verifications")
          .select(["verification_kind", "is_clean"])
          .execute();
        expect(kept).toEqual([{ verification_kind: "ledger", is_clean: 1 }]);
      },
    };
  },
};

const monthsBefore = Array.from(
  { length: 11 },
  (_, index) => `2025-${String(index + 1).padStart(2, "0")}`,
);

/** As the product does it, history and audit with it, without its checklist. */
async function move(
  { scope }: BooksPartner,
  codes: readonly string[],
  [from, to]: readonly [PeriodStatus, PeriodStatus],
): Promise<void> {
  const at = nowAsDateTime();
  await inTransaction(scope, async (transaction) => {
    const periods = (await lockPeriods(transaction)).filter(({ code }) => codes.includes(code));
    for (const period of periods) await updatePeriodStatus(transaction, period, { to, at });
    const events = periods.map(({ publicId, code }) => ({
      type: `period.${to}`,
      targetType: "accounting_period",
      targetId: publicId,
      payload: { period: code, from, to },
    }));
    await writeAudit(transaction, testContext, events, at);
  });
}

async function statusOf({ scope }: BooksPartner, code: string): Promise<string> {
  const row = await scope.db
    .selectFrom("accounting_periods")
    .select("status")
    .where("period_code", "=", code)
    .executeTakeFirstOrThrow();
  return row.status;
}

async function expectEachRateOnce({ scope }: BooksPartner): Promise<void> {
  const rates = await scope.db
    .selectFrom("fx_rates")
    .select(["from_currency", "to_currency", "effective_on"])
    .where("rate_source", "=", "ecb")
    .execute();
  const distinct = new Set(rates.map((rate) => JSON.stringify(rate)));
  expect(rates.length).toBeGreaterThan(0);
  expect(distinct.size).toBe(rates.length);
}
