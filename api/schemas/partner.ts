import { z } from "@hono/zod-openapi";

import { bankFileFormats } from "../../domain/bank-file-format";
import { isReadableWithWhite } from "../../domain/brand/brand-color";
import { logoLimits, logoTypes } from "../../domain/brand/logo";
import { billingCycles } from "../../domain/bsp/billing-period";
import { currencies } from "../../domain/currency";
import { numberDigits, numberSeparators, numberYears } from "../../domain/number-format";
import { weekends } from "../../domain/period/working-days";
import {
  noShowRecognitions,
  recognitionEntries,
  recognitionPolicies,
  recognitionSchedules,
} from "../../domain/recognition";
import { isTimeZone } from "../../domain/time-zone";
import { instantSchema, textSchema } from "./common";
import { currencySchema } from "./fx-rate";
import { roleCodeSchema } from "./role-code";

const recognitionSchema = z.enum(recognitionPolicies).openapi({
  description:
    "When it is revenue; holds for what is issued from now on. `over_service_period`: an equal part for each day from the first departure to the last arrival.",
});
const recognitionEntriesSchema = z.enum(recognitionEntries).openapi({
  description:
    "What a recognition run posts: an entry for each booking, or one for each batch, summed by account, branch, supplier and product. Holds for runs that begin from now on.",
});
const recognitionScheduleSchema = z.enum(recognitionSchedules).openapi({
  description:
    "Whether recognition runs begin by themselves: never, the night after a period has ended, or every night for all that yesterday has earned.",
});
const noShowRecognitionSchema = z.enum(noShowRecognitions).openapi({
  description:
    "When a coupon that is reported as a no-show is earned: on the day of its flight, or once its ticket expires, until when it can be given back. Holds for what is reported from now on.",
});
const closeDueDaysSchema = z.number().int().min(1).max(60).openapi({
  description: "By this working day after its end a period is to be closed.",
});
const weekendSchema = z
  .enum(weekends)
  .openapi({ description: "Which days of the week are no working days." });
const closeSignOffRolesSchema = z
  .array(roleCodeSchema)
  .max(8)
  .openapi({
    description:
      "Codes of the roles whose sign-off closing a period needs, each of another person. None: nobody's.",
    example: ["controller"],
  });
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, "is an IANA time zone")
  .openapi({ example: "Asia/Dhaka" });
export const bookableCurrencySchema = currencySchema.refine(
  (code) => currencies.get(code)?.isActive === true,
  "is a currency of ISO 4217",
);
const billingCycleSchema = z
  .enum(billingCycles)
  .openapi({ description: "How often BSP bills; no file says when a billing period begins." });
const prefixSchema = z
  .string()
  .regex(/^[A-Z]{1,6}$/)
  .openapi({ description: "Of the references of bookings made from now on.", example: "TVB" });
const referenceYearSchema = z.enum(numberYears).openapi({
  description: "In those references; `none`: one series over all years, else one for each year.",
});
const referenceSeparatorSchema = z
  .enum(numberSeparators)
  .openapi({ description: "Between prefix, year and number; needed where the year is in it." });
const referenceDigitsSchema = z
  .number()
  .int()
  .min(numberDigits.min)
  .max(numberDigits.max)
  .openapi({ description: "Of the number, at least: a longer one is not cut." });
