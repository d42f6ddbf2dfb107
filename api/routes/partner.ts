import { createRoute } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { PartnerSettings } from "../../db/read/partner-settings";
import { getPartnerSettings } from "../../db/read/partner-settings";
import { formatSignOffRoles } from "../../domain/period/sign-offs";
import { formatReminderHours } from "../../domain/reminder-hours";
import type { SealedAccount } from "../../services/partner/change-partner";
import { changePartner, ownAccountContext } from "../../services/partner/change-partner";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange } from "../idempotency";
import { presentPartner } from "../present/partner";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { repeatableHeadersSchema } from "../schemas/common";
import { changePartnerSchema, partnerSchema } from "../schemas/partner";

const tags = ["Partner"];

const getPartnerRoute = createRoute({
  method: "get",
  path: "/v1/partner",
  tags,
  summary: "Your own partner, with its settings",
  ...permitted("partner.read.partner", { branches: "none" }),
  responses: {
    200: json(partnerSchema, "The partner"),
    304: { description: "Unchanged since the version in If-None-Match" },
    ...problems(),
  },
});

const changePartnerRoute = createRoute({
  method: "patch",
  path: "/v1/partner",
  tags,
  summary: "Change settings",
  description:
    "What is left out stays. Country, functional currency and the start of the fiscal year never change: the books are kept by them.",
  ...permitted("partner.update.partner", { stepUp: true }),
  request: { headers: repeatableHeadersSchema, body: jsonBody(changePartnerSchema) },
  responses: { 200: json(partnerSchema, "The partner"), ...problems(409, 412, 413, 415, 422, 428) },
});

export function registerPartner(router: Router, dependencies: ApiDependencies): void {
  router.openapi(getPartnerRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const partner = await getPartnerSettings(scope);
    return withVersion(c, partner.version, presentPartner(scope.partner, partner, livemode));
  });

  router.openapi(changePartnerRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const body = c.req.valid("json");
    const bankAccount = sealAccount(dependencies, scope.partner, body.bank_account_number);
    const settings = { ...toSettings(body), ...(bankAccount !== undefined && { bankAccount }) };
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      const at = toDateTime(dependencies.now());
      await changePartner(transaction, settings, { assertVersion, context: toActContext(c), at });
      const partner = await getPartnerSettings(transaction);
      const headers = { ETag: `"v${partner.version}"` };
      return { status: 200, body: presentPartner(scope.partner, partner, livemode), headers };
    });
  });
}

function sealAccount(
  { keyRing }: ApiDependencies,
  partner: string,
  number: string | null | undefined,
): SealedAccount | null | undefined {
  if (number === null || number === undefined) return number;
  return {
    encrypted: keyRing.encrypt(Buffer.from(number), ownAccountContext(partner)),
    lastFour: number.slice(-4),
  };
}

function toSettings(body: typeof changePartnerSchema._output): Partial<PartnerSettings> {
  const settings = {
    name: body.name,
    timeZone: body.time_zone,
    reportingCurrency: body.reporting_currency,
    bookingReferencePrefix: body.booking_reference_prefix,
    bookingReferenceYear: body.booking_reference_year,
    bookingReferenceSeparator: body.booking_reference_separator,
    bookingReferenceDigits: body.booking_reference_digits,
    entryNumberPrefix: body.entry_number_prefix,
    entryNumberYear: body.entry_number_year,
    entryNumberSeparator: body.entry_number_separator,
    entryNumberDigits: body.entry_number_digits,
    commissionRecognition: body.commission_recognition,
    markUpRecognition: body.mark_up_recognition,
    serviceFeeRecognition: body.service_fee_recognition,
    recognitionEntries: body.recognition_entries,
    recognitionSchedule: body.recognition_schedule,
    noShowRecognition: body.no_show_recognition,
    closeDueDays: body.close_due_days,
    weekend: body.weekend_days,
    closeSignOffRoles: body.close_sign_off_roles && formatSignOffRoles(body.close_sign_off_roles),
    refundSettlementDays: body.refund_settlement_days,
    holdReminderHours: body.hold_reminder_hours && formatReminderHours(body.hold_reminder_hours),
    memoReminderHours: body.memo_reminder_hours && formatReminderHours(body.memo_reminder_hours),
    supplierCallDays: body.supplier_call_days,
    scheduleCheckHours: body.schedule_check_hours,
    scheduleCheckDays: body.schedule_check_days,
    iataNumber: body.iata_number,
    bspBillingCycle: body.bsp_billing_cycle,
    bankIdentifier: body.bank_identifier,
    bankFileFormat: body.bank_file_format,
    bspTolerance: body.bsp_tolerance,
    bspDisputeDays: body.bsp_dispute_days,
    contactEmail: body.contact_email,
    contactPhone: body.contact_phone,
    postalAddress: body.postal_address,
    brandName: body.brand_name,
    brandColor: body.brand_color,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
