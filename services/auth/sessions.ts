import { createHash, randomBytes } from "node:crypto";

import type { ChainableCommander, Redis } from "ioredis";

import { askRedis } from "../../db/redis";
import { readOwnJson } from "../../domain/own-json";
import type { AssuranceLevel } from "./principal";

export const sessionIdleSeconds = 30 * 60;
export const sessionSecondsMax = 12 * 3600;

/** A browser's sign-in, as Redis keeps it: under a digest of the cookie, which is kept nowhere. */
export interface SessionRecord {
  readonly id: string;
  readonly partnerId: number;
  readonly partner: string;
  readonly userId: number;
  readonly user: string;
  /** Of the person's credentials when it began: once that is raised, the session is over. */
  readonly epoch: number;
  /** RFC 3339, as are the others. */
  readonly startedAt: string;
  readonly authenticatedAt: string;
  readonly assuranceLevel: AssuranceLevel;
  readonly csrfKey: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export type NewSession = Omit<SessionRecord, "csrfKey">;

export interface ListedSession extends SessionRecord {
  readonly lastSeenAt: string;
}

/** Whose sessions: their public ids. */
export interface SessionOwner {
  readonly partner: string;
  readonly user: string;
}

export interface SessionStore {
  /** Begins a session and gives its cookie, and the session as it is kept. */
  begin(session: NewSession): Promise<BegunSession>;
  /** The session of a cookie, which is thereby in use; undefined once it has ended. */
  find(cookie: string): Promise<SessionRecord | undefined>;
  /** Goes on under another cookie: the one before is worth nothing from here on. */
  replace(cookie: string, session: NewSession): Promise<BegunSession>;
  list(owner: SessionOwner): Promise<ListedSession[]>;
  /** Whether there was such a session. */
  end(owner: SessionOwner, id: string): Promise<boolean>;
  endAll(owner: SessionOwner): Promise<void>;
}

export interface BegunSession {
  readonly cookie: string;
  readonly record: SessionRecord;
}

export function createSessionStore(redis: Redis): SessionStore {
  const begin = async (session: NewSession, replaced?: string): Promise<BegunSession> => {
    const cookie = randomBytes(32).toString("base64url");
    const record = { ...session, csrfKey: randomBytes(32).toString("base64url") };
    const digest = digestOf(cookie);
    await askRedis(redis, async () => {
      const commands = redis
        .multi()
        .set(sessionKey(digest), JSON.stringify(record), "EX", sessionIdleSeconds)
        .hset(ownerKey(session), session.id, digest)
        .expire(ownerKey(session), sessionSecondsMax);
      if (replaced !== undefined) commands.del(sessionKey(digestOf(replaced)));
      await runAll(commands);
    });
    return { cookie, record };
  };
  return {
    begin: (session) => begin(session),
    replace: (cookie, session) => begin(session, cookie),
    find: async (cookie) => {
      const key = sessionKey(digestOf(cookie));
      const text = await askRedis(redis, () => redis.getex(key, "EX", sessionIdleSeconds));
      if (text === null) return undefined;
      const record = readOwnJson<SessionRecord>(text);
      return isOver(record) ? undefined : record;
    },
    list: (owner) => askRedis(redis, () => listSessions(redis, owner)),
    end: (owner, id) =>
      askRedis(redis, async () => {
        const digest = await redis.hget(ownerKey(owner), id);
        if (digest === null) return false;
        await runAll(redis.multi().del(sessionKey(digest)).hdel(ownerKey(owner), id));
        return true;
      }),
    endAll: (owner) =>
      askRedis(redis, async () => {
        const digests = await redis.hvals(ownerKey(owner));
        await redis.del(ownerKey(owner), ...digests.map(sessionKey));
      }),
  };
}

/** A command that failed among others is told by its reply alone. */
async function runAll(commands: ChainableCommander): Promise<void> {
  for (const [error] of (await commands.exec()) ?? []) if (error !== null) throw error;
}

/** Their time to live tells when they were last used: each use sets it anew. */
async function listSessions(redis: Redis, owner: SessionOwner): Promise<ListedSession[]> {
  const known = await redis.hgetall(ownerKey(owner));
  const listed: ListedSession[] = [];
  for (const [id, digest] of Object.entries(known)) {
    const [text, leftMs] = await Promise.all([
      redis.get(sessionKey(digest)),
      redis.pttl(sessionKey(digest)),
    ]);
    const record = text === null ? undefined : readOwnJson<SessionRecord>(text);
    if (record === undefined || isOver(record)) {
      await redis.hdel(ownerKey(owner), id);
      continue;
    }
    const idleMs = sessionIdleSeconds * 1000 - leftMs;
    listed.push({ ...record, lastSeenAt: new Date(Date.now() - idleMs).toISOString() });
  }
  return listed.toSorted((left, right) => right.startedAt.localeCompare(left.startedAt));
}

function isOver({ startedAt }: SessionRecord): boolean {
  return Date.parse(startedAt) + sessionSecondsMax * 1000 <= Date.now();
}

function digestOf(cookie: string): string {
  return createHash("sha256").update(cookie).digest("base64url");
}

function sessionKey(digest: string): string {
  return `auth:session:${digest}`;
}

function ownerKey({ partner, user }: SessionOwner): string {
  return `partner:${partner}:user:${user}:sessions`;
}
