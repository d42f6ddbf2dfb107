import { formatMoney } from "../e-ticket/formatting";
import { escapeHtml } from "../escape-html";
import type { RenderedMail } from "../send-once";
import type { Voucher } from "./voucher";

/** The voucher as a mail: text, and the same as HTML that loads nothing from anywhere. */
export function renderVoucherMail(voucher: Voucher): RenderedMail {
  const paragraphs = paragraphsOf(voucher);
  const title = `Hotel voucher: ${voucher.hotel}`;
  return {
    subject: `Voucher ${voucher.bookingReference}: ${voucher.hotel}, ${voucher.checkIn}`,
    text: [title, ...paragraphs, `-- \n${agencyLinesOf(voucher).join("\n")}`].join("\n\n"),
    html: renderHtml(voucher, { title, paragraphs }),
  };
}

function paragraphsOf(voucher: Voucher): string[] {
  const { number, supplier, bookingReference, checkIn, checkOut, nights, payableThere } = voucher;
  const rooms = voucher.rooms.map(({ name, board, guests }, index) =>
    [`Room ${index + 1}: ${name}, ${board}`, ...guests.map((guest) => `  ${guest}`)].join("\n"),
  );
  return [
    `Voucher number  ${number} (${supplier})\nBooking reference  ${bookingReference}`,
    `Arrival  ${checkIn}\nLeaving  ${checkOut}\nNights  ${nights}`,
    ...rooms,
    payableThere === undefined
      ? "The stay has been paid through the agency. Extras are paid at the hotel."
      : `Payable at the hotel: ${formatMoney(payableThere)}`,
    "Show the voucher, attached as a PDF, and an identity document when you arrive.",
  ];
}

function agencyLinesOf({ agency: { name, phone, email } }: Voucher): string[] {
  return [name, phone, email].flatMap((line) => line || []);
}

function lines(text: string): string {
  return escapeHtml(text).replaceAll("\n", "<br>");
}

function renderHtml(
  voucher: Voucher,
  { title, paragraphs }: { readonly title: string; readonly paragraphs: readonly string[] },
): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;font:15px/1.5 Helvetica, Arial, sans-serif">
<div style="max-width:600px;margin:0 auto;border-top:6px solid ${voucher.agency.color};padding:16px 0">
<h1 style="font-size:22px">${escapeHtml(title)}</h1>
${paragraphs.map((text) => `<p>${lines(text)}</p>`).join("\n")}
<p style="color:#5F5F6B;font-size:13px">${lines(agencyLinesOf(voucher).join("\n"))}</p>
</div>
</body>
</html>
`;
}
