import type { RateFeedClient, RateFeedOutcome } from "./port";
import { readEcbXml } from "./read-ecb-xml";

export interface RateFeedOptions {
  readonly url: string;
  readonly timeoutMs?: number;
}

const timeoutMsDefault = 10_000;
/** The daily file has 2 KB, that of ninety days 60 KB. */
const answerBytesMax = 1024 * 1024;

/** Fetches a feed in the ECB's XML format. */
export function createRateFeed({
  url,
  timeoutMs = timeoutMsDefault,
}: RateFeedOptions): RateFeedClient {
  return {
    fetchDaily: async (signal): Promise<RateFeedOutcome> => {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(url, {
          headers: { Accept: "application/xml, text/xml" },
          redirect: "error",
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        if (response.status !== 200) {
          await response.body?.cancel();
          return { kind: "unavailable", reason: `It answered ${response.status}.` };
        }
        const text = await readText(response);
        return text === undefined
          ? { kind: "unreadable", reason: `It has more than ${answerBytesMax} bytes.` }
          : readEcbXml(text);
      } catch (error) {
        return { kind: "unavailable", reason: describe(error) };
      }
    },
  };
}

/** Undefined where there is more of it than any feed has. */
async function readText({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
