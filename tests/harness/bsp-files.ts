import { gzipSync } from "node:zlib";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { toMoney } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import { fromBspTransaction } from "../../domain/bsp/hot/from-bsp-transaction";
import { writeHotFile } from "../../domain/bsp/hot/write-file";
import { saleCodeOf } from "../../domain/bsp/matching/transaction-kinds";
import type { ApiClient } from "./api-client";
import { today } from "./database";
import { commitIssuance, createIssuableBooking } from "./issuable-booking";
import { addCustomer, addSupplier } from "./ledger";

export type PlannedTransaction = Omit<BspTransaction, "lines">;

/** IATA numbers of the partner and of a branch. */
export const agencies = { own: "42300010", branch: "42300021" } as const;

export interface BspFileBody {
  readonly id: string;
  readonly state: string;
  readonly operation_id: string | null;
  readonly billing_period: { readonly from: string; readonly to: string } | null;
  readonly transactions: number | null;
  readonly matches: Readonly<Record<string, number>>;
  readonly totals: readonly { readonly currency: string; readonly remittance: string }[];
  readonly supersedes: string | null;
  readonly superseded_by: string | null;
  readonly failure: { readonly code: string; readonly details: Record<string, unknown> } | null;
}

/** A HOT file of a billing period that ends today. */
export function hotLines(
  transactions: readonly PlannedTransaction[],
  { sequence = 1, isFinal = true }: { sequence?: number; isFinal?: boolean } = {},
): string[] {
  const day = today().slice(2).replaceAll("-", "");
  const agents = [...new Set(transactions.map(({ agent }) => agent))];
  const file = {
    header: {
      BSPI: ["BDT"],
      TACN: ["997"],
      REVN: ["230"],
      TPST: ["TEST"],
      PRDA: [day],
      TIME: ["0400"],
      ISOC: ["BD"],
      FSQN: [String(sequence)],
    },
    cycles: [
      {
        header: {
          PDAI: ["031"],
          PCYC: ["1"],
          BAED: [day],
          DYRI: [isFinal ? "F" : "I"],
          HRED: [day],
        },
        offices: agents.map((agent) => ({
          header: { AGTN: [agent], RMED: [day], CUTP: ["BDT2"] },
          transactions: transactions
            .filter((each) => each.agent === agent)
            .map((each) => fromBspTransaction(each)),
        })),
      },
    ],
  };
  return [...writeHotFile(file)];
}

export function toBytes(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(""), "latin1");
}

export function importBspFile<Body = BspFileBody>(
  client: ApiClient,
  bytes: Buffer,
  { isPacked = false, name = "BDhtBSP_20260316.hot" } = {},
) {
  const content = (isPacked ? gzipSync(bytes) : bytes).toString("base64");
  const headers = { Prefer: "wait=30" };
  return client.post<Body>("/v1/bsp-files", { file_name: name, content }, headers);
}

/**
 * Tickets of one booking, issued today at 48,500.00 less 2,800.00 each (accounting.md 5.1); returns
 * all of the partner as BSP would report them.
 */
export async function sellForBsp(
  database: DatabaseHandle,
  scope: PartnerDatabase,
  passengers: number,
  { hasSeats = false } = {},
): Promise<PlannedTransaction[]> {
  const ledger = {
    scope,
    partner: await getPartner(scope),
    customer: await addCustomer(scope),
    supplierId: await addSupplier(scope),
  };
  await commitIssuance(database, await createIssuableBooking(ledger, { passengers, hasSeats }));
  return salesOf(scope);
}

/** The sales that our books have, as BSP would report them if it agreed. */
export async function salesOf({ db }: PartnerDatabase): Promise<PlannedTransaction[]> {
  const rows = await db
    .selectFrom("booking_tickets as ticket")
    .selectAll("ticket")
    .orderBy("ticket.booking_ticket_id")
    .execute();
  const taxes = await db.selectFrom("booking_tax_lines").selectAll().execute();
  return rows.map((row) => {
    const minor = (amount: string) => toMoney(amount, row.currency).minor;
    return saleOf({
      number: row.ticket_number,
      code: saleCodeOf(row.document_type),
      fare: minor(row.base_amount),
      commission: -minor(row.commission_amount),
      taxes: taxes
        .filter(({ booking_fare_id: fareId }) => fareId === row.booking_fare_id)
        .map(({ tax_code: code, tax_amount: amount }) => ({ code, amount: minor(amount) })),
    });
  });
}

/** A cash sale of today that adds up. */
export function saleOf({
  number,
  fare = 4_000_000n,
  taxes = [
    { code: "BD", amount: 50_000n },
    { code: "YQ", amount: 800_000n },
  ],
  commission = -280_000n,
  agent = agencies.own,
  code = "TKTT",
}: {
  readonly number: string;
  readonly fare?: bigint;
  readonly taxes?: PlannedTransaction["taxes"];
  readonly commission?: bigint;
  readonly agent?: string;
  readonly code?: string;
}): PlannedTransaction {
  const gross = taxes.reduce((sum, { amount }) => sum + amount, fare);
  return {
    code,
    airline: number.slice(0, 3),
    agent,
    issuedOn: today(),
    remittanceEndsOn: today(),
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
    related: [],
    exchanged: [],
    passengerName: "RAHMAN/AYESHA MS",
    reservation: "ABC123/1A",
    tourCode: "",
  };
}

/** The same sale with other figures, which adds up again. */
export function altered(
  sale: PlannedTransaction,
  change: {
    readonly fare?: bigint;
    readonly taxes?: PlannedTransaction["taxes"];
    readonly commission?: bigint;
    readonly agent?: string;
    readonly code?: string;
  },
): PlannedTransaction {
  const { fare, taxes, commission, agent, code } = { ...sale, ...change };
  return saleOf({ number: numberOf(sale), fare, taxes, commission, agent, code });
}

export function numberOf({ documents }: PlannedTransaction): string {
  return documents[0]?.number ?? "";
}

/** What our books refunded of a ticket, as BSP would report it if it agreed. */
export async function refundTransactionOf(
  { db }: PartnerDatabase,
  refundId: string,
): Promise<PlannedTransaction> {
  const row = await db
    .selectFrom("refund_documents as document")
    .innerJoin("refunds as refund", "refund.refund_id", "document.refund_id")
    .innerJoin(
      "booking_tickets as ticket",
      "ticket.booking_ticket_id",
      "document.booking_ticket_id",
    )
    .selectAll("document")
    .select("ticket.ticket_number")
    .where("refund.public_id", "=", refundId)
    .executeTakeFirstOrThrow();
  const minor = (amount: string) => toMoney(amount, row.currency).minor;
  const number = row.ticket_number;
  const refund = saleOf({
    number,
    code: "RFND",
    fare: -minor(row.fare_amount),
    taxes: [
      { code: "XX", amount: -minor(row.tax_amount) },
      { code: "CP", amount: minor(row.penalty_amount) },
    ],
    commission: minor(row.commission_amount),
  });
  return { ...refund, related: [{ number, coupons: [1, 2], memoReason: "", waiver: "" }] };
}
