import { once } from "node:events";
import { createWriteStream } from "node:fs";

import { fromBspTransaction } from "../../domain/bsp/hot/from-bsp-transaction";
import type { HotFile, WrittenRecord } from "../../domain/bsp/hot/write-file";
import { writeHotFile } from "../../domain/bsp/hot/write-file";

const transactionsOfOffice = 500;
/** A million but one: TRNN, which counts the transactions of a file, has six digits (DISH 23). */
export const mostTransactions = 999_999;
/** The agency of all transactions. */
export const benchAgent = "42300010";

/** Writes a file of so many transactions, a tenth of them refunds, and never holds it. */
export async function writeBenchFile(path: string, count: number): Promise<void> {
  const stream = createWriteStream(path, { encoding: "latin1", highWaterMark: 1 << 20 });
  for (const line of writeHotFile(fileOf(count))) {
    if (!stream.write(`${line}\r\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

function fileOf(count: number): HotFile {
  return {
    header: {
      BSPI: ["BDT"],
      TACN: ["997"],
      REVN: ["230"],
      TPST: ["TEST"],
      PRDA: ["260316"],
      TIME: ["0400"],
      ISOC: ["BD"],
      FSQN: ["1"],
    },
    cycles: [
      {
        header: { PDAI: ["031"], PCYC: ["1"], BAED: ["260315"], DYRI: ["F"], HRED: ["260315"] },
        offices: officesOf(count),
      },
    ],
  };
}

function* officesOf(count: number) {
  for (let from = 0; from < count; from += transactionsOfOffice) {
    yield {
      header: { AGTN: [benchAgent], RMED: ["260315"], CUTP: ["BDT2"] },
      transactions: transactionsFrom(from, Math.min(count, from + transactionsOfOffice)),
    };
  }
}

function* transactionsFrom(from: number, to: number): Generator<readonly WrittenRecord[]> {
  for (let index = from; index < to; index += 1) yield transaction(index);
}

function transaction(index: number): readonly WrittenRecord[] {
  const isRefund = index % 10 === 9;
  const sign = isRefund ? -1n : 1n;
  const fare = sign * BigInt(1_000_000 + (index % 9_973) * 100);
  const taxes = [
    { code: "BD", amount: sign * 50_000n },
    { code: "YQ", amount: sign * 800_000n },
    { code: "UT", amount: sign * 30_000n },
    { code: "E5", amount: sign * 12_500n },
  ];
  const gross = taxes.reduce((sum, { amount }) => sum + amount, fare);
  const commission = (-fare * 7n) / 100n;
  const number = `997${String(index).padStart(10, "0")}`;
  return fromBspTransaction({
    code: isRefund ? "RFND" : "TKTT",
    airline: "997",
    agent: benchAgent,
    issuedOn: "2026-03-02",
    remittanceEndsOn: "2026-03-15",
    currency: "BDT",
    documents: [{ number, couponUse: "FFVV" }],
    fare,
    taxes,
    gross,
    commission,
    commissionRate: 700,
    commissionType: "",
    taxOnCommission: [],
    payments: [{ kind: "CA", amount: gross, account: "", approvalCode: "" }],
    remittance: gross + commission,
    related: isRefund ? [{ number, coupons: [1, 2], memoReason: "", waiver: "" }] : [],
    exchanged: [],
    passengerName: "RAHMAN/AYESHA MS",
    reservation: "ABC123/1A",
    tourCode: "",
  });
}
