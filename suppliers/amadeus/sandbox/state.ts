import { isExhausted, type Rule, type SandboxOperation } from "./behaviours";
import type { PnrSpec, SpecFare } from "./pnr-spec";

export interface SandboxDocument {
  /** 13 digits each; several of a conjunction. */
  readonly numbers: readonly string[];
  readonly checkDigits: readonly string[];
  readonly fareReference: number;
  /** Position of the passenger, counted from 1; an infant has its adult's. */
  readonly passenger: number;
  readonly isInfant: boolean;
  readonly segments: readonly number[];
  readonly status: "issued" | "voided" | "refunded" | "exchanged";
  readonly issuedOn: string;
  readonly officeId: string;
  readonly iataNumber: string;
  readonly carrierCode: string;
  readonly total: { readonly amount: string; readonly currency: string };
  /** Coupons that were flown, counted from 1 over all of the document's; they are not refunded. */
  readonly usedCoupons?: readonly number[];
  /** The fare as it was sold; missing in the logs of earlier versions. */
  readonly fare?: SpecFare;
}

export interface SandboxPnr extends PnrSpec {
  readonly recordLocator: string;
  readonly createdAt: string;
  /** Counts changes: a session that read an older one cannot end its transaction. */
  readonly version: number;
  readonly documents: readonly SandboxDocument[];
}

export interface SandboxAccount {
  readonly officeId: string;
  readonly username: string;
  readonly password: string;
  readonly marketCode: string;
  readonly timeZone: string;
  readonly iataNumber: string;
}

export interface JournalEntry {
  readonly at: string;
  readonly operation: SandboxOperation;
  readonly recordLocator?: string;
  /** What else it is about: a journey, a traveller, our reference. */
  readonly subjects?: readonly string[];
  readonly officeId?: string;
  readonly step: string;
  /** The behaviour that was asked for, where there was one. */
  readonly behaviour?: string;
  /** Whether what was asked was done. */
  readonly worked: boolean;
  readonly answered: boolean;
  /** `ok`, or the code and text of the error or fault. */
  readonly result: string;
  readonly traceparent?: string;
}

export type SandboxEvent =
  | { readonly type: "pnr"; readonly pnr: SandboxPnr }
  | { readonly type: "rule"; readonly rule: Rule }
  | { readonly type: "ruleCleared"; readonly id: string }
  | { readonly type: "account"; readonly account: SandboxAccount }
  | { readonly type: "serial"; readonly accountingCode: string; readonly next: number }
  | { readonly type: "seats"; readonly flight: string; readonly seats: number }
  | { readonly type: "journal"; readonly entry: JournalEntry }
  | { readonly type: "reset"; readonly keepSerials: boolean };

export interface SandboxState {
  readonly pnrs: Map<string, SandboxPnr>;
  /** Record locator by document number. */
  readonly locatorsByDocument: Map<string, string>;
  readonly rules: Map<string, Rule>;
  readonly accounts: Map<string, SandboxAccount>;
  /** The next serial of an airline, by its accounting code. */
  readonly serials: Map<string, number>;
  /** How many seats a flight has for PNRs that are sold over SOAP, by carrier, number and day. */
  readonly seats: Map<string, number>;
  readonly journal: JournalEntry[];
}

const journalEntriesMax = 100_000;
const journalEntriesDropped = 10_000;

export function createState(): SandboxState {
  return {
    pnrs: new Map(),
    locatorsByDocument: new Map(),
    rules: new Map(),
    accounts: new Map(),
    serials: new Map(),
    seats: new Map(),
    journal: [],
  };
}

export function accountKey(officeId: string, username: string): string {
  return `${officeId}/${username}`;
}

/** The one place where state changes, at work and when the log is read again. */
export function applyEvent(state: SandboxState, event: SandboxEvent): void {
  switch (event.type) {
    case "pnr":
      return applyPnr(state, event.pnr);
    case "rule":
      if (isExhausted(event.rule)) state.rules.delete(event.rule.id);
      else state.rules.set(event.rule.id, event.rule);
      return;
    case "ruleCleared":
      state.rules.delete(event.id);
      return;
    case "account":
      state.accounts.set(accountKey(event.account.officeId, event.account.username), event.account);
      return;
    case "serial":
      state.serials.set(event.accountingCode, event.next);
      return;
    case "seats":
      state.seats.set(event.flight, event.seats);
      return;
    case "journal":
      if (state.journal.length >= journalEntriesMax) state.journal.splice(0, journalEntriesDropped);
      state.journal.push(event.entry);
      return;
    case "reset":
      return applyReset(state, event.keepSerials);
  }
}

function applyPnr(state: SandboxState, pnr: SandboxPnr): void {
  state.pnrs.set(pnr.recordLocator, pnr);
  for (const { numbers } of pnr.documents) {
    for (const number of numbers) state.locatorsByDocument.set(number, pnr.recordLocator);
  }
}

function applyReset(state: SandboxState, keepSerials: boolean): void {
  state.pnrs.clear();
  state.locatorsByDocument.clear();
  state.rules.clear();
  state.accounts.clear();
  state.seats.clear();
  state.journal.length = 0;
  if (!keepSerials) state.serials.clear();
}
