import type { z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../../db/partner-scope";
import { findPeriodChecklist } from "../../db/read/period-checklists";
import { listSignOffs, readWantedSignOffs } from "../../db/read/period-sign-offs";
import type { PeriodRecord } from "../../db/read/periods";
import type { periodSchema, periodSummarySchema } from "../schemas/period";

export function presentPeriodSummary(
  period: PeriodRecord,
  livemode: boolean,
): z.infer<typeof periodSummarySchema> {
  return {
    id: period.publicId,
    object: "period",
    livemode,
    code: period.code,
    fiscal_year: period.fiscalYear,
    starts_on: period.startsOn,
    ends_on: period.endsOn,
    status: period.status,
    version: period.version,
  };
}

/** With the newest run of its checklist, and the words that its closing needs. */
export async function presentPeriod(
  scope: PartnerDatabase,
  period: PeriodRecord,
  livemode: boolean,
): Promise<z.infer<typeof periodSchema>> {
  const checklist = await findPeriodChecklist(scope, period.periodId);
  const given = await listSignOffs(scope, [period.periodId]);
  const wanted = await readWantedSignOffs(scope);
  const roles = [...new Set([...wanted, ...given.map(({ role }) => role)])];
  return {
    ...presentPeriodSummary(period, livemode),
    sign_offs: roles.map((role) => {
      const one = given.find((each) => each.role === role);
      return {
        role,
        signed_by: one?.user ?? null,
        signed_at: one?.at ?? null,
        note: one?.note ?? null,
      };
    }),
    checklist:
      checklist === undefined
        ? null
        : {
            id: checklist.publicId,
            object: "period_checklist",
            passed: checklist.isPassed,
            items: checklist.items.map((item) => ({ ...item })),
            last_entry_number: checklist.lastEntryNumber,
            workflow_id: checklist.workflowId,
            checked_at: checklist.checkedAt,
          },
  };
}
