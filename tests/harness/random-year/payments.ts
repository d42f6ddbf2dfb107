import type { PostingLine } from "../../../domain/journal/posting";
import { credit, debit } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import { money, subtract, sum, zero } from "../../../domain/money";
import type { BilledDocument } from "../../../domain/posting/bsp-settlement";
import { postBspSettlement } from "../../../domain/posting/bsp-settlement";
import type { CashChannel } from "../../../domain/posting/cash";
import { postDisputedBilling, postDisputeSettlement } from "../../../domain/posting/dispute";
import type { ItemSettlement, OpenItem } from "../../../domain/posting/open-item";
import { restOf } from "../../../domain/posting/open-item";
import { postPayback } from "../../../domain/posting/payback";
import { postAdvanceApplication, postReceipt } from "../../../domain/posting/receipt";
import { postSupplierPayment } from "../../../domain/posting/supplier-payment";
import type { Agency } from "./agency";
import { book, bookOpening, booksOn, chance, openItems, partOf, replaceItems } from "./agency";

const channels: readonly CashChannel[] = ["cash", "bank", "gateway"];

/** A customer pays some of what they owe, and at times more. */
export async function receive(agency: Agency, day: string): Promise<void> {
  const applications = pickApplications(agency, { account: "1101", side: "debit" });
  const [first] = applications;
  if (first === undefined) return;
  const { currency } = first.item.amount;
  const paid = totalOf(applications, currency);
  const extra = chance(agency, 20) ? BigInt(agency.random.integer(100_000)) : 0n;
  const total = money(currency, paid.minor + extra);
  const withheld = money(currency, chance(agency, 15) ? total.minor / 50n : 0n);
  const received = subtract(total, withheld);
  const charge = { amount: money(currency, received.minor / 40n), vat: zero(currency) };
  const channel = agency.random.pick(channels);
  const posting = postReceipt(
    {
      customerId: first.item.dimensions.customerId ?? 0,
      channel,
      received,
      withheld,
      ...(channel === "gateway" ? { charge } : {}),
      applications,
    },
    booksOn(agency, day),
  );
  const entry = await book(agency, day, { lines: posting.lines, description: "Receipt" });
  settle(agency, applications);
  openItems(agency, entry?.lines ?? [], ["2021"]);
}

/** An advance is set against what its customer owes, or a refund is paid back. */
export async function payBack(agency: Agency, day: string): Promise<void> {
  const payable = pickItem(agency, ["2022", "2021"]);
  if (payable === undefined) return;
  const books = booksOn(agency, day);
  const owed = agency.items.find(
    (item) =>
      item.account === "1101" &&
      item.side === "debit" &&
      item.amount.currency === payable.amount.currency &&
      item.dimensions.customerId === payable.dimensions.customerId,
  );
  const amount = money(payable.amount.currency, partOf(agency, payable.amount.minor));
  if (owed !== undefined && chance(agency, 50)) {
    const used = owed.amount.minor < amount.minor ? owed.amount : amount;
    const applications = [{ item: owed, amount: used }];
    const lines = postAdvanceApplication({ advance: payable, applications }, books);
    await book(agency, day, { lines, description: "Advance applied" });
    settle(agency, [...applications, { item: payable, amount: used }]);
    return;
  }
  if (payable.account === "2021") return;
  const kind = agency.random.pick(["cash", "bank", "customer_credit"] as const);
  const means = kind === "customer_credit" ? { kind, months: 12 } : { kind };
  const posting = postPayback({ payable, amount, paidOn: day, means }, books);
  const entry = await book(agency, day, { lines: posting.lines, description: "Refund paid back" });
  settle(agency, [{ item: payable, amount }]);
  openItems(agency, entry?.lines ?? [], ["2021"]);
}

/** A supplier outside BSP is paid, at times with tax withheld. */
export async function paySupplier(agency: Agency, day: string): Promise<void> {
  const applications = pickApplications(agency, { account: "2012", side: "credit" });
  const [first] = applications;
  if (first === undefined) return;
  const { currency } = first.item.amount;
  const amount = totalOf(applications, currency);
  const withheld = money(currency, chance(agency, 25) ? amount.minor / 20n : 0n);
  const { supplierId = 0 } = first.item.dimensions;
  const posting = postSupplierPayment(
    { supplierId, channel: "bank", amount, withheld, applications },
    booksOn(agency, day),
  );
  await book(agency, day, { lines: posting.lines, description: "Supplier paid" });
  settle(agency, applications);
}

