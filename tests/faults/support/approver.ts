import { parseDatabaseUrl } from "../../../db/config";
import { createPartnerScopes } from "../../../db/partner-scopes";
import { openDatabase } from "../../../db/pool";
import type { ApprovalAct } from "../../../domain/approval-policy/acts";
import type { Levels } from "../../harness/approvals";
import { settlePolicy } from "../../harness/approvals";
import { openPerson } from "../../harness/open-person";
import type { Caller } from "./caller";
import { createCaller } from "./caller";
import type { FaultStack } from "./fault-stack";

/** Another person of the partner, who decides on what its token asks for. */
export interface Approver {
  readonly caller: Caller;
  settle(act: ApprovalAct, levels: Levels): Promise<void>;
  close(): Promise<void>;
}

export async function openApprover({ stack, partner }: FaultStack): Promise<Approver> {
  const { environment, addresses } = stack;
  const api = addresses["api"] ?? "";
  const database = openDatabase(parseDatabaseUrl(environment["DATABASE_URL"]), {
    connectionLimit: 1,
  });
  const scope = await createPartnerScopes(database)(partner);
  const request = (path: string, init?: RequestInit) => fetch(api + path, init);
  const { token } = await openPerson({ request }, scope, { role: "partner_admin" });
  return {
    caller: createCaller(api, token),
    settle: (act, levels) => settlePolicy(scope, act, { levels }),
    close: () => database.close(),
  };
}
