import type { Kysely } from "kysely";
import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { EntryLine } from "../../domain/journal/build-entry";
import { formatAmount } from "../../domain/money";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import type { PostableAccount } from "./get-postable-accounts";

interface PartyBalance {
  readonly partyId: number;
  readonly accountId: number;
  readonly currency: string;
  readonly functionalCurrency: string;
  readonly minor: bigint;
  readonly functionalMinor: bigint;
}

type Party = "customer" | "supplier";

const tables = {
  customer: { table: "customer_balances", partyColumn: "customer_id" },
  supplier: { table: "supplier_balances", partyColumn: "supplier_id" },
} as const;

/** Adds an entry's lines on control accounts to the balances of their customers and suppliers. */
export async function updatePartyBalances(
  transaction: PartnerTransaction,
  lines: readonly EntryLine[],
  accounts: ReadonlyMap<string, PostableAccount>,
): Promise<void> {
  for (const party of ["customer", "supplier"] as const) {
    const balances = balancesOf(lines, accounts, party);
    const missing: PartyBalance[] = [];
    for (const balance of balances) {
      if (!(await addToBalance(transaction, party, balance))) missing.push(balance);
    }
    await insertBalances(transaction, party, missing);
  }
}

/**
 * False where there is no row to add to. Not ON DUPLICATE KEY UPDATE, which on MySQL locks the end
 * of the table: every other partner's posting would wait for this one's commit. The partner's own
 * postings wait for the entry number, so none comes between this and the insert.
 */
async function addToBalance(
  transaction: PartnerTransaction,
  party: Party,
  balance: PartyBalance,
): Promise<boolean> {
  const { table, partyColumn } = tables[party];
  const { balance_amount: amount, functional_balance_amount: functional } = amounts(balance);
  const result = await ofEitherParty(transaction)
    .updateTable(table)
    .set((eb) => ({
      balance_amount: eb("balance_amount", "+", eb.cast<string>(eb.val(amount), decimal)),
      functional_balance_amount: eb(
        "functional_balance_amount",
        "+",
        eb.cast<string>(eb.val(functional), decimal),
      ),
    }))
    .where(partyColumn, "=", balance.partyId)
    .where("account_id", "=", balance.accountId)
    .where("currency", "=", balance.currency)
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows > 0n;
}

/** Added to a text, a column of decimals would be added as a floating point number. */
const decimal = sql`decimal(18, 3)`;

async function insertBalances(
  transaction: PartnerTransaction,
  party: Party,
  balances: readonly PartyBalance[],
): Promise<void> {
  if (balances.length === 0) return;
  const { table, partyColumn } = tables[party];
  await ofEitherParty(transaction)
    .insertInto(table)
    .values(balances.map((balance) => ({ [partyColumn]: balance.partyId, ...amounts(balance) })))
    .execute();
}

type BalanceTable = Pick<Database["customer_balances"], "customer_id"> &
  Pick<Database["supplier_balances"], "supplier_id"> &
  Omit<Database["customer_balances"], "customer_id">;

/** The two tables are alike but for the party's column. */
function ofEitherParty({ db }: PartnerTransaction): Kysely<Record<string, Partial<BalanceTable>>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return db as unknown as Kysely<Record<string, Partial<BalanceTable>>>;
}

function amounts(balance: PartyBalance) {
  return {
    account_id: balance.accountId,
    currency: balance.currency,
    balance_amount: formatAmount({ currency: balance.currency, minor: balance.minor }),
    functional_balance_amount: formatAmount({
      currency: balance.functionalCurrency,
      minor: balance.functionalMinor,
    }),
  };
}

function balancesOf(
  lines: readonly EntryLine[],
  accounts: ReadonlyMap<string, PostableAccount>,
  party: Party,
): PartyBalance[] {
  const balances = new Map<string, PartyBalance>();
  for (const line of lines) {
    const account = accounts.get(line.account);
    if (account?.control !== party) continue;
    const partyId = party === "customer" ? line.dimensions.customerId : line.dimensions.supplierId;
    invariant(partyId !== undefined, "a control account's line names its party");
    const key = `${partyId}:${account.accountId}:${line.transaction.currency}`;
    const sign = line.side === "debit" ? 1n : -1n;
    const before = balances.get(key);
    balances.set(key, {
      partyId,
      accountId: account.accountId,
      currency: line.transaction.currency,
      functionalCurrency: line.functional.currency,
      minor: (before?.minor ?? 0n) + sign * line.transaction.minor,
      functionalMinor: (before?.functionalMinor ?? 0n) + sign * line.functional.minor,
    });
  }
  // In one order always, so that two entries never wait for each other's rows.
  return [...balances.values()].toSorted(
    (left, right) => left.partyId - right.partyId || left.accountId - right.accountId,
  );
}
