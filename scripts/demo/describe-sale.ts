import type { Stack } from "../stack/stack-types";
import { formatAmount, formatPairs, formatTable } from "./format-table";
import type { Sale } from "./sell-ticket";
import type { Style } from "./style";

const indent = "  ";

/** What the sale left behind and where to look at it, in sections. */
export function describeSale(sale: Sale, stack: Stack, style: Style): string {
  return [
    ticketSection(sale, style),
    entrySection(sale, style),
    stageSection(sale, style),
    deliverySection(sale, stack, style),
    addressSection(sale, stack, style),
    trySection(sale, stack, style),
  ]
    .map(([title = "", ...lines]) => [style.title(title), ...lines.map((line) => indent + line)])
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function ticketSection({ booking }: Sale, style: Style): string[] {
  return [
    booking.tickets.length === 1 ? "Ticket" : "Tickets",
    ...booking.tickets.map(({ number, passenger, coupons, total }) =>
      [
        style.strong(`${number.slice(0, 3)}-${number.slice(3)}`),
        `${passenger.surname}/${passenger.given_names}`,
        coupons.map(({ flight, origin, destination }) => `${flight} ${origin}-${destination}`),
        `${formatAmount(total.amount)} ${total.currency}`,
      ].join("   "),
    ),
  ];
}

function entrySection({ entry }: Sale, style: Style): string[] {
  const { currency } = entry.total;
  const columns = [
    { title: "Account" },
    { title: "Name" },
    { title: "Debit", align: "right" },
    { title: "Credit", align: "right" },
  ] as const;
  const rows = entry.lines.map(({ account, side, functional_amount: { amount } }) => [
    account.code,
    account.name,
    side === "debit" ? formatAmount(amount) : "",
    side === "credit" ? formatAmount(amount) : "",
  ]);
  const total = formatAmount(entry.total.amount);
  const [heading = "", ...lines] = formatTable(columns, [
    ...rows,
    ["", `Total ${currency}`, total, total],
  ]);
  return [
    `Journal entry ${entry.number} of ${entry.entry_date}: ${entry.description}`,
    style.faint(heading),
    ...lines,
  ];
}

function stageSection({ operation }: Sale, style: Style): string[] {
  const title = `Stages of workflow ${operation.workflow_id}`;
  const [first] = operation.stages;
  if (first === undefined) return [title, "the workflow does not answer; see the Temporal UI"];
  const startedAt = Date.parse(first.at);
  const columns = [
    { title: "Stage" },
    { title: "At" },
    { title: "After", align: "right" },
  ] as const;
  const rows = operation.stages.map(({ stage, at }) => [
    stage,
    at,
    `${Date.parse(at) - startedAt} ms`,
  ]);
  const [heading = "", ...lines] = formatTable(columns, rows);
  return [title, style.faint(heading), ...lines];
}

function deliverySection({ document, pdfFile, mail }: Sale, stack: Stack, style: Style): string[] {
  const api = stack.addresses["api"] ?? "";
  return [
    "E-ticket and mail",
    ...formatPairs([
      ["PDF on disk", style.strong(pdfFile)],
      ["PDF by API", `${api}${document.content_url}`],
      ["Mail", `"${mail.subject}" to ${mail.to}, with ${mail.attachments.join(", ")}`],
      ["Mail taken at", mail.receivedAt],
    ]),
  ];
}

function addressSection({ operation }: Sale, stack: Stack, _style: Style): string[] {
  const { addresses, environment, dataDirectory } = stack;
  const at = (name: string, path = "") => `${addresses[name] ?? ""}${path}`;
  const workflow = `/namespaces/${environment["TEMPORAL_NAMESPACE"] ?? ""}/workflows/${encodeURIComponent(operation.workflow_id)}`;
  return [
    "Look inside",
    ...formatPairs([
      ["API docs", at("api", "/docs")],
      ["OpenAPI document", at("api", "/openapi.json")],
      ["Workflow in the Temporal UI", at("temporalUi", workflow)],
      [
        "  to read its payloads",
        `${at("api", "/codec")} (token: codecToken in ${dataDirectory}/secrets.json)`,
      ],
      ["Mails received", at("smtpControl", "/")],
      ...metricsAddresses(addresses),
      ["Amadeus sandbox", at("amadeusSandbox", "/control/journal")],
      [
        "Books in SQL",
        `npm run sql -- --data-dir ${dataDirectory} "SELECT * FROM journal_entries"`,
      ],
      ["Data and logs", dataDirectory],
    ]),
  ];
}

/** Each process has a port of its own for those who run it. */
function metricsAddresses(addresses: Stack["addresses"]): (readonly [string, string])[] {
  return Object.entries(addresses)
    .filter(([name]) => name.endsWith("Admin"))
    .map(([name, address]) => [
      `Metrics of ${name.slice(0, -"Admin".length)}`,
      `${address}/metrics`,
    ]);
}

function trySection({ token, partnerCode, operation }: Sale, stack: Stack, style: Style): string[] {
  const api = stack.addresses["api"] ?? "";
  return [
    "Try it",
    ...formatPairs([
      [`Token of ${partnerCode}`, style.strong(token)],
      [
        "Operation",
        `curl -s -H 'Authorization: Bearer ${token}' ${api}/v1/operations/${operation.id}`,
      ],
    ]),
  ];
}
