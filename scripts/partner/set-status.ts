import { parseDatabaseUrl } from "../../db/config";
import type { PartnerTransaction } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { openDatabase } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import { openRedis } from "../../db/redis";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../domain/actor";
import { confirmDeletion } from "../../services/partner/partner-deletion";
import type { StatusAct } from "../../services/partner/set-partner-status";
import { reactivatePartner, suspendPartner } from "../../services/partner/set-partner-status";
import { createAccessCache } from "../../services/role/access-cache";
import { findPartner } from "./find-partner";

const statusCommands = {
  suspend: suspendPartner,
  reactivate: reactivatePartner,
  "confirm-deletion": (transaction: PartnerTransaction, act: StatusAct) =>
    confirmDeletion(transaction, { person: null, holdMs: holdDays * 86_400_000 }, act),
} as const;
/** Of a deletion that the platform confirms. */
const holdDays = 30;

export type StatusCommand = keyof typeof statusCommands;

export function isStatusCommand(text: string | undefined): text is StatusCommand {
  return text !== undefined && text in statusCommands;
}

/** Returns the partner's id. All processes have heard of it when this ends, while Redis is there. */
export async function setPartnerStatus(
  { database, redisUrl }: { readonly database: DatabaseHandle; readonly redisUrl: string },
  act: { readonly command: StatusCommand; readonly code: string; readonly reason: string },
): Promise<string> {
  const partner = await findPartner(database, act.code);
  const scope = await createPartnerScopes(database)(partner);
  const at = toDateTime(new Date().toISOString());
  const statusAct = { reason: act.reason, context: { actor: systemActor }, at };
  await inTransaction(scope, (transaction) => statusCommands[act.command](transaction, statusAct));
  const redis = openRedis(redisUrl);
  redis.on("error", () => {});
  await createAccessCache(redis).forget(partner);
  redis.disconnect();
  return partner;
}

/** The command as it is typed. */
export async function runStatusCommand(
  act: Parameters<typeof setPartnerStatus>[1],
  {
    databaseUrl,
    redisUrl,
  }: { readonly databaseUrl: string | undefined; readonly redisUrl: string },
): Promise<void> {
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 2 });
  try {
    const partner = await setPartnerStatus({ database, redisUrl }, act);
    process.stdout.write(`${JSON.stringify({ partner, done: act.command })}\n`);
  } finally {
    await database.close();
  }
}
