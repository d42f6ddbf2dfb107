import type { PartnerTransaction } from "../../db/partner-scope";
import { findLastEntryNumber, lockNumberSeries } from "../../db/read/last-entry-number";
import type { PartnerSettings } from "../../db/read/partner-settings";
import { lockPartnerSettings } from "../../db/read/partner-settings";
import { listRoles } from "../../db/read/roles";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import { isUnambiguous } from "../../domain/number-format";
import { readSignOffRoles } from "../../domain/period/sign-offs";
import { Refusal } from "../../domain/refusal";

const columns = {
  name: "partner_name",
  timeZone: "time_zone",
  reportingCurrency: "reporting_currency",
  bookingReferencePrefix: "booking_reference_prefix",
  bookingReferenceYear: "booking_reference_year",
  bookingReferenceSeparator: "booking_reference_separator",
  bookingReferenceDigits: "booking_reference_digits",
  entryNumberPrefix: "entry_number_prefix",
  entryNumberYear: "entry_number_year",
  entryNumberSeparator: "entry_number_separator",
  entryNumberDigits: "entry_number_digits",
  commissionRecognition: "commission_recognition",
  markUpRecognition: "mark_up_recognition",
  serviceFeeRecognition: "service_fee_recognition",
  recognitionEntries: "recognition_entries",
  recognitionSchedule: "recognition_schedule",
  noShowRecognition: "no_show_recognition",
  closeDueDays: "close_due_days",
  closeSignOffRoles: "close_sign_off_roles",
  weekend: "weekend_days",
  refundSettlementDays: "refund_settlement_days",
  holdReminderHours: "hold_reminder_hours",
  memoReminderHours: "memo_reminder_hours",
  supplierCallDays: "supplier_call_days",
  scheduleCheckHours: "schedule_check_hours",
  scheduleCheckDays: "schedule_check_days",
  iataNumber: "iata_number",
  bspBillingCycle: "bsp_billing_cycle",
  bspTolerance: "bsp_tolerance_amount",
  bspDisputeDays: "bsp_dispute_days",
  bankIdentifier: "bank_identifier",
  bankFileFormat: "bank_file_format",
  contactEmail: "contact_email",
  contactPhone: "contact_phone",
  postalAddress: "postal_address",
  brandName: "brand_name",
  brandColor: "brand_color",
} as const satisfies Record<keyof PartnerSettings, string>;

/** An account number as it is stored; `encrypted` is bound to `ownAccountContext`. */
export interface SealedAccount {
  readonly encrypted: Buffer;
  readonly lastFour: string;
}

/** What the encryption of the partner's own account number binds it to. */
export function ownAccountContext(partner: string): string {
  return `${partner}:partners.bank_account_number`;
}

/** Named in the audit, and not quoted: they may be a person's. */
const personal: readonly (keyof PartnerSettings)[] = [
  "contactEmail",
  "contactPhone",
  "postalAddress",
];

/**
 * Changes what a partner settles for itself. A recognition policy holds for what is issued from now
 * on: schedules that exist stay. Refuses another reporting currency once anything is posted
 * (REPORTING_CURRENCY_FIXED): entries carry it or do not, and are never retranslated (IAS 21.39).
 * References of bookings that exist stay, and numbers of entries as they were written; a format in
 * which two could read the same is refused (BOOKING_REFERENCE_AMBIGUOUS, ENTRY_NUMBER_AMBIGUOUS).
 */
export async function changePartner(
  transaction: PartnerTransaction,
  {
    bankAccount,
    ...settings
  }: Partial<PartnerSettings> & { readonly bankAccount?: SealedAccount | null },
  act: {
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const before = await lockPartnerSettings(transaction);
  act.assertVersion(before.version);
  const changed = settingNames.filter(
    (name) => settings[name] !== undefined && settings[name] !== before[name],
  );
  if (changed.length === 0 && bankAccount === undefined) return;
  if (changed.includes("reportingCurrency")) await assertNothingPosted(transaction);
  assertUnambiguous({ ...before, ...settings });
  await assertRoles(transaction, readSignOffRoles(settings.closeSignOffRoles ?? ""));
  const change = (name: keyof PartnerSettings) => [before[name], settings[name] ?? null] as const;
  await transaction.db
    .updateTable("partners")
    .set({
      ...Object.fromEntries(changed.map((name) => [columns[name], change(name)[1]])),
      ...(bankAccount !== undefined && {
        bank_account_number_encrypted: bankAccount?.encrypted ?? null,
        bank_account_number_last_four: bankAccount?.lastFour ?? null,
      }),
      version: before.version + 1,
    })
    .execute();
  const changes: Changes = {
    ...Object.fromEntries(changed.map((name) => [columns[name], change(name)])),
    ...(bankAccount !== undefined && {
      bank_account_number_last_four: [before.bankAccountLastFour, bankAccount?.lastFour ?? null],
    }),
  };
  await writeHistory(transaction, {
    table: "partners",
    ids: [transaction.partnerId],
    type: "UPDATE",
    at: act.at,
    changes,
  });
  const told = changed.map((name) => [
    columns[name],
    personal.includes(name) ? "changed" : [...change(name)],
  ]);
  const event = {
    type: "partner.changed",
    targetType: "partner",
    targetId: transaction.partner,
    payload: {
      ...Object.fromEntries(told),
      ...(bankAccount !== undefined && { bank_account_number: "changed" }),
    },
  };
  await writeAudit(transaction, act.context, [event], act.at);
  if (!changed.includes("scheduleCheckHours")) return;
  const outgoing = {
    type: "partner.schedule_checks_changed",
    aggregateType: "partner",
    aggregateId: transaction.partner,
    payload: { hours: settings.scheduleCheckHours ?? before.scheduleCheckHours },
  };
  await writeOutbox(transaction, [outgoing], { at: act.at });
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the list above
const settingNames = Object.keys(columns) as (keyof PartnerSettings)[];

function assertUnambiguous(settings: PartnerSettings): void {
  const { bookingReferenceYear, bookingReferenceSeparator } = settings;
  if (!isUnambiguous({ year: bookingReferenceYear, separator: bookingReferenceSeparator })) {
    throw new Refusal(
      "BOOKING_REFERENCE_AMBIGUOUS",
      "A reference with its year needs a separator: the year would run into the number.",
    );
  }
  const { entryNumberYear, entryNumberSeparator } = settings;
  if (isUnambiguous({ year: entryNumberYear, separator: entryNumberSeparator })) return;
  throw new Refusal(
    "ENTRY_NUMBER_AMBIGUOUS",
    "An entry's number with its fiscal year needs a separator: the year would run into the number.",
  );
}

/** Refuses to wait for the word of a role that nobody can have (ROLE_INACTIVE). */
async function assertRoles(
  transaction: PartnerTransaction,
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  const roles = await listRoles(transaction);
  const missing = codes.find(
    (each) => !roles.some(({ code, isActive }) => isActive && code === each),
  );
  if (missing === undefined) return;
  throw new Refusal("ROLE_INACTIVE", `There is no active role ${missing}.`, {
    role_code: missing,
  });
}

async function assertNothingPosted(transaction: PartnerTransaction): Promise<void> {
  await lockNumberSeries(transaction);
  if ((await findLastEntryNumber(transaction)) === 0) return;
  throw new Refusal(
    "REPORTING_CURRENCY_FIXED",
    "Entries have been posted: the reporting currency stays what it was for them.",
  );
}
