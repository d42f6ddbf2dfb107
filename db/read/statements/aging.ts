import type { Money } from "../../../domain/money";
import { add, money, subtract, zero } from "../../../domain/money";
import type { Aging } from "../../../domain/statements/aging";
import { buildAging } from "../../../domain/statements/aging";
import type { OpenLine, PartyLine } from "../../../domain/statements/apply-oldest-first";
import { applyOldestFirst } from "../../../domain/statements/apply-oldest-first";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import { assertBalanced, balanceOf } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import type { OpenLinesQuery, OpenPartyLine } from "./open-party-lines";
import { listOpenPartyLines } from "./open-party-lines";
import type { PartyKind, PartyName } from "./parties";
import { controlAccountsOf, getPartyName, listPartyNames } from "./parties";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";
import { sumUnlinkedLines } from "./unlinked-lines";

export interface AgingRequest extends StatementRequest {
  readonly kind: PartyKind;
  /** Days overdue at which a bucket ends, rising. */
  readonly limits: readonly number[];
  /** Public id: of one party, with its open items. */
  readonly partyId?: string | undefined;
}

export interface PartyAging extends Omit<Aging, "rows"> {
  /** By code. */
  readonly rows: readonly (Aging["rows"][number] & { readonly party: PartyName })[];
  /** The control accounts that it ages; their balances add up to its total over all parties. */
  readonly controls: readonly { readonly account: StatementAccount; readonly balance: Money }[];
  readonly items: readonly OpenLine<OpenPartyLine>[];
}

/**
 * Receivables: control accounts of customers that are assets; payables: those of suppliers that
 * are liabilities, without provisions. Refuses (`STATEMENT_UNBALANCED`) to show what does not add
 * up to their balances.
 */
export function readAging(scope: PartnerDatabase, request: AgingRequest): Promise<PartyAging> {
  return readStatement(scope, request, async (books) => {
    const { kind, limits } = request;
    const asset = kind === "customer";
    const accounts = controlAccountsOf(kind, books.accounts).filter(
      (account) => account.class === (asset ? "asset" : "liability"),
    );
    const controls = await readControls(books, accounts, asset ? 1n : -1n);
    const party =
      request.partyId === undefined
        ? undefined
        : await getPartyName(books.snapshot, kind, request.partyId);
    const query: OpenLinesQuery = {
      kind,
      accountIds: accounts.map(({ accountId }) => accountId),
      partyId: party?.partyId,
      owedOn: asset ? "debit" : "credit",
    };
    const { currency } = books.currency;
    const options = { asOf: books.range.to, limits, currency };
    if (party !== undefined) {
      const items = applyOldestFirst(await listOpenPartyLines(books, query));
      const aging = buildAging(items, options);
      return { ...aging, rows: await withNames(books, kind, aging.rows), controls, items };
    }
    const aging = buildAging(applyOldestFirst(await listAllLines(books, query)), options);
    assertTied(kind, aging, controls);
    return { ...aging, rows: await withNames(books, kind, aging.rows), controls, items: [] };
  });
}

/** Of all parties, whose items nobody asks for: those of no booking by the day. */
async function listAllLines(books: StatementBooks, query: OpenLinesQuery): Promise<PartyLine[]> {
  return [
    ...(await listOpenPartyLines(books, { ...query, linkedOnly: true })),
    ...(await sumUnlinkedLines(books, query)),
  ];
}

async function readControls(
  books: StatementBooks,
  accounts: readonly StatementAccount[],
  sign: bigint,
): Promise<PartyAging["controls"]> {
  const turnovers = await books.turnovers({ to: books.range.to });
  return accounts.map((account) => {
    const { currency, minor } = balanceOf(turnovers, account.accountId);
    return { account, balance: money(currency, sign * minor) };
  });
}

function assertTied(
  kind: PartyKind,
  { currency, totals }: Aging,
  controls: PartyAging["controls"],
): void {
  const balance = controls.reduce((sum, one) => add(sum, one.balance), zero(currency));
  const statement = kind === "customer" ? "aging of receivables" : "aging of payables";
  assertBalanced(statement, subtract(totals.total, balance));
}

async function withNames(
  { snapshot }: StatementBooks,
  kind: PartyKind,
  rows: Aging["rows"],
): Promise<PartyAging["rows"]> {
  const byId = new Map(rows.map((row) => [row.partyId, row]));
  const parties = await listPartyNames(snapshot, kind, { partyIds: [...byId.keys()] });
  return parties.flatMap((party) => {
    const row = byId.get(party.partyId);
    return row === undefined ? [] : [{ ...row, party }];
  });
}
