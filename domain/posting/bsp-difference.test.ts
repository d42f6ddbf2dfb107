import * as fc from "fast-check";

import { openItem } from "../../tests/harness/open-items";
import { balancesOf, booksIn } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { money } from "../money";
import { postBspDifference } from "./bsp-difference";
import { postBspSettlement } from "./bsp-settlement";

const anyMinor = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
const sale = { bookingId: 1, customerId: 2, productCode: "air", ticketId: 1 };
const bdt = (minor: bigint) => money("BDT", minor);
const taka = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")} BDT`;

describe("postBspDifference", () => {
  test("accepted before it is billed, it comes to what the settlement alone comes to", () => {
    const books = booksIn("BDT");
    const settle = (items: readonly string[], billed: bigint) =>
      buildEntry(
        postBspSettlement(
          {
            currency: "BDT",
            documents: [
              {
                supplierId: 5,
                ticketId: 1,
                items: items.map((item) => openItem(item, { supplierId: 5, ticketId: 1 })),
                billed: bdt(billed),
                difference: "accepted",
              },
            ],
          },
          books,
        ).lines,
        books,
      );
    fc.assert(
      fc.property(anyMinor, anyMinor, (claim, commission) => {
        fc.pre(claim + commission !== 0n);
        const billed = 4_570_000n + claim + commission;
        const accepted = postBspDifference({
          supplierId: 5,
          sale,
          claim: bdt(claim),
          commission: bdt(commission),
        });
        const [gross, ours] = [4_850_000n + claim, 280_000n - commission];
        const side = ours >= 0n ? "Dr" : "Cr";
        const items = [`2011 Cr ${taka(gross)}`, `1109 ${side} ${taka(ours < 0n ? -ours : ours)}`];
        const both = [
          buildEntry(accepted, books),
          settle(ours === 0n ? items.slice(0, 1) : items, billed),
        ];
        const alone = [settle(["2011 Cr 48500.00 BDT", "1109 Dr 2800.00 BDT"], billed)];
        for (const account of ["5045", "7045", "1011"]) {
          expect(balancesOf(both)[account] ?? 0n).toBe(balancesOf(alone)[account] ?? 0n);
        }
        const leftOf = (account: string, opened: bigint) =>
          opened + (balancesOf(both)[account] ?? 0n);
        expect([leftOf("2011", -4_850_000n), leftOf("1109", 280_000n)]).toEqual([0n, 0n]);
      }),
    );
  });
});
