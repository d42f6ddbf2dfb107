import type { z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { ApprovalRecord } from "../../db/read/approvals";
import type { ClosingRecords } from "../../db/read/close-calendar";
import { readClosingRecords } from "../../db/read/close-calendar";
import type { PartnerSettingsRecord } from "../../db/read/partner-settings";
import { getPartnerSettings } from "../../db/read/partner-settings";
import type { PeriodRecord } from "../../db/read/periods";
import { listPeriods } from "../../db/read/periods";
import type { RoleRecord } from "../../db/read/roles";
import { listRoles } from "../../db/read/roles";
import { dayIn } from "../../domain/calendar";
import type { CalendarStep, ClosingCalendar } from "../../domain/period/close-calendar";
import { closePermissions, toClosingCalendar } from "../../domain/period/close-calendar";
import { listDeciders } from "../../services/approval/list-deciders";
import type { closeCalendarEntrySchema } from "../schemas/close-calendar";

type Entry = z.infer<typeof closeCalendarEntrySchema>;

export interface PlannedPeriod {
  readonly period: PeriodRecord;
  readonly calendar: ClosingCalendar;
}

export interface CloseCalendar {
  readonly today: string;
  readonly planned: readonly PlannedPeriod[];
  readonly records: ClosingRecords;
}

/** Where each of the periods stands, as the books are now. */
export async function readCloseCalendar(
  scope: PartnerDatabase,
  now: string,
  choose: (periods: readonly PeriodRecord[], today: string) => readonly PeriodRecord[],
): Promise<CloseCalendar> {
  const settings: PartnerSettingsRecord = await getPartnerSettings(scope);
  const { closeDueDays, weekend } = settings;
  const today = dayIn(settings.timeZone, now);
  const all = await listPeriods(scope);
  const chosen = choose(all, today);
  const records = await readClosingRecords(scope, chosen);
  const planned = chosen.map((period) => ({
    period,
    calendar: toClosingCalendar(
      {
        period,
        all,
        today,
        isRecognised: records.recognisedThrough.get(period.periodId) === period.endsOn,
        isAccrued: records.accrued.has(period.periodId),
        missingSignOffs: records.missingSignOffs.get(period.periodId) ?? [],
        checklist: records.checklists.get(period.periodId)?.items,
      },
      { closeDueDays, weekend },
    ),
  }));
  return { today, planned, records };
}

/** With who may act: roles for a step, people for a request of approval. */
export async function presentCloseCalendar(
  scope: PartnerDatabase,
  planned: readonly PlannedPeriod[],
  {
    records,
    livemode,
    at,
  }: Pick<CloseCalendar, "records"> & {
    readonly livemode: boolean;
    readonly at: string;
  },
): Promise<Entry[]> {
  const roles = (await listRoles(scope)).filter(({ isActive }) => isActive);
  const entries: Entry[] = [];
  for (const each of planned) {
    const waiting = records.approvals.filter(
      ({ payload }) => payload["period"] === each.period.code,
    );
    entries.push({
      ...presentEntry(each, { records, roles, livemode }),
      approvals: await Promise.all(waiting.map((one) => presentWaiting(scope, one, at))),
    });
  }
  return entries;
}

async function presentWaiting(scope: PartnerDatabase, approval: ApprovalRecord, at: string) {
  const deciders = await listDeciders(scope, approval, at);
  return {
    id: approval.publicId,
    act: approval.act,
    requested_at: approval.requestedAt,
    expires_at: approval.expiresAt,
    waits_for: deciders.map(({ id }) => id),
  };
}

function presentEntry(
  { period, calendar }: PlannedPeriod,
  {
    records,
    roles,
    livemode,
  }: Pick<CloseCalendar, "records"> & {
    readonly roles: readonly RoleRecord[];
    readonly livemode: boolean;
  },
): Omit<Entry, "approvals"> {
  const checklist = records.checklists.get(period.periodId);
  const missing = records.missingSignOffs.get(period.periodId) ?? [];
  return {
    object: "close_calendar_entry",
    livemode,
    period_id: period.publicId,
    code: period.code,
    fiscal_year: period.fiscalYear,
    starts_on: period.startsOn,
    ends_on: period.endsOn,
    status: period.status,
    due_on: calendar.dueOn,
    overdue: calendar.isOverdue,
    steps: calendar.steps.map(({ step, status, blockedBy }) => ({
      step,
      status,
      waits_for: status === "waiting" ? waitsFor(step, roles, missing) : null,
      blocked_by: blockedBy.map((what) => {
        const item = checklist?.items.find((each) => each.item === what);
        if (what === "signed_off") {
          const text = `Waits for the sign-off of ${missing.join(", ")}.`;
          return { what, text, link: `/v1/periods/${period.publicId}` };
        }
        return { what, text: item?.text ?? null, link: item?.link ?? "/v1/periods" };
      }),
    })),
    recognised_through: records.recognisedThrough.get(period.periodId) ?? null,
    checklist:
      checklist === undefined
        ? null
        : {
            id: checklist.publicId,
            passed: checklist.items.every(({ status }) => status !== "failed"),
            checked_at: checklist.checkedAt,
          },
  };
}

/** The roles that may take it; of a sign-off those that have not given their word. */
function waitsFor(
  step: CalendarStep["step"],
  roles: readonly RoleRecord[],
  missing: readonly string[],
) {
  const permission = closePermissions[step];
  if (step === "sign_off") return { permission, roles: [...missing] };
  const having = roles.filter(({ permissions }) => permissions.includes(permission));
  return { permission, roles: having.map(({ code }) => code) };
}
