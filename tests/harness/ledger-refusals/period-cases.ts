import { asRoot } from "../as-root";
import { today } from "../database";
import { post, postingOf, setPeriodStatus } from "../ledger";
import type { RefusalCase } from "./refusing-books";
import { periodPath, submitting } from "./refusing-books";

export const periodCases: readonly RefusalCase[] = [
  {
    code: "PERIOD_CLOSED",
    name: "an entry in a closed period",
    status: 422,
    detail: /The period of 2025-01-31 is closed/,
    arrange: async (books) => {
      await setPeriodStatus(books.scope, "2025-01", "closed");
      return submitting({ entry_date: "2025-01-31" })(books);
    },
  },
  {
    code: "PERIOD_CLOSED",
    name: "an entry in a soft-closed period by who may not adjust",
    status: 422,
    detail: /The period of 2025-02-28 is closed/,
    arrange: async (books) => {
      await setPeriodStatus(books.scope, "2025-02", "soft_closed");
      return submitting({ entry_date: "2025-02-28" }, "clerk")(books);
    },
  },
  {
    code: "PERIOD_CLOSED",
    name: "an entry after the last period",
    status: 422,
    detail: /No accounting period is open on or after 2199-01-01/,
    arrange: submitting({ entry_date: "2199-01-01" }),
  },
  {
    code: "PERIOD_NOT_ENDED",
    name: "soft-closing a period that goes on",
    status: 422,
    detail: /2026-12 ends on 2026-12-31/,
    arrange: async (books) => {
      const path = await periodPath(books, "2026-12");
      return () => books.maker.post(`${path}/soft-close`);
    },
  },
  {
    code: "PERIOD_ORDER_INVALID",
    name: "soft-closing a period before those before it",
    status: 409,
    detail: /2025-0\d is open: it comes first/,
    arrange: async (books) => {
      const path = await periodPath(books, "2025-09");
      return () => books.maker.post(`${path}/soft-close`);
    },
  },
  {
    code: "PERIOD_STATE_INVALID",
    name: "closing a period that is open",
    status: 409,
    detail: /2025-09 is open; this takes one that is soft_closed/,
    arrange: async (books) => {
      const path = await periodPath(books, "2025-09");
      return () => books.maker.post(`${path}/close`);
    },
  },
  {
    code: "PERIOD_CHECKLIST_FAILED",
    name: "closing a period whose checklist fails",
    status: 422,
    detail: /The checklist fails: credit_loss_updated/,
    leaves: ["period_checklists"],
    arrange: async (books) => {
      await setPeriodStatus(books.scope, "2025-01", "closed");
      await setPeriodStatus(books.scope, "2025-02", "closed");
      await post(books, postingOf(books, { eventDate: "2025-03-15" }));
      await setPeriodStatus(books.scope, "2025-03", "soft_closed");
      const path = await periodPath(books, "2025-03");
      return () => books.maker.post(`${path}/close`);
    },
  },
  {
    code: "FISCAL_YEAR_NOT_CLOSABLE",
    name: "closing a year whose periods are open",
    status: 422,
    detail: /A year closes when its last period is soft-closed/,
    arrange:
      ({ maker }) =>
      () =>
        maker.post("/v1/fiscal-years/2026/close"),
  },
  {
    code: "PERIOD_UNKNOWN",
    name: "a report of a day without a period",
    status: 422,
    detail: /2019-01-31 lies in no accounting period/,
    arrange:
      ({ maker }) =>
      () =>
        maker.get("/v1/reports/trial-balance?to=2019-01-31"),
  },
  {
    code: "REPORTING_CURRENCY_MISSING",
    name: "a report in a reporting currency that the books have not",
    status: 422,
    detail: /no reporting currency/,
    arrange:
      ({ maker }) =>
      () =>
        maker.get(`/v1/reports/trial-balance?to=${today()}&currency=reporting`),
  },
  {
    code: "STATEMENT_UNBALANCED",
    name: "a report of books that were tampered with",
    isAlone: true,
    status: 409,
    detail: /out by a difference/,
    arrange: async (books) => {
      await post(books, postingOf(books));
      await asRoot((root) =>
        root.query(
          "UPDATE journal_entry_lines SET functional_amount = functional_amount + 1, transaction_amount = transaction_amount + 1 WHERE partner_id = ? AND line_number = 1",
          [books.scope.partnerId],
        ),
      );
      return () => books.maker.get(`/v1/reports/trial-balance?to=${today()}`);
    },
  },
];
