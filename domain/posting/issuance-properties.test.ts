import * as fc from "fast-check";

import {
  anyIssuance,
  chargeOf,
  commissionOf,
  currencies,
  grossOf,
} from "../../tests/harness/any-issuance";
import { balanceOf } from "../../tests/harness/posting-books";
import { defaultChartOfAccounts } from "../journal/accounts";
import { buildEntry } from "../journal/build-entry";
import type { PostingLine } from "../journal/posting";
import { formatRate } from "../money";
import { scheduleDeferral } from "../recognition";
import { postIssuance } from "./issuance";

describe("postIssuance, of any sale", () => {
  test("debits equal credits in the transaction currency, and every line is above zero", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const { lines } = postIssuance(event);
        expect(balanceOf(lines)).toBe(0n);
        expect(lines.length).toBeGreaterThanOrEqual(2);
        for (const { amount } of lines) {
          expect(amount.currency).toBe(event.currency);
          expect(amount.minor).toBeGreaterThan(0n);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("every line on a control account names its party, and every line its booking", () => {
    const controls = new Map(defaultChartOfAccounts.map(({ code, control }) => [code, control]));
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const suppliers = new Map(
          event.tickets.map((ticket) => [ticket.ticketId, ticket.supplierId]),
        );
        for (const { account, dimensions } of postIssuance(event).lines) {
          expect(controls.has(account)).toBe(true);
          expect(dimensions).toMatchObject({ bookingId: 3, customerId: 70, productCode: "air" });
          const party = controls.get(account) === "supplier" ? dimensions.supplierId : undefined;
          const owner =
            controls.get(account) === "supplier"
              ? suppliers.get(dimensions.ticketId ?? 0)
              : undefined;
          expect(party).toBe(owner);
        }
      }),
    );
  });

  test("the deferrals are the lines that defer, one for one", () => {
    const deferred = new Set(["2031", "2032", "2033", "1401"]);
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const { lines, deferrals } = postIssuance(event);
        expect(
          lines
            .filter(({ account }) => deferred.has(account))
            .map(({ account, side, amount, dimensions }) => [
              account,
              side,
              amount,
              dimensions.ticketId,
            ]),
        ).toEqual(
          deferrals.map(({ deferredAccount, amount, ticketId }) => [
            deferredAccount,
            deferredAccount === "1401" ? "debit" : "credit",
            amount,
            ticketId,
          ]),
        );
      }),
    );
  });

  test("every deferral is scheduled over its own ticket's flights, to the last minor unit", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        for (const { amount, policy, segments, ticketId } of postIssuance(event).deferrals) {
          expect(segments).toEqual(event.tickets[ticketId - 1]?.segments);
          const slices = scheduleDeferral(amount, policy, segments);
          expect(slices.reduce((total, slice) => total + slice.amount.minor, 0n)).toBe(
            amount.minor,
          );
        }
      }),
    );
  });

  test("no amount is invented or lost between what is sold and the accounts", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const { lines, deferrals } = postIssuance(event);
        const on = (...accounts: string[]) =>
          balanceOf(lines.filter(({ account }) => accounts.includes(account)));
        const waiting = (kind: string) =>
          deferrals.reduce(
            (total, { kind: of, amount }) => total + (of === kind ? amount.minor : 0n),
            0n,
          );
        const ofAgent = event.tickets.filter(({ revenueRole }) => revenueRole === "agent");
        const ofPrincipal = event.tickets.filter(({ revenueRole }) => revenueRole === "principal");
        const throughUs = event.tickets.filter(({ paidToAirline }) => !paidToAirline);
        const onBsp = ofPrincipal.filter(({ settlement }) => settlement === "bsp");
        const billedApart = ofPrincipal.filter(
          (ticket) => ticket.paidToAirline || onBsp.includes(ticket),
        );
        const soldNet = ofPrincipal.filter(
          ({ paidToAirline, settlement }) => !paidToAirline && settlement === "direct",
        );
        const vat = event.charges.reduce((total, charge) => total + charge.vat.minor, 0n);
        const fee = chargeOf(event, "service_fee");
        const markUp = chargeOf(event, "mark_up");
        const discount = chargeOf(event, "discount");

        expect(on("1101")).toBe(grossOf(throughUs) + fee + markUp + vat - discount);
        expect(-on("2011", "2012")).toBe(grossOf(throughUs) - commissionOf(soldNet));
        expect(on("1109")).toBe(commissionOf(ofAgent) + commissionOf(billedApart));
        expect(-on("4011", "2031")).toBe(commissionOf(ofAgent));
        expect(-on("4031") + waiting("service_fee")).toBe(fee);
        expect(-on("4032", "2033", "4091") + waiting("mark_up")).toBe(
          grossOf(ofPrincipal) + markUp - discount,
        );
        expect(on("1401")).toBe(grossOf(ofPrincipal) - commissionOf(ofPrincipal));
        expect(-on("2061")).toBe(vat);
      }),
      { numRuns: 1_000 },
    );
  });

  test("each supplier's claim stands on the account it is settled on", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        for (const { account, dimensions } of postIssuance(event).lines) {
          const ticket = event.tickets[(dimensions.ticketId ?? 0) - 1];
          const wrong = ticket?.settlement === "bsp" ? "2012" : "2011";
          expect(account).not.toBe(ticket === undefined ? "2011" : wrong);
        }
      }),
    );
  });

  test("nothing is earned at once that the policy defers, and nothing deferred that it earns", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const posted = new Set(postIssuance(event).lines.map(({ account }) => account));
        const { commission, markUp, serviceFee } = event.recognition;
        expect(posted.has(commission === "at_issuance" ? "2031" : "4011")).toBe(false);
        expect(markUp !== "at_issuance" && posted.has("4032")).toBe(false);
        expect(serviceFee !== "at_issuance" && posted.has("4031")).toBe(false);
        expect(markUp === "at_issuance" && serviceFee === "at_issuance" && posted.has("2032")).toBe(
          false,
        );
      }),
    );
  });

  test("the order of charges and of flights changes no line", () => {
    fc.assert(
      fc.property(anyIssuance, (event) => {
        const turned = {
          ...event,
          charges: event.charges.toReversed(),
          tickets: event.tickets.map((ticket) => ({
            ...ticket,
            segments: ticket.segments.toReversed(),
          })),
        };
        expect(postIssuance(turned).lines).toEqual(postIssuance(event).lines);
      }),
    );
  });

  test("the order of tickets changes no account's balance, where all are sold in one role", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        fc.constantFrom("agent" as const, "principal" as const),
        (random, revenueRole) => {
          const event = {
            ...random,
            tickets: random.tickets.map((ticket) => ({ ...ticket, revenueRole })),
          };
          fc.pre(chargeOf(event, "discount") <= grossOf(event.tickets));
          const turned = { ...event, tickets: event.tickets.toReversed() };
          expect(balances(postIssuance(turned).lines)).toEqual(balances(postIssuance(event).lines));
        },
      ),
    );
  });

  test("it can be booked in any functional currency, at any rate", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        fc.constantFrom(...currencies),
        fc.bigInt({ min: 1n, max: 10n ** 11n }),
        (event, functional, rate) => {
          const { lines } = postIssuance(event);
          const entry = buildEntry(lines, { functional, rateOf: () => formatRate(rate) });
          expect(entry.lines.length - lines.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

function balances(lines: readonly PostingLine[]): Record<string, bigint> {
  const accounts = [...new Set(lines.map(({ account }) => account))].toSorted();
  return Object.fromEntries(
    accounts.map((account) => [
      account,
      balanceOf(lines.filter((line) => line.account === account)),
    ]),
  );
}
