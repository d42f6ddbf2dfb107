import type { Permission } from "../permissions";
import type { ChecklistCode, ChecklistItem } from "./checklist";
import type { Period } from "./period-state";
import { takesAdjustments } from "./period-state";
import type { Weekend } from "./working-days";
import { addWorkingDays } from "./working-days";

/** What closing a period takes, in this order (manual 13.6). */
export const closeSteps = [
  "soft_close",
  "recognition",
  "accruals",
  "revaluation",
  "checklist",
  "sign_off",
  "close",
  "lock",
] as const;
export type CloseStep = (typeof closeSteps)[number];

/** Who may take it: the partner's roles with this permission. */
export const closePermissions: Readonly<Record<CloseStep, Permission>> = {
  soft_close: "period.soft_close.partner",
  recognition: "recognition.run.partner",
  accruals: "period.accrue.partner",
  revaluation: "period.revalue.partner",
  checklist: "period.soft_close.partner",
  sign_off: "period.sign_off.partner",
  close: "period.close.partner",
  lock: "period.lock.partner",
};

export interface CalendarStep {
  readonly step: CloseStep;
  /**
   * `done`; `waiting` for who may take it, or for an approval; `blocked` by what is named;
   * `not_begun` while a step before it, or the period's end, is to come.
   */
  readonly status: "done" | "waiting" | "blocked" | "not_begun";
  /** What blocks it: items of the checklist, or the code of a period that comes first. */
  readonly blockedBy: readonly string[];
}

export interface ClosingFacts {
  readonly period: Period;
  /** In the order of time. */
  readonly all: readonly Period[];
  readonly today: string;
  /** A run of it has recognised to its end. */
  readonly isRecognised: boolean;
  /** Overrides were accrued, or no agreement is of its time. */
  readonly isAccrued: boolean;
  /** Roles whose word is waited for. */
  readonly missingSignOffs: readonly string[];
  /** Of the newest checklist; undefined where none was run. */
  readonly checklist: readonly ChecklistItem[] | undefined;
}

export interface ClosingCalendar {
  readonly dueOn: string;
  readonly isOverdue: boolean;
  readonly steps: readonly CalendarStep[];
}

/** What is done of a period's closing, what may be done now, and what is in the way. */
export function toClosingCalendar(
  facts: ClosingFacts,
  { closeDueDays, weekend }: { readonly closeDueDays: number; readonly weekend: Weekend },
): ClosingCalendar {
  const { period, today } = facts;
  const dueOn = addWorkingDays(period.endsOn, closeDueDays, weekend);
  const isClosed = period.status === "closed" || period.status === "locked";
  return {
    dueOn,
    isOverdue: !isClosed && today > dueOn,
    steps: closeSteps.map((step) => ({ step, ...stateOf(step, facts) })),
  };
}

function stateOf(step: CloseStep, facts: ClosingFacts): Omit<CalendarStep, "step"> {
  const { period, today } = facts;
  if (isDone(step, facts)) return { status: "done", blockedBy: [] };
  if (period.endsOn >= today) return { status: "not_begun", blockedBy: [] };
  const blockedBy = blocks(step, facts);
  if (blockedBy.length > 0) return { status: "blocked", blockedBy };
  return { status: isNext(step, period) ? "waiting" : "not_begun", blockedBy: [] };
}

function isDone(step: CloseStep, facts: ClosingFacts): boolean {
  const { isRecognised, isAccrued, missingSignOffs, checklist } = facts;
  const { status, endsOn } = facts.period;
  const hasEnded = endsOn < facts.today;
  if (status === "locked") return true;
  if (status === "closed") return step !== "lock";
  switch (step) {
    case "soft_close":
      return status === "soft_closed";
    case "recognition":
      return isRecognised || isItemDone(checklist, "recognition_run");
    case "accruals":
      return isAccrued && hasEnded;
    case "revaluation":
      return isItemDone(checklist, "revaluation_done");
    case "checklist":
      return checklist !== undefined && failedOf(checklist).length === 0;
    case "sign_off":
      return missingSignOffs.length === 0 && hasEnded;
    case "close":
    case "lock":
      return false;
  }
}

function isItemDone(checklist: ClosingFacts["checklist"], code: ChecklistCode): boolean {
  const item = checklist?.find((each) => each.item === code);
  return item !== undefined && item.status !== "failed";
}

/** But for the words that are waited for: they are a step of their own, as they stand now. */
function failedOf(checklist: readonly ChecklistItem[]): string[] {
  return checklist
    .filter(({ status, item }) => status === "failed" && item !== "signed_off")
    .map(({ item }) => item);
}

function blocks(step: CloseStep, facts: ClosingFacts): string[] {
  const { period, all, checklist, missingSignOffs } = facts;
  const before = all.filter(({ startsOn }) => startsOn < period.startsOn);
  const isBehind = (codes: readonly Period["status"][]) =>
    before.filter(({ status }) => codes.includes(status)).map(({ code }) => code);
  switch (step) {
    case "soft_close":
      return isBehind(["open"]);
    case "close":
      return period.status === "open"
        ? []
        : [
            ...isBehind(["open", "soft_closed"]),
            ...failedOf(checklist ?? []),
            ...(missingSignOffs.length > 0 ? ["signed_off"] : []),
          ];
    case "lock":
      return period.status === "closed" ? isBehind(["open", "soft_closed", "closed"]) : [];
    case "checklist":
      return failedOf(checklist ?? []);
    case "recognition":
    case "accruals":
    case "revaluation":
    case "sign_off":
      return [];
  }
}

/** What is run again and again waits while the period takes adjustments; the rest has its order. */
function isNext(step: CloseStep, { status }: Period): boolean {
  switch (step) {
    case "soft_close":
      return status === "open";
    case "lock":
      return status === "closed";
    case "close":
    case "checklist":
      return status === "soft_closed";
    case "recognition":
    case "accruals":
    case "revaluation":
    case "sign_off":
      return takesAdjustments(status);
  }
}
