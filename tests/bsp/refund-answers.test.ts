import type { RecordValues } from "../../domain/bsp/fixed-width/record";
import { writeRecord } from "../../domain/bsp/fixed-width/write-record";
import { refundAnswersLayout } from "../../domain/bsp/refund-answers/layout";
import { RefundAnswersReader } from "../../domain/bsp/refund-answers/read-answers";
import { refusalOf } from "./refusal-of";

function line(code: string, values: RecordValues): string {
  return writeRecord(refundAnswersLayout, code, { head: code.slice(-1), values });
}

const TRNN = ["000001"];

function answer(over: RecordValues = {}): string[] {
  return [
    line("IT02", {
      TRNN,
      AGTN: ["42300010"],
      DAIS: ["260412"],
      TDNR: ["9975200000047"],
      TRNC: ["RFND"],
      TACN: ["997"],
      PXNM: ["RAHMAN/AYESHA MS"],
      RFAS: ["R"],
      ...over,
    }),
    line("IT03", { TRNN, RCPN: ["1234", "0200"], RTDN: ["9971234567890", "9971234567891"] }),
    line("IT05", { TRNN, TDAM: [150_000n], CUTP: ["BDT2"] }),
    line("IT08", {
      TRNN,
      FPAC: ["4111111111111111", ""],
      FPAM: [100_000n, 50_000n],
      CUTP: ["BDT2", "BDT2"],
      FPTP: ["CCVI1111", "MSCA"],
    }),
    line("IT0H", {
      TRNN,
      TEXT: ["Rejected: the coupon was flown on 2 March, re", "fund of taxes alone"],
    }),
  ];
}

function file(records: readonly string[]): string[] {
  const lines = [line("IT01", { BAED: ["260415"] }), ...records];
  return [...lines, line("IT0Z", { RCNT: [String(lines.length + 1)] })];
}

function read(lines: readonly string[]) {
  const reader = new RefundAnswersReader();
  const answers = lines.flatMap((text) => reader.read(text) ?? []);
  reader.end();
  return answers;
}

test("an answer is read with its documents, its payments and its reason", () => {
  expect(read(file(answer()))).toEqual([
    {
      lines: { first: 2, last: 6 },
      agent: "42300010",
      airline: "997",
      documentNumber: "9975200000047",
      decision: "rejected",
      issuedOn: "2026-04-12",
      passengerName: "RAHMAN/AYESHA MS",
      related: [
        { number: "9971234567890", coupons: [1, 2, 3, 4] },
        { number: "9971234567891", coupons: [2] },
      ],
      currency: "BDT",
      total: 150_000n,
      payments: [
        { kind: "CC", amount: 100_000n, account: "***1111" },
        { kind: "MSCA", amount: 50_000n, account: "" },
      ],
      reason: "Rejected: the coupon was flown on 2 March, refund of taxes alone",
    },
  ]);
});

test.each([
  ["A", "authorised"],
  ["U", "under_investigation"],
])("%s is %s", (RFAS, decision) => {
  expect(read(file(answer({ RFAS: [RFAS] }))).map((each) => each.decision)).toEqual([decision]);
});

test("answers that follow one another are each read", () => {
  expect(read(file([...answer(), ...answer()]))).toHaveLength(2);
});

const whole = file(answer());

test.each<[what: string, lines: readonly string[], code: string, details: object]>([
  ["no header", whole.slice(1), "BSP_FILE_MALFORMED", { line: 1 }],
  ["no count", whole.slice(0, -1), "BSP_FILE_MALFORMED", { line: 7 }],
  [
    "a count that is wrong",
    whole.with(whole.length - 1, line("IT0Z", { RCNT: ["9"] })),
    "BSP_FILE_INCONSISTENT",
    { stated: "00000000009", found: "7" },
  ],
  [
    "a line that is too short",
    whole.with(2, whole[2]?.slice(1) ?? ""),
    "BSP_FILE_MALFORMED",
    { line: 3 },
  ],
  [
    "a record of another answer",
    whole.with(3, (whole[3] ?? "").replace("5000001", "5000002")),
    "BSP_FILE_INCONSISTENT",
    { figure: "TRNN", line: 4 },
  ],
  [
    "a sign in an amount",
    whole.with(3, (whole[3] ?? "").replace("00000150000", "0000015000{")),
    "BSP_FILE_MALFORMED",
    { record: "IT05", column: 87, element: "TDAM" },
  ],
  [
    "a decision that is none",
    file(answer({ RFAS: ["X"] })),
    "BSP_FILE_MALFORMED",
    { element: "RFAS" },
  ],
  ["an answer without its amounts", file(answer().toSpliced(2, 1)), "BSP_FILE_MALFORMED", {}],
  ["something after the count", [...whole, ...answer()], "BSP_FILE_MALFORMED", { line: 8 }],
])("%s is refused", (_, lines, code, details) => {
  const refusal = refusalOf(() => read(lines));
  expect([refusal.code, refusal.details]).toEqual([code, expect.objectContaining(details)]);
});
