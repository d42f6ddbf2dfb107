import { randomInt } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import type { Booking, Client, Document, JournalEntry, Operation } from "../../client/src";
import { createClient, isOperation, waitForOperation } from "../../client/src";
import { createPartnerWithToken } from "../create-partner";
import { poll } from "../stack/poll";
import { StackError } from "../stack/stack-error";
import type { Stack } from "../stack/stack-types";
import { formatAmount } from "./format-table";

const partner = {
  name: "Nova Travel",
  environment: "test",
  countryCode: "BD",
  timeZone: "Asia/Dhaka",
  functionalCurrency: "BDT",
  contactEmail: "desk@nova.example",
} as const;
const traveller = "Tanvir Rahman";
const serviceFee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
} as const;
const deliveryTimeoutMs = 30_000;
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const mailListSchema = z.object({
  messages: z.array(z.object({ id: z.string(), receivedAt: z.string() })),
});
const mailSchema = z.object({
  subject: z.string(),
  attachments: z.array(z.object({ fileName: z.string() })),
});

export interface Sale {
  readonly partnerCode: string;
  readonly token: string;
  readonly booking: Booking;
  readonly operation: Operation;
  readonly entry: JournalEntry;
  readonly document: Document;
  readonly pdfFile: string;
  readonly mail: {
    readonly to: string;
    readonly subject: string;
    readonly attachments: readonly string[];
    readonly receivedAt: string;
  };
}

export interface SellingOptions {
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** The main job through the public API: a partner, a customer, a booking from a PNR, its ticket. */
export async function sellTicket(stack: Stack, { signal, tell }: SellingOptions): Promise<Sale> {
  const timed = createTimer(tell);
  const code = randomCode(4);
  const partnerCode = `DEMO-${code}`;
  const recordLocator = `OK${code}`;
  const { token } = await timed(
    () => `partner    ${partnerCode}, ${partner.name}: chart of accounts, open periods, a token`,
    async () => createDemoPartner(partnerCode, stack),
  );
  const api = createClient({ baseUrl: address(stack, "api"), token });
  const email = `tanvir@${partnerCode.toLowerCase()}.example`;
  const customer = await timed(
    () => `customer   ${traveller} <${email}>`,
    async () =>
      api.call("POST /v1/customers", {
        body: { code: "CUST-0001", display_name: traveller, email },
        signal,
      }),
  );
  const held = await timed(
    (booking) =>
      `booking    ${booking.reference} from PNR ${recordLocator}, read from the GDS over SOAP: ${describeTrip(booking)}`,
    async () => createBooking(api, { customerId: customer.id, recordLocator, signal }),
  );
  const issued = await timed(
    (operation) => `issuance   POST /v1/bookings/${held.id}/issue: ${operation.status}`,
    async () => issue(api, held.id, signal),
  );
  const entryId = String(issued.result?.["journal_entry_id"]);
  const [booking, entry] = await Promise.all([
    api.call("GET /v1/bookings/{booking_id}", { path: { booking_id: held.id }, signal }),
    api.call("GET /v1/journal-entries/{journal_entry_id}", {
      path: { journal_entry_id: entryId },
      signal,
    }),
  ]);
  const [document, mail] = await timed(
    () => "e-ticket   rendered, stored and mailed",
    async () => awaitDelivery(api, stack, { bookingId: held.id, email, signal }),
  );
  const pdfFile = await findPdf(stack, document.id);
  return { partnerCode, token, booking, operation: issued, entry, document, pdfFile, mail };
}

async function createDemoPartner(code: string, stack: Stack): Promise<{ token: string }> {
  const booksFrom = new Date().toISOString().slice(0, 10);
  return createPartnerWithToken({ ...partner, code, booksFrom }, { ...stack.environment });
}

async function createBooking(
  api: Client,
  asked: {
    readonly customerId: string;
    readonly recordLocator: string;
    readonly signal: AbortSignal;
  },
): Promise<Sale["booking"]> {
  const booking = await api.call("POST /v1/bookings", {
    body: {
      customer_id: asked.customerId,
      reservation: { supplier: "amadeus", record_locator: asked.recordLocator },
      charges: [serviceFee],
    },
    signal: asked.signal,
  });
  if (!isOperation(booking)) return booking;
  throw new StackError("The booking was not made within the time of a request. Try again.");
}

/** Issues, and follows the operation where it outlasts the request. */
async function issue(
  api: Client,
  bookingId: string,
  signal: AbortSignal,
): Promise<Sale["operation"]> {
  const answer = await api.call("POST /v1/bookings/{booking_id}/issue", {
    path: { booking_id: bookingId },
    waitSeconds: 10,
    signal,
  });
  const id = isOperation(answer) ? answer.id : answer.operation_id;
  const operation = await waitForOperation(api, id, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(deliveryTimeoutMs)]),
  });
  if (operation.status === "succeeded") return operation;
  throw new StackError(
    `The issuance came to ${operation.status}: ${operation.attention?.text ?? operation.error?.detail ?? ""}`,
  );
}

