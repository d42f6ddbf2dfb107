import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { EntryLine } from "../../domain/journal/build-entry";
import { formatAmount } from "../../domain/money";
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

/** Adds an entry's lines on control accounts to the balances of their customers and suppliers. */
export async function updatePartyBalances(
  { db }: PartnerTransaction,
  lines: readonly EntryLine[],
  accounts: ReadonlyMap<string, PostableAccount>,
): Promise<void> {
  const customers = balancesOf(lines, accounts, "customer");
  if (customers.length > 0) {
    await db
      .insertInto("customer_balances")
      .values(customers.map((balance) => ({ customer_id: balance.partyId, ...amounts(balance) })))
      .onDuplicateKeyUpdate(addInserted)
      .execute();
  }
  const suppliers = balancesOf(lines, accounts, "supplier");
  if (suppliers.length > 0) {
    await db
      .insertInto("supplier_balances")
      .values(suppliers.map((balance) => ({ supplier_id: balance.partyId, ...amounts(balance) })))
      .onDuplicateKeyUpdate(addInserted)
      .execute();
  }
}

// VALUES() works on both servers; MariaDB has no row alias in ON DUPLICATE KEY UPDATE.
const addInserted = {
  balance_amount: sql<string>`balance_amount + VALUES(balance_amount)`,
  functional_balance_amount: sql<string>`functional_balance_amount + VALUES(functional_balance_amount)`,
};

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
  party: "customer" | "supplier",
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
