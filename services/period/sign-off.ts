import type { PartnerTransaction } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import { listSignOffs, readWantedSignOffs } from "../../db/read/period-sign-offs";
import type { PeriodRecord } from "../../db/read/periods";
import { lockPeriods } from "../../db/read/periods";
import { listRoleCodes } from "../../db/read/user-access";
import { writeAudit } from "../../db/write/audit";
import { endSignOffs, insertSignOff } from "../../db/write/period-sign-offs";
import type { ActContext } from "../../domain/actor";
import { dayIn } from "../../domain/calendar";
import { assertMaySignOff, assertTakesSignOffs } from "../../domain/period/sign-offs";
import { Refusal } from "../../domain/refusal";

interface Act {
  readonly periodId: string;
  readonly userId: number;
  readonly context: ActContext;
  /** The same instant, for a calendar and for a column. */
  readonly now: string;
  readonly at: string;
}

/**
 * A person's word, in a role that the partner asks for and that they have now, that a period may be
 * closed. Refuses what `assertTakesSignOffs` and `assertMaySignOff` do. Closing waits for it.
 */
export async function signOffPeriod(
  transaction: PartnerTransaction,
  { role, note, ...act }: Act & { readonly role: string; readonly note: string | null },
): Promise<void> {
  const { userId, at } = act;
  const period = await lockOpen(transaction, act);
  assertMaySignOff(role, {
    period: period.code,
    userId,
    wanted: await readWantedSignOffs(transaction),
    held: await listRoleCodes(transaction, userId),
    given: await listSignOffs(transaction, [period.periodId]),
  });
  await insertSignOff(transaction, { periodId: period.periodId, role, userId, note, at });
  await audit(transaction, period, { ...act, type: "period.signed_off", facts: { role, note } });
}

/** Takes the person's own word back, while the period is not closed. */
export async function withdrawSignOff(
  transaction: PartnerTransaction,
  { note, ...act }: Act & { readonly note: string | null },
): Promise<void> {
  const { userId, at } = act;
  const period = await lockOpen(transaction, act);
  const given = await listSignOffs(transaction, [period.periodId]);
  const own = given.filter((each) => each.userId === userId);
  const [first] = own;
  if (first === undefined) {
    throw new Refusal("NOT_FOUND", "You have not signed this period off.");
  }
  await endSignOffs(transaction, own, { kind: "withdrawn", at });
  const facts = { role: first.role, note };
  await audit(transaction, period, { ...act, type: "period.sign_off_withdrawn", facts });
}

/** Held until the commit: nobody closes it meanwhile. */
async function lockOpen(
  transaction: PartnerTransaction,
  { periodId, now }: Act,
): Promise<PeriodRecord> {
  const { timeZone } = await getPartner(transaction);
  const period = (await lockPeriods(transaction)).find(({ publicId }) => publicId === periodId);
  if (period === undefined) throw new Refusal("NOT_FOUND", "No such accounting period.");
  assertTakesSignOffs(period, dayIn(timeZone, now));
  return period;
}

async function audit(
  transaction: PartnerTransaction,
  { publicId, code }: PeriodRecord,
  told: Pick<Act, "context" | "at"> & {
    readonly type: string;
    readonly facts: { readonly role: string; readonly note: string | null };
  },
): Promise<void> {
  const event = {
    type: told.type,
    targetType: "accounting_period",
    targetId: publicId,
    payload: { period: code, ...told.facts },
  };
  await writeAudit(transaction, told.context, [event], told.at);
}
