import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import { scopeToPartner } from "../../db/partner-scope";
import type { PartnerStatus } from "../../domain/partner-status";
import { letsIn } from "../../domain/partner-status";
import type { Plan } from "../../domain/plans";

/** A person as far as signing in goes by them. */
export interface Person {
  readonly userId: number;
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly status: "invited" | "active" | "disabled";
  readonly passwordHash: string | null;
  /** What ends their sessions once it is raised. */
  readonly epoch: number;
  /** Whether they sign in with a code of an authenticator besides. */
  readonly hasTotp: boolean;
  /** Whether nothing but their own sign-in is theirs without a second factor. */
  readonly isSecondFactorDemanded: boolean;
  readonly partnerStatus: PartnerStatus;
  readonly plan: Plan;
  readonly livemode: boolean;
}

/** The partner that a person names when they sign in. */
export async function findPartnerByCode(
  system: Kysely<Database>,
  code: string,
): Promise<PartnerDatabase | undefined> {
  const row = await system
    .selectFrom("partners")
    .select(["partner_id", "public_id"])
    .where("partner_code", "=", code)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return scopeToPartner(system, { partnerId: row.partner_id, partner: row.public_id });
}

export async function findPersonByEmail(
  scope: PartnerDatabase,
  email: string,
): Promise<Person | undefined> {
  const row = await people(scope).where("users.email", "=", email).executeTakeFirst();
  // The column's collation takes letters for one another that a mail server does not.
  return row?.email.toLowerCase() === email.toLowerCase() ? toPerson(row) : undefined;
}

export async function findPerson(
  scope: PartnerDatabase,
  userId: number,
): Promise<Person | undefined> {
  const row = await people(scope).where("users.user_id", "=", userId).executeTakeFirst();
  return row === undefined ? undefined : toPerson(row);
}

/** Whether they are let in at all, whatever they prove. */
export function maySignIn({ status, partnerStatus }: Person): boolean {
  return status === "active" && letsIn(partnerStatus);
}

function people({ db }: PartnerDatabase) {
  return db
    .selectFrom("users")
    .innerJoin("partners", "partners.partner_id", "users.partner_id")
    .leftJoin("user_credentials", "user_credentials.user_id", "users.user_id")
    .leftJoin("user_totps", (join) =>
      join
        .onRef("user_totps.user_id", "=", "users.user_id")
        .on("user_totps.is_current", "=", 1)
        .on("user_totps.confirmed_at", "is not", null),
    )
    .select([
      "users.user_id",
      "users.public_id",
      "users.email",
      "users.full_name",
      "users.status",
      "user_credentials.password_hash",
      "user_credentials.session_epoch",
      "user_credentials.is_second_factor_demanded",
      "user_totps.user_totp_id",
      "partners.status as partner_status",
      "partners.environment",
      "partners.subscription_plan",
    ])
    .where("users.deleted_at", "is", null);
}

type PersonRow = Awaited<ReturnType<ReturnType<typeof people>["executeTakeFirstOrThrow"]>>;

function toPerson(row: PersonRow): Person {
  return {
    userId: row.user_id,
    id: row.public_id,
    email: row.email,
    fullName: row.full_name,
    status: row.status,
    passwordHash: row.password_hash,
    epoch: row.session_epoch ?? 0,
    hasTotp: row.user_totp_id !== null,
    isSecondFactorDemanded: row.is_second_factor_demanded === 1,
    partnerStatus: row.partner_status,
    plan: row.subscription_plan,
    livemode: row.environment === "live",
  };
}
