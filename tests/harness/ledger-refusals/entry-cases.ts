import { bdt, createDraft, expectStatus } from "../bookkeepers";
import type { RefusalCase } from "./refusing-books";
import { credit, debit, drafting, drafts, submitting } from "./refusing-books";

export const entryCases: readonly RefusalCase[] = [
  {
    code: "AMOUNT_INVALID",
    name: "an amount of nothing",
    status: 422,
    detail: /an amount above zero/,
    arrange: drafting({ ...debit, amount: bdt("0.00") }),
  },
  {
    code: "AMOUNT_INVALID",
    name: "an amount below nothing",
    status: 422,
    detail: /an amount above zero/,
    arrange: drafting({ ...debit, amount: bdt("-1.00") }),
  },
  {
    code: "AMOUNT_PRECISION",
    name: "a third decimal of a currency with two",
    status: 422,
    detail: /1\.005/,
    arrange: drafting({ ...debit, amount: bdt("1.005") }),
  },
  {
    code: "AMOUNT_PRECISION",
    name: "a decimal of a currency with none",
    status: 422,
    detail: /1\.5/,
    arrange: drafting({ ...debit, amount: { amount: "1.5", currency: "JPY" } }),
  },
  {
    code: "CURRENCY_UNKNOWN",
    name: "a currency that does not exist",
    status: 422,
    detail: /XQZ/,
    arrange: drafting({ ...debit, amount: { amount: "1.00", currency: "XQZ" } }),
  },
  {
    code: "TENANT_MISMATCH",
    name: "a line that names another partner's customer",
    status: 404,
    detail: /not one of the partner's own/,
    arrange: (books) =>
      drafting({ ...debit, account: "1101", customer_id: books.strangersCustomerId })(books),
  },
  {
    code: "DIMENSION_REQUIRED",
    name: "a control account without its customer",
    status: 422,
    detail: /control account 1101 names its customer/,
    arrange: submitting({ lines: [{ ...debit, account: "1101" }, credit] }),
  },
  {
    code: "DIMENSION_REQUIRED",
    name: "a control account without its supplier",
    status: 422,
    detail: /control account 2011 names its supplier/,
    arrange: submitting({ lines: [debit, { ...credit, account: "2011" }] }),
  },
  {
    code: "FX_RATE_MISSING",
    name: "a currency without a rate",
    status: 422,
    detail: /GBP/,
    arrange: submitting({
      lines: [debit, credit].map((line) => ({
        ...line,
        amount: { amount: "10.00", currency: "GBP" },
      })),
    }),
  },
  {
    code: "JE_UNBALANCED",
    name: "debits that are not the credits",
    status: 422,
    detail: /balance|debits|credits/i,
    arrange: submitting({ lines: [debit, { ...credit, amount: bdt("1.01") }] }),
  },
  {
    code: "JE_UNBALANCED",
    name: "one line alone",
    status: 422,
    detail: /at least two lines/,
    arrange: submitting({ lines: [debit] }),
  },
  {
    code: "NOT_FOUND",
    name: "a draft that there is not",
    status: 404,
    detail: /No such draft/,
    arrange:
      ({ maker }) =>
      () =>
        maker.post(`${drafts}/jd_01hxv2ztq3k4m5n6p7q8r9s0t1/submit`),
  },
  {
    code: "DUPLICATE_CODE",
    name: "a template whose code is taken",
    status: 409,
    detail: /RENT/,
    arrange: async ({ maker }) => {
      const body = { code: "RENT", description: "Rent", lines: [debit, credit] };
      expectStatus(201, await maker.post("/v1/journal-entries/templates", body));
      return () => maker.post("/v1/journal-entries/templates", body);
    },
  },
  {
    code: "ATTACHMENT_REFUSED",
    name: "a document that is not what it says",
    status: 422,
    detail: /not those of application\/pdf/,
    arrange: async (books) => {
      const { id } = await createDraft(books);
      const content = Buffer.from("no PDF at all").toString("base64");
      const body = { file_name: "bill.pdf", content_type: "application/pdf", content };
      return () => books.maker.post(`${drafts}/${id}/attachments`, body);
    },
  },
];
