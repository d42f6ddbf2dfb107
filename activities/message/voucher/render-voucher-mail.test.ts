import { renderVoucherMail } from "./render-voucher-mail";
import type { Voucher } from "./voucher";

const voucher: Voucher = {
  agency: { name: "Padma Travels", color: "#0A5C5C", addressLines: [], iataNumber: "" },
  issuedOn: "2026-11-23",
  bookingReference: "TVB-2026-000123",
  number: "1-3087549",
  supplier: "Hotelbeds",
  hotel: "Sea & Sand",
  checkIn: "2027-02-03",
  checkOut: "2027-02-06",
  nights: 3,
  rooms: [{ name: "Double", board: "Breakfast", guests: ["RAHMAN/AYESHA", "RAHMAN/MINA (7)"] }],
};

describe("renderVoucherMail", () => {
  test("says by which number the hotel knows the booking, for whom and when", () => {
    const { subject, text } = renderVoucherMail(voucher);
    expect(subject).toBe("Voucher TVB-2026-000123: Sea & Sand, 2027-02-03");
    for (const fact of ["1-3087549 (Hotelbeds)", "2027-02-06", "RAHMAN/MINA (7)", "Breakfast"]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain("paid through the agency");
  });

  test("says what is payable at the hotel", () => {
    const payableThere = { amount: "21000.00", currency: "BDT" };
    expect(renderVoucherMail({ ...voucher, payableThere }).text).toContain(
      "Payable at the hotel: BDT 21,000.00",
    );
  });

  test("escapes its HTML", () => {
    const { html } = renderVoucherMail({ ...voucher, hotel: '<b>"Sea"</b>' });
    expect(html).toContain("&lt;b&gt;&quot;Sea&quot;&lt;/b&gt;");
    expect(html).not.toContain("<b>");
  });
});
