import { randomUUID } from "node:crypto";

import type { Redis } from "ioredis";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { Access } from "../../domain/access";
import { readOwnJson } from "../../domain/own-json";
import { isPermission } from "../../domain/permissions";
import type { PrincipalUser } from "../auth/principal";
import { within } from "../within";
import { getUserAccess } from "./get-user-access";

const defaultAgeMaxMs = 30_000;
/** A change elsewhere is noticed after this. */
const versionAgeMaxMs = 250;
/** Redis is asked no longer than this; then the database is. */
const answerMaxMs = 250;
/** After Redis has failed it is left alone for this long. */
const restMs = 1_000;
const partnersMax = 10_000;

/**
 * What people may do, remembered in Redis, and how all processes hear that it changed: each change
 * gives the partner's access another version, and what was read under the version before is read
 * again. Without Redis everything comes from the database.
 */
export interface AccessCache {
  /** What is remembered of anybody's access is forgotten after this, whatever Redis says. */
  readonly ageMaxMs: number;
  /** The version that the partner's access has now. Undefined where Redis cannot say. */
  version(partner: string): Promise<string | undefined>;
  of(scope: PartnerDatabase, user: PrincipalUser): Promise<Access>;
  /** After the commit that changed anybody's roles, branches, status or tokens. Never throws. */
  forget(partner: string): Promise<void>;
}

interface Remembered {
  readonly version: string;
  readonly permissions: readonly string[];
  readonly branches: readonly number[] | null;
}

export function createAccessCache(
  redis: Redis,
  { ageMaxMs = defaultAgeMaxMs }: { readonly ageMaxMs?: number } = {},
): AccessCache {
  const versions = new Map<
    string,
    { readonly value: Promise<string | undefined>; until: number }
  >();
  let restsUntil = 0;

  /** Undefined where Redis does not answer in time. */
  const ask = async <T>(question: () => Promise<T>): Promise<T | undefined> => {
    if (Date.now() < restsUntil) return undefined;
    try {
      return await within(answerMaxMs, question());
    } catch {
      restsUntil = Date.now() + restMs;
      return undefined;
    }
  };
  const remember = (
    partner: string,
    value: Promise<string | undefined>,
    forMs = versionAgeMaxMs,
  ): void => {
    if (versions.size >= partnersMax) versions.clear();
    versions.set(partner, { value, until: Date.now() + forMs });
  };
  const version = (partner: string): Promise<string | undefined> => {
    const known = versions.get(partner);
    if (known !== undefined && known.until > Date.now()) return known.value;
    const value = ask(async () => (await redis.get(versionKey(partner))) ?? "none");
    remember(partner, value);
    return value;
  };

  return {
    ageMaxMs,
    version,
    of: async (scope, user) => {
      // Before the rows are read: what changes meanwhile has another version.
      const current = await version(scope.partner);
      if (current === undefined) return getUserAccess(scope, user.userId);
      const key = userKey(scope.partner, user.id);
      const text = await ask(() => redis.get(key));
      const known = text == null ? undefined : readOwnJson<Remembered>(text);
      if (known?.version === current) return toAccess(known);
      const access = await getUserAccess(scope, user.userId);
      await ask(() => redis.set(key, toText(access, current), "PX", ageMaxMs));
      return access;
    },
    forget: async (partner) => {
      const next = randomUUID();
      // Kept for longer than anything that was read under the version before.
      const told = await ask(() => redis.set(versionKey(partner), next, "PX", 2 * ageMaxMs));
      // Where nobody could be told, at least this process forgets, until the others have too.
      remember(partner, Promise.resolve(next), told === undefined ? ageMaxMs : undefined);
    },
  };
}

function versionKey(partner: string): string {
  return `partner:${partner}:access-version`;
}

function userKey(partner: string, user: string): string {
  return `partner:${partner}:access:${user}`;
}

function toText({ permissions, branches }: Access, version: string): string {
  const remembered: Remembered = {
    version,
    permissions: [...permissions],
    branches: branches === undefined ? null : [...branches],
  };
  return JSON.stringify(remembered);
}

function toAccess({ permissions, branches }: Remembered): Access {
  return {
    permissions: new Set(permissions.filter(isPermission)),
    ...(branches !== null && { branches: new Set(branches) }),
  };
}
