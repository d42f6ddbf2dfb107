import { today } from "../database";
import type { Act, RefusalCase, RefusingBooks } from "./refusing-books";

const header = "entry,date,description,account,debit,credit,currency";

function importing(rows: readonly string[]) {
  return ({ maker }: RefusingBooks): Act => {
    const body = { kind: "journal", csv: [header, ...rows].join("\n") };
    return () => maker.post("/v1/journal-imports", body, { Prefer: "wait=30" });
  };
}

/** Two rows for each entry. */
function rowsOf(entries: number): string[] {
  return Array.from({ length: entries }, (_, index) => [
    `N-${index},${today()},Charges,5051,1.00,,BDT`,
    `N-${index},${today()},Charges,1161,,1.00,BDT`,
  ]).flat();
}

export const importAndRateCases: readonly RefusalCase[] = [
  {
    code: "IMPORT_INVALID",
    name: "one bad row in 10,000",
    status: 422,
    // The header is line 1.
    detail: /Nothing was imported\. Line 6791: .*4039/,
    leaves: ["journal_imports"],
    arrange: (books) => {
      const rows = rowsOf(5_000);
      return importing(rows.with(6_789, rows[6_789]?.replace(",1161,", ",4039,") ?? ""))(books);
    },
  },
  {
    code: "IMPORT_TOO_LARGE",
    name: "more rows than one commit takes",
    status: 422,
    detail: /at most 20000 rows/,
    leaves: ["journal_imports"],
    arrange: importing(rowsOf(10_001)),
  },
  {
    code: "FX_RATE_INVALID",
    name: "a rate of one currency to itself",
    status: 422,
    detail: /A rate is of two currencies/,
    arrange:
      ({ maker }) =>
      () =>
        maker.post("/v1/fx-rates", { from: "USD", to: "USD", effective_on: today(), rate: "1" }),
  },
  {
    code: "FX_RATE_MISSING",
    name: "asking for a rate that is not known",
    status: 422,
    detail: /No rate from GBP to BDT/,
    arrange:
      ({ maker }) =>
      () =>
        maker.get(`/v1/fx-rates/in-force?from=GBP&to=BDT&on=${today()}`),
  },
];
