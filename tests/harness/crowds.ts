import { randomUUID } from "node:crypto";

import type { TestApp } from "./test-app";

/** What became of one act that three requests asked for at once with one key, and a fourth later. */
export interface Crowd {
  readonly request: string;
  readonly requestIds: readonly string[];
  /** Of those who came at once and neither acted nor got its answer. */
  readonly turnedAway: readonly string[];
  readonly actedCount: number;
  readonly later: { readonly isReplay: boolean; readonly isSame: boolean; readonly text: string };
}

const unsafe = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const crowdSize = 3;

/** The same API, where whoever asks for an act does so three times at once, and once more. */
export function crowdActs(app: TestApp): {
  readonly app: TestApp;
  readonly crowds: readonly Crowd[];
} {
  const crowds: Crowd[] = [];
  const request: TestApp["request"] = async (path, init, address) => {
    const method = init?.method ?? "GET";
    // A sign-in is a secret that is stored nowhere: it has no first answer to find again.
    if (!unsafe.has(method) || path.startsWith("/v1/auth/")) {
      return app.request(path, init, address);
    }
    const headers = new Headers(init?.headers);
    if (!headers.has("Idempotency-Key")) headers.set("Idempotency-Key", randomUUID());
    const send = () => app.request(path, { ...init, headers }, address);
    const answers = await Promise.all(Array.from({ length: crowdSize }, send));
    const [acted = answers[0], ...others] = answers.filter((one) => one.ok && !isReplay(one));
    if (acted === undefined || !acted.ok) return send();
    const later = await send();
    const away = answers.filter((one) => !one.ok);
    crowds.push({
      request: `${method} ${path}`,
      requestIds: answers.map((one) => one.headers.get("X-Request-Id") ?? ""),
      turnedAway: await Promise.all(away.map(codeOf)),
      actedCount: 1 + others.length,
      later: await compare(acted, later),
    });
    return acted;
  };
  return { app: { ...app, request }, crowds };
}

function isReplay({ headers }: Response): boolean {
  return headers.has("Idempotent-Replayed");
}

async function codeOf(answer: Response): Promise<string> {
  const { code } = (await answer.json()) as { code: string };
  return code;
}

async function compare(acted: Response, later: Response): Promise<Crowd["later"]> {
  const [first, text] = [await acted.clone().text(), await later.text()];
  const isSame = later.status === acted.status && withoutSecret(text) === withoutSecret(first);
  return { isReplay: isReplay(later), isSame, text: `${later.status} ${text}` };
}

/** A token's text is shown once. */
function withoutSecret(text: string): string {
  return text.replace(/"token":(?:null|"[^"]*")/, "");
}
