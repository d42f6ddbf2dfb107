import { createHash } from "node:crypto";

import { XMLValidator } from "fast-xml-parser";

import type { ETicket } from "../../activities/message/e-ticket/e-ticket";
import { renderETicket } from "../../activities/message/e-ticket/render-e-ticket";
import { readLogo } from "../../services/partner/read-logo";
import { samplePng } from "../harness/sample-images";
import { readFonts, readImages, readInfo, readPages, readXmp } from "./read-pdf";
import { dohaToLondon, londonToDhaka, newETicket, newSegment, newTicket } from "./sample";

interface Renderer {
  readonly renderETicket: typeof renderETicket;
}

const render = async (changes: Partial<ETicket> = {}) => renderETicket(newETicket(changes));

describe("renderETicket", () => {
  test("says everything that an itinerary receipt has to say", async () => {
    const segments = [newSegment(), dohaToLondon, londonToDhaka];
    const [text = ""] = readPages(await render({ tickets: [newTicket({ segments })] }));
    const expected = [
      "Meghna Travels & Tours",
      "House 12, Road 27, Banani · Dhaka 1213, Bangladesh",
      "+880 2 5500 1234 · tickets@meghna.example",
      "Issued 21 Oct 2026 · IATA 42-3 1234 5",
      "RAHMAN/KARIM MR",
      "Adult",
      "BOOKING REFERENCE",
      "TB7K2Q",
      "AIRLINE REFERENCE",
      "K8WQ2N",
      "157-1234567890",
      "Qatar Airways (QR)",
      "DAC Dhaka",
      "Hazrat Shahjalal International Airport",
      "Connection in Doha (DOH), 2 h 35 min",
      "Heathrow Airport, Terminal 4",
      "EK 10",
      "Operated by flydubai",
      "+1 day",
      "Waitlisted",
      "Business (J)",
      "JRTGB9/SALE",
      "2PC",
      "Airport control",
      "USD 420.00",
      "BDT 49,280.00",
      "BDT 26,263.00",
      "BDT 75,543.00",
      "Embarkation fee, Bangladesh",
      "Tax, fee or charge",
      "VISA ····1111",
      "NON END/CHNG PENALTIES AS PER RULE",
      "DAC QR X/DOH QR LON420.00NUC420.00END",
      "Conditions of carriage",
      "Page 1 of",
    ];
    expect(expected.filter((part) => !text.includes(part))).toEqual([]);
  });

  test("renders the same bytes for the same input, in another process as well", async () => {
    const first = await render();
    const second = await render();
    expect(sha256(second)).toBe(sha256(first));
    await jest.isolateModulesAsync(async () => {
      const fresh = require("../../activities/message/e-ticket/render-e-ticket") as Renderer;
      expect(sha256(await fresh.renderETicket(newETicket()))).toBe(sha256(first));
    });
    const other = newTicket({ number: "1571234567891" });
    expect(sha256(await render({ tickets: [other] }))).not.toBe(sha256(first));
  });

  test("fits one passenger with two flights on one page", async () => {
    expect(readPages(await render())).toHaveLength(1);
  });

  test("gives each of nine passengers a page of their own", async () => {
    const tickets = Array.from({ length: 9 }, (_, index) =>
      newTicket({ passengerName: `RAHMAN/PASSENGER${index}`, number: `157123456789${index}` }),
    );
    const pages = readPages(await render({ tickets }));
    expect(pages).toHaveLength(9);
    pages.forEach((page, index) => {
      expect(page).toContain(`RAHMAN/PASSENGER${index}`);
      expect(page).toContain(`157-123456789${index}`);
      expect(page).toContain(`Page ${index + 1} of 9`);
    });
  });

  test.each([1, 3, 4, 5, 6, 7, 8, 11, 12, 16])(
    "breaks %d flights between their cards only, and loses none",
    async (count) => {
      const segments = Array.from({ length: count }, (_, index) =>
        newSegment({
          ...(index % 3 === 1 ? dohaToLondon : {}),
          flightNumber: String(700 + index),
          departsLocal: `2026-11-${String(index + 1).padStart(2, "0")}T10:15`,
          arrivesLocal: `2026-11-${String(index + 1).padStart(2, "0")}T13:40`,
        }),
      );
      const pages = readPages(await render({ tickets: [newTicket({ segments })] }));
      const perPage = pages.map((page) => ({
        flights: page.match(/QR 7\d\d/g)?.length ?? 0,
        dates: page.match(/\d Nov 2026/g)?.length ?? 0,
        statuses: page.match(/Confirmed/g)?.length ?? 0,
        coupons: page.match(/Open for use/g)?.length ?? 0,
      }));
      for (const { flights, ...parts } of perPage) {
        expect(parts).toEqual({ dates: flights, statuses: flights, coupons: flights });
      }
      expect(perPage.reduce((total, { flights }) => total + flights, 0)).toBe(count);
      expect(pages.length).toBeLessThanOrEqual(3);
      for (const page of pages.slice(1)) expect(page).toContain("157-1234567890 · TB7K2Q");
    },
  );

  test("never cuts a name short, however long", async () => {
    const passengerName =
      "WOLFESCHLEGELSTEINHAUSENBERGERDORFF-MONTGOMERY/MAXIMILIAN ALEXANDER CHRISTOPHER JONATHAN BARTHOLOMEW MSTR";
    const [text = ""] = readPages(await render({ tickets: [newTicket({ passengerName })] }));
    expect(text.replaceAll(" ", "")).toContain(passengerName.replaceAll(" ", ""));
  });

  test("prints a conjunction as a range", async () => {
    const conjunction = ["1571234567890", "1571234567891"];
    const [text] = readPages(await render({ tickets: [newTicket({ conjunction })] }));
    expect(text).toContain("157-1234567890-91");
  });

  test("goes on with ninety taxes on the next page", async () => {
    const taxes = Array.from({ length: 90 }, (_, index) => ({
      code: `A${index % 10}`,
      amount: { amount: `${index}.00`, currency: "BDT" },
    }));
    const fare = { ...newTicket().fare, taxes };
    const pages = readPages(await render({ tickets: [newTicket({ fare })] }));
    const amounts = pages.join(" ").match(/BDT \d+\.00/g) ?? [];
    expect(new Set(amounts).size).toBeGreaterThanOrEqual(90);
    expect(pages).toHaveLength(2);
  });

  test("shows the agency's logo and colour, the same bytes each time", async () => {
    const { bytes } = readLogo("image/png", samplePng({ width: 300, height: 90 }));
    const logo = Buffer.from(bytes);
    const agency = { ...newETicket().agency, color: "#0B5CAD", logo };
    const tickets = [newTicket(), newTicket({ number: "1571234567891" })];
    const pdf = await render({ agency, tickets });
    expect(sha256(await render({ agency, tickets }))).toBe(sha256(pdf));
    // Drawn on the first page of each ticket, and held once.
    expect(readImages(pdf)).toEqual([
      { page: 1, width: 300, height: 90, object: expect.any(String) },
      { page: 2, width: 300, height: 90, object: expect.any(String) },
    ]);
    expect(new Set(readImages(pdf).map(({ object }) => object)).size).toBe(1);
    expect(readPages(pdf)).toEqual(readPages(await render({ tickets })));
  });

  test("does without what isn't known", async () => {
    const airport = { code: "XXX", name: "XXX", city: "XXX" };
    const segment = newSegment({ origin: airport, fareBasis: "", statusCode: "ZZ" });
    const { baggage: _baggage, cabin: _cabin, ...bare } = segment;
    const { endorsements: _endorsements, ...ticket } = newTicket({ segments: [bare] });
    const agency = { name: "Agency", color: "#0B5CAD", addressLines: [], iataNumber: "" };
    const pages = readPages(await render({ agency, airlineRecordLocator: "", tickets: [ticket] }));
    expect(pages[0]).toContain("Ask the airline");
    expect(pages[0]).not.toMatch(/undefined|AIRLINE REFERENCE|ENDORSEMENTS|XXX XXX|IATA/);
  });

  test.each([
    ["Latin with marks", "ŁUKASZ ÇELİK ŐSZ ŽIŽEK ÆØÅ ß"],
    ["Vietnamese", "NGUYỄN THỊ ÁNH ĐẶNG"],
    ["Greek", "Παπαδόπουλος Ἀθῆναι"],
    ["Cyrillic", "Достоевский Ґорґанська"],
    ["decomposed letters", "Nguye\u0302\u0303n"],
  ])("prints %s in letters of its own", async (_name, passengerName) => {
    const [text = ""] = readPages(await render({ tickets: [newTicket({ passengerName })] }));
    expect(text.normalize("NFC")).toContain(passengerName.normalize("NFC"));
  });

  test.each(["ทัวร์", "😀 👨‍👩‍👧", "ᠮᠣᠩᠭᠣᠯ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "\ud800 lone", "𒀀𒁀"])(
    "does not fail on %j, which no font of ours has",
    async (passengerName) => {
      const pages = readPages(await render({ tickets: [newTicket({ passengerName })] }));
      expect(pages).toHaveLength(1);
    },
  );

  test("takes hostile text for text", async () => {
    const passengerName =
      "<script>alert(1)</script> \\) Tj /JS (x) & \u202eRM\u202c\r\n\u0000%%EOF";
    const agency = { ...newETicket().agency, name: "A & B <Travel> ]]> \"'" };
    const pdf = await render({ agency, tickets: [newTicket({ passengerName })] });
    const [text] = readPages(pdf);
    expect(text).toContain("<script>alert(1)</script> \\) Tj /JS (x) & RM %%EOF");
    expect(readInfo(pdf)).toMatchObject({ JavaScript: "no", Author: "A & B <Travel> ]]> \"'" });
    expect(XMLValidator.validate(readXmp(pdf))).toBe(true);
    expect(readXmp(pdf)).toContain("A &amp; B &lt;Travel&gt;");
  });

  test("prints the last four digits of a card number in free text, and leaves other digits", async () => {
    const endorsements = "FOP VI4111111111111111/1226 REF 1571234567890 SAVE 4111 1111 1111 1111";
    const [text = ""] = readPages(await render({ tickets: [newTicket({ endorsements })] }));
    expect(text).not.toMatch(/4111 ?1111/);
    expect(text).toContain("FOP VI····1111/1226 REF 1571234567890 SAVE ····1111");
  });

  test("embeds every font as a subset that can be read back", async () => {
    const fonts = readFonts(await render());
    expect(fonts.length).toBeGreaterThanOrEqual(6);
    expect(fonts.filter((one) => !one.embedded || !one.subset || !one.unicode)).toEqual([]);
    const families = fonts.map(({ name }) => name.replace(/^[A-Z]+\+/, "").replace(/-.*/, ""));
    expect(new Set(families)).toEqual(new Set(["Sora", "Inter", "JetBrainsMono"]));
  });

  test("is tagged, titled and dated by its issue, and declares PDF/UA and PDF/A", async () => {
    const pdf = await render();
    expect(readInfo(pdf)).toMatchObject({
      Title: "E-ticket 157-1234567890",
      Author: "Meghna Travels & Tours",
      CreationDate: "2026-10-21T00:00:00Z",
      Tagged: "yes",
      "Page size": "595.28 x 841.89 pts (A4)",
      "PDF version": "1.7",
    });
    expect(pdf.toString("latin1")).toContain("/Lang (en)");
    expect(readXmp(pdf)).toContain("<pdfuaid:part>1</pdfuaid:part>");
    expect(readXmp(pdf)).toContain("<pdfaid:conformance>A</pdfaid:conformance>");
  });

  test("refuses a time that doesn't exist", async () => {
    const segments = [newSegment({ departsLocal: "2026-02-30T10:00" })];
    await expect(async () => render({ tickets: [newTicket({ segments })] })).rejects.toThrow(
      "2026-02-30T10:00",
    );
  });

  test("takes little time once its fonts are read", async () => {
    await render();
    const startedAt = performance.now();
    for (let count = 0; count < 20; count += 1) await render();
    const perPdfMs = (performance.now() - startedAt) / 20;
    process.stdout.write(`e-ticket, 1 passenger, 2 flights: ${perPdfMs.toFixed(1)} ms\n`);
    expect(perPdfMs).toBeLessThan(500);
  });
});

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
