/** So many requests in so many seconds; all of them may come at once. */
export interface Quota {
  readonly requests: number;
  readonly seconds: number;
}

/** A quota of one caller: its key in Redis, and its name in the RateLimit headers. */
export interface Policy extends Quota {
  readonly name: string;
  readonly key: string;
  /** Whether a request is only refused by it, and not counted. */
  readonly looksOnly?: boolean;
}

const quotaPattern = /^([1-9]\d{0,6})\/([1-9]\d{0,5})$/;

/** Reads `100/1,3000/60`: a hundred in a second, and three thousand in a minute. */
export function parseQuotas(text: string): readonly Quota[] {
  return text.split(",").map((part) => {
    const [, requests, seconds] = quotaPattern.exec(part.trim()) ?? [];
    if (requests === undefined || seconds === undefined) {
      throw new Error(`A rate limit has the form requests/seconds, not ${part}.`);
    }
    return { requests: Number(requests), seconds: Number(seconds) };
  });
}

/** A part of a quota, at least one request of it. */
export function divideQuota({ requests, seconds }: Quota, divisor: number): Quota {
  return { requests: Math.max(1, Math.floor(requests / divisor)), seconds };
}

export function toPolicies(
  subject: string,
  keyPrefix: string,
  quotas: readonly Quota[],
): readonly Policy[] {
  return quotas.map((quota) => ({
    ...quota,
    name: `${subject}-${quota.seconds}s`,
    key: `${keyPrefix}:rate:${subject}:${quota.seconds}`,
  }));
}
