import { renderVoucher } from "../../activities/message/voucher/render-voucher";
import type { Voucher } from "../../activities/message/voucher/voucher";
import { readFonts, readInfo, readPages } from "./read-pdf";

describe("renderVoucher", () => {
  test("says what the hotel has to know", async () => {
    const [text = ""] = readPages(await renderVoucher(newVoucher()));
    const expected = [
      "Meghna Travels",
      "Hotel voucher",
      "Harbour Hotel",
      "1-3087549",
      "TVB-2026-000123",
      "Hotelbeds",
      "Wed 3 Feb 2027",
      "Sat 6 Feb 2027",
      "Room 2: Double, Breakfast",
      "RAHMAN/MINA (7)",
      "paid through the agency",
      "Page 1 of 1",
    ];
    expect(expected.filter((part) => !text.includes(part))).toEqual([]);
  });

  test("says what is payable at the hotel", async () => {
    const payableThere = { amount: "21000.00", currency: "BDT" };
    const [text = ""] = readPages(await renderVoucher(newVoucher({ payableThere })));
    expect(text).toContain("Payable at the hotel: BDT 21,000.00");
  });

  test("goes on over pages where nine rooms are full, each page named", async () => {
    const guests = Array.from({ length: 8 }, (_, index) => `RAHMAN/GUEST ${index + 1}`);
    const rooms = Array.from({ length: 9 }, () => ({ name: "Double", board: "Breakfast", guests }));
    const pages = readPages(await renderVoucher(newVoucher({ rooms })));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.join(" ").match(/RAHMAN\/GUEST/g)).toHaveLength(72);
    expect(pages.every((page) => page.includes("1-3087549"))).toBe(true);
  });

  test("is the same each time, with its fonts in it", async () => {
    const [one, other] = await Promise.all([
      renderVoucher(newVoucher()),
      renderVoucher(newVoucher()),
    ]);
    expect(one.equals(other)).toBe(true);
    expect(readFonts(one).every(({ embedded }) => embedded)).toBe(true);
    expect(readInfo(one)).toMatchObject({ Title: "Hotel voucher 1-3087549" });
  });
});

function newVoucher(changes: Partial<Voucher> = {}): Voucher {
  const room = { name: "Double", board: "Breakfast" };
  return {
    agency: {
      name: "Meghna Travels",
      color: "#0A5C5C",
      addressLines: ["House 12, Road 27"],
      phone: "+880 2 5500 1234",
      iataNumber: "",
    },
    issuedOn: "2026-11-23",
    bookingReference: "TVB-2026-000123",
    number: "1-3087549",
    supplier: "Hotelbeds",
    hotel: "Harbour Hotel",
    checkIn: "2027-02-03",
    checkOut: "2027-02-06",
    nights: 3,
    rooms: [
      { ...room, guests: ["RAHMAN/AYESHA", "RAHMAN/TANVIR"] },
      { ...room, guests: ["RAHMAN/NABIL", "RAHMAN/MINA (7)"] },
    ],
    ...changes,
  };
}
