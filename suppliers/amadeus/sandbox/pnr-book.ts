import { randomInt } from "node:crypto";

import { type RuleInput, type Rule, ruleSchema } from "./behaviours";
import { issueDocuments, type TicketingOffice } from "./issue-documents";
import { findMagicLocator, type MagicLocator, magicLocators } from "./magic-locators";
import { addDays, createPnrFromTemplate } from "./pnr-from-template";
import { type PnrChange, type PnrSpec, pnrSpecSchema } from "./pnr-spec";
import type { SandboxEvent, SandboxPnr } from "./state";
import type { SandboxStore } from "./store";

const locatorCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const departureDays = 45;

export interface NewPnr {
  readonly spec: PnrSpec;
  readonly recordLocator?: string | undefined;
}

/** Makes PNRs in one write; locators that are not given are drawn, none with a magic prefix. */
export function createPnrs(store: SandboxStore, pnrs: readonly NewPnr[], now: Date): SandboxPnr[] {
  const taken = new Set<string>();
  const created = pnrs.map(({ spec, recordLocator }): SandboxPnr => {
    const locator = recordLocator ?? drawLocator(store, taken);
    taken.add(locator);
    const before = store.state.pnrs.get(locator)?.version ?? 0;
    return {
      ...spec,
      recordLocator: locator,
      createdAt: now.toISOString(),
      version: before + 1,
      documents: [],
    };
  });
  store.append(...created.map((pnr): SandboxEvent => ({ type: "pnr", pnr })));
  return created;
}

export function changePnr(store: SandboxStore, pnr: SandboxPnr, change: PnrChange): SandboxPnr {
  const { recordLocator, createdAt, version, documents, ...spec } = pnr;
  const changed: SandboxPnr = {
    ...pnrSpecSchema.parse({ ...spec, ...change }),
    recordLocator,
    createdAt,
    version: version + 1,
    documents,
  };
  store.append({ type: "pnr", pnr: changed });
  return changed;
}

/** The PNR of a locator; one with a magic prefix comes into being when it is first asked for. */
export function findPnr(
  store: SandboxStore,
  recordLocator: string,
  office: TicketingOffice,
  now: Date,
): SandboxPnr | undefined {
  const known = store.state.pnrs.get(recordLocator);
  if (known !== undefined) return known;
  const magic = findMagicLocator(recordLocator);
  if (magic === undefined || magic.missing === true) return undefined;
  return createMagicPnr(store, recordLocator, magic, office, now);
}

function createMagicPnr(
  store: SandboxStore,
  recordLocator: string,
  magic: MagicLocator,
  office: TicketingOffice,
  now: Date,
): SandboxPnr {
  const spec = createPnrFromTemplate(magic.template ?? "one-way", {
    departsOn: defaultDeparture(now),
  });
  const changed = pnrSpecSchema.parse({ ...spec, ...magic.change });
  for (const rule of magic.rules ?? []) addRule(store, { ...rule, recordLocator });
  const [pnr] = createPnrs(store, [{ spec: changed, recordLocator }], now);
  if (pnr === undefined || magic.ticketed !== true) return pnr ?? fail(recordLocator);
  const references = pnr.fares.map((_, index) => index + 1);
  return issueDocuments(store, pnr, references, office, now);
}

function fail(recordLocator: string): never {
  throw new Error(`${recordLocator} was not created`);
}

export function addRule(store: SandboxStore, input: RuleInput): Rule {
  const rule = { ...ruleSchema.parse(input), id: `rule-${randomInt(2 ** 40)}`, seen: 0 };
  store.append({ type: "rule", rule });
  return rule;
}

export function defaultDeparture(now: Date): string {
  return addDays(now.toISOString().slice(0, 10), departureDays);
}

function drawLocator(store: SandboxStore, taken: ReadonlySet<string>): string {
  for (;;) {
    const locator = Array.from({ length: 6 }, () =>
      locatorCharacters.charAt(randomInt(locatorCharacters.length)),
    ).join("");
    const isMagic = magicLocators.some(({ prefix }) => locator.startsWith(prefix));
    if (!isMagic && !taken.has(locator) && !store.state.pnrs.has(locator)) return locator;
  }
}
