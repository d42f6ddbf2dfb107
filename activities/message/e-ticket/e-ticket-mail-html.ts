import { escapeHtml } from "../escape-html";
import type { ETicketMailContent, MailFlight, MailPassenger } from "./render-e-ticket-mail";

const ink = "#17171C";
const soft = "#5F5F6B";
const line = "#DFDFE5";
const sans = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const mono = "'JetBrains Mono', SFMono-Regular, Consolas, Menlo, monospace";

/** Tables and inline styles, as mail programs want it; nothing is loaded from anywhere. */
export function renderMailHtml(content: ETicketMailContent): string {
  const journey = escapeHtml(content.journey);
  const brand = content.color;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>E-ticket: ${journey}</title>
</head>
<body style="margin:0;padding:24px 12px;background:#F6F6F8;color:${ink};font:15px/1.5 ${sans}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto;background:#FFFFFF;border-top:6px solid ${brand};border-radius:6px">
<tr><td style="padding:28px 28px 8px">
<div style="color:${brand};font-weight:600;font-size:13px">Electronic ticket</div>
<h1 style="margin:4px 0 16px;font-size:22px;line-height:1.25">${journey}</h1>
<table role="presentation" cellpadding="0" cellspacing="0"><tr>
${content.references.map(renderReference).join("\n")}
</tr></table>
</td></tr>
<tr><td style="padding:8px 28px">
<table width="100%" cellpadding="0" cellspacing="0">
${content.flights.map(renderFlight).join("\n")}
</table>
</td></tr>
<tr><td style="padding:8px 28px">
<table width="100%" cellpadding="0" cellspacing="0" style="font-size:14px">
${content.passengers.map(renderPassenger).join("\n")}
</table>
</td></tr>
<tr><td style="padding:12px 28px 24px;color:${soft};font-size:13px">
<p style="margin:0 0 16px">The itinerary and receipt is attached as a PDF. All times are local to the airport.</p>
<p style="margin:0">${content.agencyLines.map(escapeHtml).join("<br>")}</p>
</td></tr>
</table>
</body>
</html>
`;
}

function renderReference([label, value]: readonly [label: string, value: string]): string {
  return `<td style="padding-right:32px"><div style="color:${soft};font-size:12px">${label}</div><div style="font:600 20px/1.4 ${mono}">${escapeHtml(value)}</div></td>`;
}

function renderFlight({ date, flight, carrier, departs, arrives }: MailFlight): string {
  const cell = `padding:12px 0;border-top:1px solid ${line};vertical-align:top`;
  return `<tr>
<td style="${cell};width:38%"><strong>${escapeHtml(date)}</strong><br><span style="color:${soft}">${escapeHtml(flight)} ${escapeHtml(carrier)}</span></td>
<td style="${cell}">${escapeHtml(departs)}<br>${escapeHtml(arrives)}</td>
</tr>`;
}

function renderPassenger({ name, ticketNumber, total }: MailPassenger): string {
  const cell = `padding:8px 0;border-top:1px solid ${line}`;
  return `<tr>
<td style="${cell}">${escapeHtml(name)}<br><span style="font:13px ${mono};color:${soft}">${escapeHtml(ticketNumber)}</span></td>
<td style="${cell};text-align:right;white-space:nowrap">${escapeHtml(total)}</td>
</tr>`;
}
