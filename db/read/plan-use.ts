import type { Plan, PlanMeasure, PlanUse } from "../../domain/plans";
import type { PartnerDatabase } from "../partner-scope";

export async function getPlan({ db }: PartnerDatabase): Promise<Plan> {
  const row = await db.selectFrom("partners").select("subscription_plan").executeTakeFirstOrThrow();
  return row.subscription_plan;
}

/** What a partner has now; `at` is a DATETIME(6) in UTC, whose calendar month counts. */
export async function countUse(
  { db }: PartnerDatabase,
  measure: PlanMeasure,
  at: string,
): Promise<number> {
  switch (measure) {
    case "users":
      return countOf(
        db
          .selectFrom("users")
          .where("status", "!=", "disabled")
          .where("deleted_at", "is", null)
          .select(({ fn }) => fn.countAll<number>().as("count")),
      );
    case "branches":
      return countOf(
        db
          .selectFrom("branches")
          .where("is_active", "=", 1)
          .select(({ fn }) => fn.countAll<number>().as("count")),
      );
    case "tokens":
      return countOf(
        db
          .selectFrom("personal_access_tokens")
          .where("revoked_at", "is", null)
          .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", at)]))
          .select(({ fn }) => fn.countAll<number>().as("count")),
      );
    case "bookings_this_month":
      return countOf(
        db
          .selectFrom("bookings")
          .where("created_at", ">=", `${at.slice(0, 7)}-01`)
          .select(({ fn }) => fn.countAll<number>().as("count")),
      );
  }
}

export async function getPlanUse(scope: PartnerDatabase, at: string): Promise<PlanUse> {
  return {
    users: await countUse(scope, "users", at),
    branches: await countUse(scope, "branches", at),
    tokens: await countUse(scope, "tokens", at),
    bookings_this_month: await countUse(scope, "bookings_this_month", at),
  };
}

async function countOf(query: {
  executeTakeFirstOrThrow(): Promise<{ readonly count: number }>;
}): Promise<number> {
  const { count } = await query.executeTakeFirstOrThrow();
  return count;
}
