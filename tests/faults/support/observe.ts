import { awaitCondition } from "../../harness/await-condition";

/** Marks a hang: nothing recovers slower than this. */
export const hangMs = 60_000;

/** Asks until the answer is not undefined; a neighbour that is away just now is asked again. */
export function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  let last: unknown;
  const patiently = async () => {
    try {
      return await ask();
    } catch (error) {
      last = error;
      return undefined;
    }
  };
  return awaitCondition(what, patiently, hangMs).catch((error: unknown) => {
    throw new Error(String(error), { cause: last });
  });
}

/** What a control port of a sandbox answers. */
export async function askControl<Body>(url: string, init: RequestInit = {}): Promise<Body> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Body;
}