const entryPrefixSchema = z.union([z.string().regex(/^[A-Z]{1,6}$/), z.null()]).openapi({
  description: "Of the numbers of journal entries posted from now on; null: the number itself.",
  example: "JE",
});
const entryYearSchema = z.enum(numberYears).openapi({
  description:
    "The fiscal year in those numbers; `none`: one series over all years, else one for each.",
});
const brandColorSchema = z
  .string()
  .regex(/^#[0-9A-F]{6}$/)
  .refine(isReadableWithWhite, "stands out from white by 4.5 to 1 (WCAG 2.2)")
  .openapi({ description: "Of papers and mails; white text stands on it.", example: "#0B5CAD" });

const refundSettlementDaysSchema = z.number().int().min(1).max(365).openapi({
  description:
    "After so many days without the airline's part a refund needs attention (refund_not_settled); holds for refunds that are booked from now on.",
  example: 45,
});
const reminderHoursSchema = z
  .array(z.number().int().min(1).max(720))
  .max(5)
  .openapi({
    description:
      "How many hours before the deadline people are reminded; none, and nobody is. What waits already takes it up at its next reminder or change.",
    example: [24, 2],
  });
const supplierCallDaysSchema = z.number().int().min(0).max(400).openapi({
  description:
    "How long what goes to suppliers and comes back is kept; 0 keeps none. Holds for what is kept from now on.",
  example: 30,
});

const scheduleCheckHoursSchema = z.number().int().min(0).max(168).openapi({
  description:
    "Every so many hours suppliers are asked, by itself, whether airlines have changed flights of issued bookings; 0: never.",
  example: 12,
});
const scheduleCheckDaysSchema = z.number().int().min(1).max(360).openapi({
  description: "Asked for is what departs within so many days.",
  example: 30,
});

export const partnerSchema = z
  .object({
    id: z.string().openapi({ example: "ptn_01hxv2ztq3k4m5n6p7q8r9s0t1" }),
    object: z.literal("partner"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    status: z.enum(["onboarding", "active", "suspended", "closed", "deleted"]).openapi({
      description: "Unless it is active, the partner reads and exports, and changes nothing.",
    }),
    status_reason: z.union([z.string(), z.null()]),
    status_changed_at: z.union([instantSchema, z.null()]),
    deletion: z
      .union([
        z.object({
          requested_at: instantSchema,
          requested_by: z.union([z.string(), z.null()]),
          due_at: z.union([instantSchema, z.null()]).openapi({
            description: "Null until another person has confirmed it.",
          }),
        }),
        z.null(),
      ])
      .openapi({ description: "That the partner is to be deleted." }),
    country: z.string(),
    time_zone: z.string(),
    functional_currency: z.string(),
    reporting_currency: z.union([z.string(), z.null()]),
    fiscal_year_start_month: z.number().int(),
    booking_reference_prefix: z.string(),
    booking_reference_year: referenceYearSchema,
    booking_reference_separator: referenceSeparatorSchema,
    booking_reference_digits: z.number().int(),
    entry_number_prefix: entryPrefixSchema,
    entry_number_year: entryYearSchema,
    entry_number_separator: referenceSeparatorSchema,
    entry_number_digits: z.number().int(),
    commission_recognition: recognitionSchema,
    mark_up_recognition: recognitionSchema,
    service_fee_recognition: recognitionSchema,
    recognition_entries: recognitionEntriesSchema,
    recognition_schedule: recognitionScheduleSchema,
    no_show_recognition: noShowRecognitionSchema,
    close_due_days: closeDueDaysSchema,
    weekend_days: weekendSchema,
    close_sign_off_roles: closeSignOffRolesSchema,
    refund_settlement_days: refundSettlementDaysSchema,
    hold_reminder_hours: reminderHoursSchema,
    memo_reminder_hours: reminderHoursSchema,
    supplier_call_days: supplierCallDaysSchema,
    schedule_check_hours: scheduleCheckHoursSchema,
    schedule_check_days: scheduleCheckDaysSchema,
    iata_number: z.union([z.string(), z.null()]),
    bsp_billing_cycle: billingCycleSchema,
    bsp_tolerance: z.string().openapi({ example: "0.050" }),
    bsp_dispute_days: z.number().int(),
    bank_account_number_last_four: z.union([z.string(), z.null()]),
    bank_identifier: z.union([z.string(), z.null()]),
    bank_file_format: z.enum(bankFileFormats),
    contact_email: z.union([z.string(), z.null()]),
    contact_phone: z.union([z.string(), z.null()]),
    postal_address: z.union([z.string(), z.null()]),
    brand_name: z.union([z.string(), z.null()]),
    brand_color: z.union([z.string(), z.null()]),
    logo_url: z.union([z.string(), z.null()]).openapi({
      description: "Where the logo's bytes are; needs the token too. Null where there is none.",
    }),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Partner");

export const changePartnerSchema = z
  .strictObject({
    name: textSchema(200).optional(),
    time_zone: timeZoneSchema.optional(),
    reporting_currency: z
      .union([bookableCurrencySchema, z.null()])
      .optional()
      .openapi({ description: "Can be changed until the first entry is posted." }),
    booking_reference_prefix: prefixSchema.optional(),
    booking_reference_year: referenceYearSchema.optional(),
    booking_reference_separator: referenceSeparatorSchema.optional(),
    booking_reference_digits: referenceDigitsSchema.optional(),
    entry_number_prefix: entryPrefixSchema.optional(),
    entry_number_year: entryYearSchema.optional(),
    entry_number_separator: referenceSeparatorSchema.optional(),
    entry_number_digits: referenceDigitsSchema.optional(),
    commission_recognition: recognitionSchema.optional(),
    mark_up_recognition: recognitionSchema.optional(),
    service_fee_recognition: recognitionSchema.optional(),
    recognition_entries: recognitionEntriesSchema.optional(),
    recognition_schedule: recognitionScheduleSchema.optional(),
    no_show_recognition: noShowRecognitionSchema.optional(),
    close_due_days: closeDueDaysSchema.optional(),
    weekend_days: weekendSchema.optional(),
    close_sign_off_roles: closeSignOffRolesSchema.optional(),
    refund_settlement_days: refundSettlementDaysSchema.optional(),
    hold_reminder_hours: reminderHoursSchema.optional(),
    memo_reminder_hours: reminderHoursSchema.optional(),
    supplier_call_days: supplierCallDaysSchema.optional(),
    schedule_check_hours: scheduleCheckHoursSchema.optional(),
    schedule_check_days: scheduleCheckDaysSchema.optional(),
    iata_number: z
      .union([z.string().regex(/^\d{8}$/), z.null()])
      .optional()
      .openapi({ example: "12345675" }),
    bsp_billing_cycle: billingCycleSchema.optional(),
    bsp_tolerance: z
      .string()
      .regex(/^\d{1,6}\.\d{3}$/)
      .optional()
      .openapi({
        description:
          "By how much a figure of a BSP file may differ from ours, in the file's currency and with three decimals.",
        example: "0.050",
      }),
    bsp_dispute_days: z.number().int().min(1).max(365).optional().openapi({
      description: "How long after its issue a memo of a BSP file may be disputed.",
      example: 30,
    }),
    bank_account_number: z
      .union([z.string().regex(/^[A-Z0-9]{4,34}$/), z.null()])
      .optional()
      .openapi({
        description:
          "What BSP is paid from: IBAN or the bank's own number, without spaces. It is sealed: answers have its last four characters.",
        example: "BD0212345678901",
      }),
    bank_identifier: z
      .union([z.string().regex(/^[A-Z0-9]{6,20}$/), z.null()])
      .optional()
      .openapi({ description: "BIC or routing number.", example: "BRAKBDDH" }),
    bank_file_format: z
      .enum(bankFileFormats)
      .optional()
      .openapi({ description: "Of ISO 20022, which the bank reads." }),
    contact_email: z.union([z.email().max(254), z.null()]).optional(),
    contact_phone: z.union([z.string().regex(/^\+?[\d ()-]{5,40}$/), z.null()]).optional(),
    postal_address: z.union([textSchema(400), z.null()]).optional(),
    brand_name: z
      .union([textSchema(200), z.null()])
      .optional()
      .openapi({ description: "On papers for customers and on mails, in place of the name." }),
    brand_color: z.union([brandColorSchema, z.null()]).optional(),
  })
  .openapi("ChangePartner");

/** Base64 has four characters for three bytes. */
const logoLengthMax = Math.ceil(logoLimits.bytes / 3) * 4;

/** What a request with the largest logo may have around it. */
export const logoBodyBytesMax = logoLengthMax + 4_096;

export const logoSchema = z
  .strictObject({
    content_type: z.enum(logoTypes),
    content: z.base64().min(1).max(logoLengthMax).openapi({ description: "The bytes in base64." }),
  })
  .openapi("NewLogo");

export const partnerStatusActSchema = z
  .strictObject({
    reason: textSchema(500).openapi({ example: "The agency has been sold." }),
  })
  .openapi("PartnerStatusAct");

export const requestDeletionSchema = z
  .strictObject({
    reason: textSchema(500).openapi({ example: "The agency has been sold." }),
    without_export: z.boolean().default(false).openapi({
      description: "Although nobody has exported everything in the last 30 days.",
    }),
  })
  .openapi("RequestDeletion");
