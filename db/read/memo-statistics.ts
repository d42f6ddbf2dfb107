import type { ExpressionBuilder } from "kysely";

import type { MemoCause, MemoKind, MemoState } from "../../domain/memo/memo";
import type { Money } from "../../domain/money";
import { zero } from "../../domain/money";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";

export interface MemoShares {
  readonly memos: number;
  readonly amount: Money;
}

/** Of one airline, kind, cause and currency. */
export interface MemoStatistics {
  readonly supplierPublicId: string;
  readonly supplierName: string;
  readonly airlineCode: string | null;
  readonly kind: MemoKind;
  readonly cause: MemoCause;
  readonly received: MemoShares;
  /** Neither decided nor, where disputed, won or lost. */
  readonly open: MemoShares;
  readonly accepted: MemoShares;
  /** Ever, whatever became of it. */
  readonly disputed: MemoShares;
  /** What airlines stood by at the end of disputes. */
  readonly upheld: Money;
}

const openStates: readonly MemoState[] = ["RECEIVED", "UNDER_REVIEW", "DISPUTED"];

/** What memos have come to, as they stand; by airline, then kind, cause and currency. */
export async function readMemoStatistics(
  { db }: PartnerDatabase,
  filter: {
    /** `YYYY-MM-DD` */
    readonly issuedFrom?: string;
    readonly issuedBefore?: string;
    readonly among?: ReadonlySet<number>;
  },
): Promise<MemoStatistics[]> {
  let query = db
    .selectFrom("agency_memos as memo")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "memo.supplier_id");
  const { issuedFrom, issuedBefore, among } = filter;
  if (among) query = query.where("memo.branch_id", "in", [...among]);
  if (issuedFrom) query = query.where("memo.issued_on", ">=", issuedFrom);
  if (issuedBefore) query = query.where("memo.issued_on", "<", issuedBefore);
  const rows = await query
    .select(["supplier.public_id", "supplier.supplier_name", "supplier.airline_code"])
    .select(["memo.memo_kind", "memo.cause", "memo.currency"])
    .select((eb) => [
      eb.fn.countAll<number>().as("received"),
      eb.fn.sum<string>("memo.memo_amount").as("received_amount"),
      countWhere(eb, isOpen(eb)).as("open"),
      sumWhere(eb, isOpen(eb)).as("open_amount"),
      countWhere(eb, isAccepted(eb)).as("accepted"),
      sumWhere(eb, isAccepted(eb)).as("accepted_amount"),
      countWhere(eb, eb("memo.dispute_reason", "is not", null)).as("disputed"),
      sumWhere(eb, eb("memo.dispute_reason", "is not", null)).as("disputed_amount"),
      eb.fn.sum<string | null>("memo.upheld_amount").as("upheld"),
    ])
    .groupBy(["supplier.supplier_id", "supplier.public_id", "supplier.supplier_name"])
    .groupBy(["supplier.airline_code", "memo.memo_kind", "memo.cause", "memo.currency"])
    .orderBy("supplier.supplier_name")
    .orderBy("supplier.supplier_id")
    .orderBy("memo.memo_kind")
    .orderBy("memo.cause")
    .orderBy("memo.currency")
    .execute();
  return rows.map((row) => {
    const toAmount = (sum: string | null): Money =>
      sum === null ? zero(row.currency) : toMoney(sum, row.currency);
    const shares = (memos: number | string, sum: string | null): MemoShares => ({
      memos: Number(memos),
      amount: toAmount(sum),
    });
    return {
      supplierPublicId: row.public_id,
      supplierName: row.supplier_name,
      airlineCode: row.airline_code,
      kind: row.memo_kind,
      cause: row.cause,
      received: shares(row.received, row.received_amount),
      open: shares(row.open, row.open_amount),
      accepted: shares(row.accepted, row.accepted_amount),
      disputed: shares(row.disputed, row.disputed_amount),
      upheld: toAmount(row.upheld),
    };
  });
}

type Memos = ExpressionBuilder<
  Database & { readonly memo: Database["agency_memos"]; readonly supplier: Database["suppliers"] },
  "memo" | "supplier"
>;
type Condition = ReturnType<Memos>;

const isOpen = (eb: Memos) => eb("memo.state", "in", openStates);

/** A memo that was never disputed and is decided. */
const isAccepted = (eb: Memos) =>
  eb.and([eb("memo.dispute_reason", "is", null), eb("memo.state", "not in", openStates)]);

function countWhere(eb: Memos, condition: Condition) {
  return eb.fn.sum<string>(eb.case().when(condition).then(1).else(0).end());
}

/** Null where there is none: a zero beside a DECIMAL would have the sum made in floating point. */
function sumWhere(eb: Memos, condition: Condition) {
  return eb.fn.sum<string | null>(eb.case().when(condition).then(eb.ref("memo.memo_amount")).end());
}