async function awaitDelivery(
  api: Client,
  stack: Stack,
  { bookingId, email, signal }: { bookingId: string; email: string; signal: AbortSignal },
): Promise<[Sale["document"], Sale["mail"]]> {
  const sink = address(stack, "smtpControl");
  const ask = async (): Promise<[Sale["document"], Sale["mail"]]> => {
    const { data } = await api.call("GET /v1/documents", {
      query: { booking_id: bookingId },
      signal,
    });
    const { messages } = mailListSchema.parse(
      await getJson(`${sink}/messages?to=${encodeURIComponent(email)}`),
    );
    const [document] = data;
    const [received] = messages;
    if (document === undefined || received === undefined) throw new Error("it is not there yet");
    const mail = mailSchema.parse(await getJson(`${sink}/messages/${received.id}`));
    return [
      document,
      {
        to: email,
        subject: mail.subject,
        attachments: mail.attachments.map(({ fileName }) => fileName),
        receivedAt: received.receivedAt,
      },
    ];
  };
  try {
    return await poll(ask, { timeoutMs: deliveryTimeoutMs, intervalMs: 50, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new StackError(
      `The e-ticket was not mailed within ${deliveryTimeoutMs / 1000} s; see ${stack.dataDirectory}/logs.`,
      { cause: error },
    );
  }
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}

/** Only the folder store of this machine has a file to show; the API never tells where it is. */
async function findPdf({ environment }: Stack, documentId: string): Promise<string> {
  const folder = fileURLToPath(environment["DOCUMENT_STORE_URL"] ?? "");
  const files = await readdir(folder, { recursive: true });
  // An e-ticket's file has a digest of what it shows behind the document's id.
  const file = files.find((name) => name.includes(documentId) && name.endsWith(".pdf"));
  if (file === undefined) throw new StackError(`The PDF of ${documentId} is not in ${folder}.`);
  return join(folder, file);
}

function address({ addresses }: Stack, name: string): string {
  const found = addresses[name];
  if (found === undefined) throw new StackError(`The stack has no address of ${name}.`);
  return found;
}

function describeTrip({ segments, passengers, total }: Sale["booking"]): string {
  const flights = segments.map(
    ({ flight, origin, destination }) => `${flight} ${origin}-${destination}`,
  );
  return `${flights.join(", ")}, ${passengers.length} passenger, ${formatAmount(total.amount)} ${total.currency}`;
}

/** Tells of each step when it is done, with how long it took. */
function createTimer(tell: (line: string) => void) {
  return async <T>(describe: (result: T) => string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    const tookMs = Math.round(performance.now() - startedAt);
    tell(`${`${tookMs} ms`.padStart(8)}  ${describe(result)}`);
    return result;
  };
}

function randomCode(length: number): string {
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join("");
}
