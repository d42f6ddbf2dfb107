import type { PartnerDatabase } from "../../db/partner-scope";
import type { Permission } from "../../domain/permissions";
import type { PrincipalUser } from "../../services/auth/principal";
import { createToken } from "../../services/token/create-token";
import type { ApiClient } from "./api-client";
import { apiClient } from "./api-client";
import { nowAsDateTime, testContext } from "./database";
import { addUser, giveAccess } from "./people";
import type { TestApp } from "./test-app";

/** A person of the partner who calls by a token of their own. */
export interface Person {
  readonly user: PrincipalUser;
  readonly token: string;
  readonly tokenId: string;
  readonly client: ApiClient;
}

export async function openPerson(
  app: Pick<TestApp, "request">,
  scope: PartnerDatabase,
  access: {
    readonly role?: string;
    readonly branch?: string;
    /** Of the token; all that the person may do, where absent. */
    readonly permissions?: readonly Permission[];
  },
): Promise<Person> {
  const userId = await addUser(scope);
  await giveAccess(scope, userId, access);
  const { public_id: id } = await scope.db
    .selectFrom("users")
    .select("public_id")
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  const user = { userId, id };
  const { permissions } = access;
  const { token, id: tokenId } = await createToken(
    scope,
    { name: "test", environment: "test", user, ...(permissions && { permissions }) },
    { context: testContext, at: nowAsDateTime() },
  );
  return { user, token, tokenId, client: apiClient(app, token) };
}
