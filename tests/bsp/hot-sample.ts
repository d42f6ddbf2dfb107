import type { BspPayment, BspTransaction } from "../../domain/bsp/bsp-transaction";
import { LineCutter } from "../../domain/bsp/fixed-width/lines";
import { HotReader } from "../../domain/bsp/hot/file-reader";
import type { ReadTransaction } from "../../domain/bsp/hot/file-reader";
import { fromBspTransaction } from "../../domain/bsp/hot/from-bsp-transaction";
import { hotLineLength } from "../../domain/bsp/hot/layouts";
import type { HotFile, HotOffice } from "../../domain/bsp/hot/write-file";
import { writeHotFile } from "../../domain/bsp/hot/write-file";

export type SampleTransaction = Omit<BspTransaction, "lines">;

export const agents = ["42300010", "42300021"] as const;

/** A cash sale of DISH p.120: 1000.00 and a tax of 10.00, 9 % commission with 0.9 % tax on it. */
export function cashSale(over: Partial<SampleTransaction> = {}): SampleTransaction {
  return {
    code: "TKTT",
    airline: "997",
    agent: agents[0],
    issuedOn: "2026-03-02",
    remittanceEndsOn: "2026-03-15",
    currency: "BDT",
    documents: [{ number: "9971234567890", couponUse: "FFVV" }],
    fare: 100_000n,
    taxes: [{ code: "BD", amount: 1_000n }],
    gross: 101_000n,
    commission: -9_000n,
    commissionRate: 900,
    commissionType: "",
    taxOnCommission: [{ code: "VAT", amount: -900n }],
    payments: [payment({ amount: 101_000n })],
    remittance: 91_100n,
    related: [],
    exchanged: [],
    passengerName: "RAHMAN/AYESHA MS",
    reservation: "ABC123/1A",
    tourCode: "",
    ...over,
  };
}

export function payment(over: Partial<BspPayment>): BspPayment {
  return { kind: "CA", amount: 0n, account: "", approvalCode: "", ...over };
}

/** Each agent's transactions under one office, in the order in which the agents come. */
export function fileOf(transactions: readonly SampleTransaction[]): HotFile {
  const agentsSeen = [...new Set(transactions.map(({ agent }) => agent))];
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
        offices: agentsSeen.map((agent) =>
          officeOf(transactions.filter((each) => each.agent === agent)),
        ),
      },
    ],
  };
}

function officeOf(transactions: readonly SampleTransaction[]): HotOffice {
  const { agent = "", currency = "BDT", remittanceEndsOn = "" } = transactions[0] ?? {};
  return {
    header: {
      AGTN: [agent],
      RMED: [remittanceEndsOn.slice(2).replaceAll("-", "")],
      CUTP: [`${currency}2`],
    },
    transactions: transactions.map(fromBspTransaction),
  };
}

export function linesOf(transactions: readonly SampleTransaction[]): string[] {
  return [...writeHotFile(fileOf(transactions))];
}

/** Reads a whole file as an import would: cut into lines, line by line, to its end. */
export function readText(text: string): ReadTransaction[] {
  const [cutter, reader] = [new LineCutter(hotLineLength), new HotReader()];
  const read: ReadTransaction[] = [];
  for (const lines of [cutter.cut(text), cutter.end()]) {
    for (const line of lines) {
      const transaction = reader.read(line);
      if (transaction !== undefined) read.push(transaction);
    }
  }
  reader.end();
  return read;
}

export function readLines(lines: readonly string[]): ReadTransaction[] {
  return readText(lines.map((line) => `${line}\r\n`).join(""));
}
