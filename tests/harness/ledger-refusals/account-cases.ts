import { createDraft, postManualEntry, submitDraft } from "../bookkeepers";
import type { RefusalCase } from "./refusing-books";
import { accountIdOf, addAccount, credit, debit, setActive, submitting } from "./refusing-books";

export const accountCases: readonly RefusalCase[] = [
  {
    code: "ACCOUNT_NOT_POSTABLE",
    name: "an account that is unknown",
    status: 422,
    detail: /9999 is unknown, inactive or a header/,
    arrange: submitting({ lines: [{ ...debit, account: "9999" }, credit] }),
  },
  {
    code: "ACCOUNT_NOT_POSTABLE",
    name: "an account that was deactivated",
    status: 422,
    detail: /6011 is unknown, inactive or a header/,
    arrange: async (books) => {
      await addAccount(books, "6011");
      await setActive(books, "6011", false);
      return submitting({ lines: [{ ...debit, account: "6011" }, credit] })(books);
    },
  },
  {
    code: "ACCOUNT_NOT_POSTABLE",
    name: "a header account",
    status: 422,
    detail: /6020 is unknown, inactive or a header/,
    arrange: async (books) => {
      await addAccount(books, "6020", { is_postable: false });
      return submitting({ lines: [{ ...debit, account: "6020" }, credit] })(books);
    },
  },
  {
    code: "ACCOUNT_NOT_POSTABLE",
    name: "an account that was deactivated while the approval was pending",
    status: 422,
    detail: /6012 is unknown, inactive or a header/,
    arrange: async (books) => {
      await addAccount(books, "6012");
      const draft = await createDraft(books, { lines: [{ ...debit, account: "6012" }, credit] });
      const { id } = await submitDraft(books, draft);
      await setActive(books, "6012", false);
      return () => books.checker.post(`/v1/approvals/${id}/approve`, {});
    },
  },
  {
    code: "ACCOUNT_HAS_BALANCE",
    name: "deactivating an account with a balance",
    status: 422,
    detail: /6013 has a balance of 1\.000 BDT/,
    arrange: async (books) => {
      const id = await addAccount(books, "6013");
      await postManualEntry(books, { lines: [{ ...debit, account: "6013" }, credit] });
      return () => books.maker.post(`/v1/accounts/${id}/deactivate`);
    },
  },
  {
    code: "ACCOUNT_NAMED_BY_RULES",
    name: "deactivating an account that sales post to",
    status: 422,
    detail: /Posting rules name 1101 as receivable/,
    arrange: async (books) => {
      const id = await accountIdOf(books, "1101");
      return () => books.maker.post(`/v1/accounts/${id}/deactivate`);
    },
  },
  {
    code: "ACCOUNT_INVALID",
    name: "an account below one that is posted to",
    status: 422,
    detail: /The parent 5051 is posted to/,
    arrange:
      ({ maker }) =>
      () =>
        maker.post("/v1/accounts", {
          code: "6014",
          name: "Below",
          class: "expense",
          parent_code: "5051",
        }),
  },
  {
    code: "DUPLICATE_CODE",
    name: "an account whose code is taken",
    status: 409,
    detail: /5051/,
    arrange:
      ({ maker }) =>
      () =>
        maker.post("/v1/accounts", { code: "5051", name: "Again", class: "expense" }),
  },
];
