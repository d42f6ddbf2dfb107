import { z } from "zod";

import { ruleSchema, sandboxOperations } from "./behaviours";
import {
  handleChange,
  handleChangeDocument,
  handleCreate,
  handleRead,
  handleSplit,
} from "./control-pnrs";
import {
  type ControlDeps,
  type ControlRequest,
  type ControlResponse,
  refuse,
} from "./control-types";
import { defaultAccount } from "./default-account";
import { magicLocators } from "./magic-locators";
import { addRule } from "./pnr-book";
import type { SandboxEvent } from "./state";
import { templates } from "./templates";

const journalEntriesDefault = 1_000;

const accountSchema = z.strictObject({
  officeId: z.string().regex(/^[A-Z\d]{9}$/),
  username: z.string().min(1).max(30),
  password: z.string().min(1).max(128),
  marketCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default(defaultAccount.marketCode),
  timeZone: z.string().min(1).default(defaultAccount.timeZone),
  iataNumber: z
    .string()
    .regex(/^\d{8}$/)
    .default(defaultAccount.iataNumber),
});

const serialsSchema = z.record(
  z.string().regex(/^\d{3}$/),
  z.number().int().min(0).max(9_999_999_999),
);
const seatsSchema = z.strictObject({
  flight: z.string().regex(/^[A-Z\d]{2}\d{1,4}[A-Z]?$/),
  departsOn: z.iso.date(),
  seats: z.number().int().min(0),
});
const operationSchema = z.enum(sandboxOperations);

type Handler = (request: ControlRequest, deps: ControlDeps, id: string) => ControlResponse;

/** Routes in the order of docs/sandbox-amadeus.md; `*` stands for one part of the path. */
const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ["POST", "/pnrs", handleCreate],
  ["GET", "/pnrs/*", handleRead],
  ["PATCH", "/pnrs/*", handleChange],
  ["POST", "/splits", handleSplit],
  ["PATCH", "/documents/*", handleChangeDocument],
  ["GET", "/references/*", handleReference],
  ["PUT", "/seats", handleSetSeats],
  ["GET", "/journal", handleJournal],
  ["POST", "/faults", handleAddFault],
  ["GET", "/faults", handleListFaults],
  ["DELETE", "/faults", handleClearFaults],
  ["DELETE", "/faults/*", handleClearFault],
  ["POST", "/accounts", handleAddAccount],
  ["PUT", "/serials", handleSetSerials],
  ["GET", "/templates", handleListTemplates],
  ["GET", "/magic", handleListMagic],
  ["POST", "/reset", handleReset],
];

/** The sandbox's remote control. Bad input is a 400 that says what is wrong with it. */
export function handleControl(request: ControlRequest, deps: ControlDeps): ControlResponse {
  for (const [method, path, handler] of routes) {
    const id = matchPath(path, request.path);
    if (method === request.method && id !== undefined) {
      try {
        return handler(request, deps, id);
      } catch (error) {
        if (error instanceof z.ZodError) return refuse(400, z.prettifyError(error));
        throw error;
      }
    }
  }
  return refuse(404, `${request.method} /control${request.path} does not exist`);
}

function matchPath(pattern: string, path: string): string | undefined {
  if (!pattern.endsWith("/*")) return pattern === path ? "" : undefined;
  const prefix = pattern.slice(0, -1);
  const id = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  return id === "" || id.includes("/") ? undefined : decodeURIComponent(id);
}

/** PNRs that carry a reference of the caller's. */
function handleReference(
  _: ControlRequest,
  { store }: ControlDeps,
  reference: string,
): ControlResponse {
  const pnrs = [...store.state.pnrs.values()].filter((pnr) => pnr.reference === reference);
  return { status: 200, body: { pnrs } };
}

function handleSetSeats({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const { flight, departsOn, seats } = seatsSchema.parse(body);
  store.append({ type: "seats", flight: `${flight}-${departsOn}`, seats });
  return { status: 200, body: { flight, departsOn, seats } };
}

function handleJournal({ query }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const recordLocator = query.get("recordLocator");
  const subject = query.get("subject");
  const operation = query.has("operation") ? operationSchema.parse(query.get("operation")) : null;
  const limit = z.coerce
    .number()
    .int()
    .min(1)
    .parse(query.get("limit") ?? journalEntriesDefault);
  const entries = store.state.journal.filter(
    (entry) =>
      (recordLocator === null || entry.recordLocator === recordLocator) &&
      (subject === null || entry.subjects?.includes(subject) === true) &&
      (operation === null || entry.operation === operation),
  );
  return { status: 200, body: { total: entries.length, entries: entries.slice(-limit) } };
}

function handleAddFault({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  return { status: 201, body: addRule(store, ruleSchema.parse(body)) };
}

function handleListFaults(_: ControlRequest, { store }: ControlDeps): ControlResponse {
  return { status: 200, body: { faults: [...store.state.rules.values()] } };
}

function handleClearFaults({ query }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const recordLocator = query.get("recordLocator");
  const cleared = [...store.state.rules.values()].filter(
    (rule) => recordLocator === null || rule.recordLocator === recordLocator,
  );
  store.append(...cleared.map(({ id }): SandboxEvent => ({ type: "ruleCleared", id })));
  return { status: 200, body: { cleared: cleared.length } };
}

function handleClearFault(_: ControlRequest, { store }: ControlDeps, id: string): ControlResponse {
  if (!store.state.rules.has(id)) return refuse(404, `no fault ${id}`);
  store.append({ type: "ruleCleared", id });
  return { status: 200, body: { cleared: 1 } };
}

function handleAddAccount({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const account = accountSchema.parse(body);
  store.append({ type: "account", account });
  const { password: _password, ...shown } = account;
  return { status: 201, body: shown };
}

function handleSetSerials({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const serials = Object.entries(serialsSchema.parse(body));
  store.append(
    ...serials.map(([accountingCode, next]): SandboxEvent => ({
      type: "serial",
      accountingCode,
      next,
    })),
  );
  return { status: 200, body: Object.fromEntries(store.state.serials) };
}

function handleListTemplates(): ControlResponse {
  const list = Object.entries(templates).map(([name, { description }]) => ({ name, description }));
  return { status: 200, body: { templates: list } };
}

function handleListMagic(): ControlResponse {
  const list = magicLocators.map(({ prefix, description }) => ({ prefix, description }));
  return { status: 200, body: { magic: list } };
}

/** Serials go on where they were unless `serials=true`: a number is never handed out twice by accident. */
function handleReset(
  { query }: ControlRequest,
  { store, endSessions }: ControlDeps,
): ControlResponse {
  const keepSerials = query.get("serials") !== "true";
  const serials = keepSerials ? [...store.state.serials] : [];
  endSessions();
  store.append(
    { type: "reset", keepSerials },
    { type: "account", account: defaultAccount },
    ...serials.map(([accountingCode, next]): SandboxEvent => ({
      type: "serial",
      accountingCode,
      next,
    })),
  );
  return { status: 200, body: { reset: true } };
}
