import { parseDatabaseUrl } from "../../db/config";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { openDatabase } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import { getPartnerSettings } from "../../db/read/partner-settings";
import { systemActor } from "../../domain/actor";
import { permissions } from "../../domain/permissions";
import { copySettled } from "../../services/partner/copy-settled";
import { createPartner } from "../../services/partner/create-partner";
import { createToken } from "../../services/token/create-token";
import type { CreatedPartner } from "../create-partner";
import { findPartner } from "./find-partner";

/** Takes up a live partner as a test one has settled it, in one commit, and makes its first token. */
export async function goLive(
  database: DatabaseHandle,
  live: { readonly from: string; readonly code: string; readonly booksFrom: string },
): Promise<CreatedPartner> {
  const from = await createPartnerScopes(database)(await findPartner(database, live.from));
  const { environment, ...settings } = await getPartnerSettings(from);
  if (environment !== "test") throw new Error(`${live.from} is a live partner already.`);
  const act = { context: { actor: systemActor }, at: toDateTime(new Date().toISOString()) };
  const { reportingCurrency } = settings;
  const scope = await createPartner(
    database,
    {
      code: live.code,
      name: settings.name,
      environment: "live",
      countryCode: settings.countryCode,
      timeZone: settings.timeZone,
      functionalCurrency: settings.functionalCurrency,
      ...(reportingCurrency === null ? {} : { reportingCurrency }),
      fiscalYearStartMonth: settings.fiscalYearStartMonth,
      booksFrom: live.booksFrom,
    },
    { ...act, furnish: (transaction) => copySettled(from, transaction, act) },
  );
  const { token } = await createToken(
    scope,
    { name: "first token", environment: "live", permissions },
    act,
  );
  return { partner: scope.partner, token };
}

/** The command as it is typed. */
export async function runGoLive(
  live: Parameters<typeof goLive>[1],
  databaseUrl: string | undefined,
): Promise<void> {
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 2 });
  try {
    process.stdout.write(`${JSON.stringify(await goLive(database, live), null, 2)}\n`);
  } finally {
    await database.close();
  }
}
