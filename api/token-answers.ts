import type { Context } from "hono";

import type { PartnerTransaction } from "../db/partner-scope";
import { toDateTime } from "../db/read/amounts";
import type { TokenOwner } from "../db/read/tokens";
import { getToken } from "../db/read/tokens";
import type { Access } from "../domain/access";
import type { ActContext } from "../domain/actor";
import type { MintedToken } from "../services/token/create-token";
import { mintToken } from "../services/token/create-token";
import { rotateToken } from "../services/token/issue-token";
import { revokeToken } from "../services/token/revoke-token";
import { answerAccessChange } from "./access-change";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { presentToken } from "./present/token";
import { toActContext } from "./request-context";

type MakeToken = (
  transaction: PartnerTransaction,
  minted: MintedToken,
  act: { readonly context: ActContext; readonly at: string; readonly maker: Access },
) => Promise<void>;

/** Answers with a new token, its text shown this once. */
export async function answerNewToken(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  make: MakeToken,
): Promise<never> {
  const principal = c.get("principal");
  const { livemode } = principal;
  const minted = await mintToken(livemode ? "live" : "test");
  return answerAccessChange(c, dependencies, async (transaction) => {
    const at = toDateTime(dependencies.now());
    await make(transaction, minted, { context: toActContext(c), at, maker: principal });
    const token = await getToken(transaction, minted.publicId);
    return {
      status: 201,
      body: { ...presentToken(token, livemode, at), token: null },
      shownOnce: { token: minted.text },
      headers: {},
    };
  });
}

export function answerRotation(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  rotation: { readonly id: string; readonly owner: TokenOwner; readonly overlapHours: number },
): Promise<never> {
  const { overlapHours, ...which } = rotation;
  return answerNewToken(c, dependencies, (transaction, minted, act) =>
    rotateToken(transaction, minted, { ...which, overlapMs: overlapHours * 3_600_000 }, act),
  );
}

export function answerRevocation(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  which: { readonly id: string; readonly owner?: TokenOwner },
): Promise<never> {
  const { livemode } = c.get("principal");
  return answerAccessChange(c, dependencies, async (transaction) => {
    const at = toDateTime(dependencies.now());
    await revokeToken(transaction, which, { context: toActContext(c), at });
    const token = await getToken(transaction, which.id);
    return { status: 200, body: presentToken(token, livemode, at), headers: {} };
  });
}
