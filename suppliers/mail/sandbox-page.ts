import type { SinkMail } from "./sandbox-store";

interface ListedMail extends SinkMail {
  readonly copy: number;
  readonly copies: number;
}

/** The newest mail first, with links to all that is known of it. */
export function renderMailList(mails: readonly ListedMail[]): string {
  const rows = mails.toReversed().map(renderRow).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Mail sandbox (${mails.length})</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1d1d1f; }
h1 { font-size: 1.4rem; } h1::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .5rem; background: #c7090c; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .5rem .8rem .5rem 0; border-bottom: 1px solid #e5e5ea; vertical-align: top; }
th { font-size: .8rem; color: #6e6e73; font-weight: 600; } .copy { color: #c7090c; font-weight: 600; } a { color: #c7090c; }
</style>
</head>
<body>
<h1>Mail sandbox</h1>
<p>${mails.length} mails. Nothing here was delivered to anybody.</p>
<table>
<thead><tr><th>Received</th><th>To</th><th>Subject</th><th>Bytes</th><th>Open</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</body>
</html>
`;
}

function renderRow({ id, receivedAt, recipients, subject, sizeBytes, copy, copies }: ListedMail) {
  const mark = copies > 1 ? ` <span class="copy">copy ${copy} of ${copies}</span>` : "";
  const links = [
    `<a href="/messages/${id}">parsed</a>`,
    `<a href="/messages/${id}/html">HTML</a>`,
    `<a href="/messages/${id}/attachments/0">attachment</a>`,
    `<a href="/messages/${id}/raw">.eml</a>`,
  ].join(" ");
  const cells = [
    escapeHtml(receivedAt.replace("T", " ").slice(0, 19)),
    escapeHtml(recipients.join(", ")),
    escapeHtml(subject) + mark,
    String(sizeBytes),
    links,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