/** Settles every document of one currency with BSP, some of them billed otherwise than expected. */
export async function settleBsp(agency: Agency, day: string, currency: string): Promise<void> {
  const claims = agency.items.filter(
    ({ account, amount }) => account === "2011" && amount.currency === currency,
  );
  const keys = new Set(claims.map(documentKey));
  const documents = [...keys].flatMap((key) => toDocument(agency, key, currency));
  if (documents.length === 0) return;
  const posting = postBspSettlement({ currency, documents }, booksOn(agency, day));
  await book(agency, day, { lines: posting.lines, description: `BSP settlement ${currency}` });
  replaceItems(
    agency,
    documents.flatMap(({ items }) => items),
  );
}

function documentKey({ dimensions: { supplierId, ticketId } }: OpenItem): string {
  return `${supplierId}:${ticketId}`;
}

function toDocument(agency: Agency, key: string, currency: string): BilledDocument[] {
  const items = agency.items.filter(
    (item) =>
      (item.account === "2011" || item.account === "1109") &&
      item.amount.currency === currency &&
      documentKey(item) === key,
  );
  const [first] = items;
  if (first === undefined) return [];
  const { supplierId = 0, ticketId } = first.dimensions;
  const expected = items.reduce(
    (total, { side, amount }) => (side === "credit" ? total + amount.minor : total - amount.minor),
    0n,
  );
  const difference = chance(agency, 20) ? BigInt(agency.random.integer(2_001) - 1_000) : 0n;
  return [
    {
      supplierId,
      ...(ticketId === undefined ? {} : { ticketId }),
      items,
      billed: money(currency, expected + difference),
      difference: agency.random.pick(["accepted", "disputed"] as const),
    },
  ];
}

/** A memo that we dispute is billed all the same, and settled later. */
export async function dispute(agency: Agency, day: string): Promise<void> {
  const suspense = agency.items.find(({ account, side }) => account === "1901" && side === "debit");
  if (suspense !== undefined) {
    const { amount, dimensions } = suspense;
    const upheld = money(amount.currency, chance(agency, 50) ? 0n : partOf(agency, amount.minor));
    const supplierId = dimensions.supplierId ?? 0;
    const event = { supplierId, settlement: "bsp", amount, upheld, suspense } as const;
    const lines = postDisputeSettlement(event, booksOn(agency, day));
    const entry = await book(agency, day, { lines, description: "Dispute settled" });
    replaceItems(agency, [suspense]);
    openItems(agency, entry?.lines ?? [], ["2011"]);
    return;
  }
  const supplierId = agency.random.pick(agency.suppliers);
  const amount = money("BDT", BigInt(1 + agency.random.integer(500_000)));
  const lines = postDisputedBilling({ supplierId, settlement: "bsp", amount });
  await bookOpening(agency, day, { lines, description: "Disputed memo billed" });
}

/** Rent and the like: entries of the agency's own. */
export async function spend(agency: Agency, day: string): Promise<void> {
  const amount = money("BDT", BigInt(1 + agency.random.integer(5_000_000)));
  const lines: PostingLine[] = [debit("5051", amount, {}), credit("1011", amount, {})];
  await book(agency, day, { lines, description: "Office, ঢাকা: rent" });
}

function settle(agency: Agency, settlements: readonly ItemSettlement[]): void {
  replaceItems(
    agency,
    settlements.map(({ item }) => item),
    settlements.map(({ item, amount }) => restOf(item, amount)),
  );
}

function pickItem({ items, random }: Agency, accounts: readonly string[]): OpenItem | undefined {
  const found = items.filter(
    ({ account, side }) => accounts.includes(account) && side === "credit",
  );
  return found.length === 0 ? undefined : random.pick(found);
}

/** Up to three items of one party and currency, each paid in part or whole. */
function pickApplications(
  agency: Agency,
  { account, side }: Pick<OpenItem, "account" | "side">,
): ItemSettlement[] {
  const open = agency.items.filter((item) => item.account === account && item.side === side);
  if (open.length === 0) return [];
  const first = agency.random.pick(open);
  const { customerId, supplierId } = first.dimensions;
  return open
    .filter(
      ({ amount, dimensions }) =>
        amount.currency === first.amount.currency &&
        (account === "1101"
          ? dimensions.customerId === customerId
          : dimensions.supplierId === supplierId),
    )
    .slice(0, 3)
    .map((item) => ({
      item,
      amount: money(item.amount.currency, partOf(agency, item.amount.minor)),
    }));
}

function totalOf(settlements: readonly ItemSettlement[], currency: string): Money {
  return sum(
    currency,
    settlements.map(({ amount }) => amount),
  );
}
