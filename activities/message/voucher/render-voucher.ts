import type { Flow } from "../e-ticket/flow";
import { createFlow } from "../e-ticket/flow";
import { formatMoney, parseLocal } from "../e-ticket/formatting";
import { drawLetterhead, drawRunningHead } from "../e-ticket/page-frame";
import { renderPaper } from "../e-ticket/render-paper";
import { contentWidth, page, styles } from "../e-ticket/theme";
import type { Voucher, VoucherRoom } from "./voucher";

const leading = 12;
const columns = [
  ["Voucher number", ({ number }) => number],
  ["Booking reference", ({ bookingReference }) => bookingReference],
  ["Booked through", ({ supplier }) => supplier],
  ["Arrival", ({ checkIn }) => dayOf(checkIn)],
  ["Leaving", ({ checkOut }) => dayOf(checkOut)],
  ["Nights", ({ nights }) => String(nights)],
] as const satisfies readonly (readonly [label: string, valueOf: (voucher: Voucher) => string])[];
const columnsInRow = 3;

/** The voucher as a PDF: the same bytes for the same input, whenever it is rendered. */
export function renderVoucher(voucher: Voucher): Promise<Buffer> {
  const { agency, issuedOn, number, bookingReference, hotel } = voucher;
  const title = `Hotel voucher ${number}`;
  const subject = `Stay at ${hotel}, booking ${bookingReference}`;
  return renderPaper({ title, subject, issuedOn, agency }, (canvas) => {
    const flow = createFlow({
      canvas,
      top: page.top,
      bottom: page.bottom,
      beginPage: () => {
        canvas.doc.addPage();
        drawRunningHead(canvas, { name: hotel, right: `${number} · ${bookingReference}` });
      },
    });
    canvas.doc.addPage();
    canvas.group("Sect", () => {
      const head = { agency, issuedOn, title: "Hotel voucher", subtitle: "Show it on arrival" };
      flow.y = drawLetterhead(canvas, head);
      drawHotel(flow, voucher);
      voucher.rooms.forEach((room, index) => drawRoom(flow, room, index + 1));
      drawPayment(flow, voucher);
    });
  });
}

function dayOf(day: string): string {
  const { weekday, date } = parseLocal(day);
  return `${weekday} ${date}`;
}

function drawHotel(flow: Flow, voucher: Voucher): void {
  const { canvas } = flow;
  const names = canvas.wrap(voucher.hotel, styles.name, { width: contentWidth });
  canvas.tag("H2", () => {
    for (const line of names) {
      flow.y += 21;
      canvas.drawLine(line, styles.name, { x: page.left, baseline: flow.y });
    }
  });
  const width = contentWidth / columnsInRow;
  for (let first = 0; first < columns.length; first += columnsInRow) {
    flow.y += 26;
    columns.slice(first, first + columnsInRow).forEach(([label, valueOf], index) => {
      const x = page.left + index * width;
      const [value = ""] = canvas.wrap(valueOf(voucher), styles.title, {
        width: width - 12,
        lineCountMax: 1,
      });
      canvas.tag("P", () => {
        canvas.drawLine(label.toUpperCase(), styles.label, { x, baseline: flow.y });
        canvas.drawLine(value, styles.title, { x, baseline: flow.y + 15 });
      });
    });
    flow.y += 15;
  }
  flow.y += 20;
}

/** With its first guests on one page. */
function drawRoom(flow: Flow, { name, board, guests }: VoucherRoom, number: number): void {
  const { canvas } = flow;
  flow.ensureSpace(4 * leading);
  flow.y += 8;
  const [title = ""] = canvas.wrap(`Room ${number}: ${name}, ${board}`, styles.section, {
    width: contentWidth,
    lineCountMax: 1,
  });
  canvas.tag("H2", () =>
    canvas.drawLine(title, styles.section, { x: page.left, baseline: flow.y + leading }),
  );
  flow.y += leading + 4;
  for (const guest of guests) drawLines(flow, guest);
}

function drawPayment(flow: Flow, { payableThere }: Voucher): void {
  flow.y += leading;
  drawLines(
    flow,
    payableThere === undefined
      ? "The stay has been paid through the agency. Extras are paid at the hotel."
      : `Payable at the hotel: ${formatMoney(payableThere)}`,
  );
  drawLines(flow, "Show this voucher and an identity document when you arrive.");
}

function drawLines(flow: Flow, text: string): void {
  const { canvas } = flow;
  const lines = canvas.wrap(text, styles.body, { width: contentWidth });
  flow.ensureSpace(lines.length * leading);
  canvas.tag("P", () => {
    for (const line of lines) {
      flow.y += leading;
      canvas.drawLine(line, styles.body, { x: page.left, baseline: flow.y });
    }
  });
}
