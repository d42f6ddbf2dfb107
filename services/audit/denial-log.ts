import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";

interface Denial {
  readonly method: string;
  /** As the OpenAPI document has it. */
  readonly route: string;
  /** As it was asked for, with the ids in it. */
  readonly path: string;
  /** Why, as the answer says it. */
  readonly code: string;
  /** What was missing, where that is a permission. */
  readonly permission?: string;
}

/** Writes down what somebody was not let do; resolves to whether it was written. */
type DenialLog = (
  scope: PartnerDatabase,
  denial: Denial,
  act: { readonly context: ActContext; readonly at: string },
) => Promise<boolean>;

const windowMs = 10 * 60_000;
const denialsMax = 50;
const pathLengthMax = 200;

interface Window {
  readonly endsAt: number;
  readonly seen: Set<string>;
}

/**
 * An audit row for each thing that is denied to somebody for one reason: once in ten minutes, and
 * at most fifty of a partner in that time, by each process. Whoever keeps trying fills no log.
 */
export function createDenialLog(clockMs: () => number = Date.now): DenialLog {
  const windows = new Map<number, Window>();
  return async (scope, denial, { context, at }) => {
    const { seen } = windowOf(windows, scope.partnerId, clockMs());
    const { type, id } = context.actor;
    const key = [type, id, denial.method, denial.route, denial.code].join(" ");
    if (seen.has(key) || seen.size >= denialsMax) return false;
    seen.add(key);
    const event = {
      type: "access.denied",
      targetType: type,
      targetId: id ?? scope.partner,
      payload: { ...denial, path: denial.path.slice(0, pathLengthMax) },
    };
    try {
      await inTransaction(scope, (transaction) => writeAudit(transaction, context, [event], at));
    } catch (error) {
      seen.delete(key);
      throw error;
    }
    return true;
  };
}

function windowOf(windows: Map<number, Window>, partnerId: number, nowMs: number): Window {
  const current = windows.get(partnerId);
  if (current !== undefined && current.endsAt > nowMs) return current;
  for (const [id, { endsAt }] of windows) if (endsAt <= nowMs) windows.delete(id);
  const next = { endsAt: nowMs + windowMs, seen: new Set<string>() };
  windows.set(partnerId, next);
  return next;
}
