import { Hono } from "hono";
import { pino } from "pino";

import { parseKeyRing } from "../db/encryption/key-ring";
import { createPayloadCodec } from "../temporal/payload-codec";
import type { ApiEnvironment } from "./environment";
import { ProblemError } from "./problem";
import { createCodecRoutes } from "./routes/codec";

const token = "the-operators-codec-token";
const uiOrigin = "http://127.0.0.1:28233";
const keyRing = parseKeyRing(`k1:${Buffer.alloc(32, 7).toString("base64")}`);
const settings = {
  publicUrl: "https://api.example.com",
  temporalUiUrl: uiOrigin,
  codecToken: token,
};

function createApp(codecToken = token) {
  const app = new Hono<ApiEnvironment>();
  app.use(async (c, next) => {
    c.set("logger", pino({ level: "silent" }));
    await next();
  });
  app.onError((error, c) =>
    c.text(error.message, error instanceof ProblemError ? error.problem.status : 500),
  );
  return app.route("/", createCodecRoutes({ keyRing, settings: { ...settings, codecToken } }));
}

async function signIn(app: ReturnType<typeof createApp>, given: string): Promise<Response> {
  return app.request("/codec/session", {
    method: "POST",
    body: new URLSearchParams({ token: given }),
  });
}

async function decode(
  app: ReturnType<typeof createApp>,
  headers: Record<string, string>,
): Promise<Response> {
  const [sealed] = await createPayloadCodec(keyRing).encode([{ data: Buffer.from('"Rahman"') }]);
  const payload = {
    metadata: { encoding: Buffer.from("binary/encrypted").toString("base64") },
    data: Buffer.from(sealed?.data ?? []).toString("base64"),
  };
  return app.request("/codec/decode", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: uiOrigin, ...headers },
    body: JSON.stringify({ payloads: [payload] }),
  });
}

describe("/codec", () => {
  test("opens payloads to the cookie of a sign-in, and to the Temporal UI's origin only", async () => {
    const app = createApp();
    const signedIn = await signIn(app, token);
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/Secure/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(token);
    const answer = await decode(app, { Cookie: cookie.split(";")[0] ?? "" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(uiOrigin);
    expect(answer.headers.get("Access-Control-Allow-Credentials")).toBe("true");
    const body = (await answer.json()) as { payloads: { data: string }[] };
    expect(Buffer.from(body.payloads[0]?.data ?? "", "base64").toString()).toBe('"Rahman"');
  });

  test("opens payloads to the codec token itself", async () => {
    const answer = await decode(createApp(), { Authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
  });

  test("gives no session for another token, and none without one", async () => {
    const app = createApp();
    for (const given of ["", "the-operators-codec-tokeN"]) {
      const answer = await signIn(app, given);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("Set-Cookie")).toBeNull();
    }
  });

  test("refuses no cookie, a changed one, an expired one, and one of another token", async () => {
    const ofAnother = await signIn(createApp("another-codec-token"), "another-codec-token");
    const [, expiresAt = "", signature = ""] =
      /tvb_codec=(\d+)\.(\w+)/.exec(
        (await signIn(createApp(), token)).headers.get("Set-Cookie") ?? "",
      ) ?? [];
    const cookies = [
      "",
      "tvb_codec=",
      `tvb_codec=${Number(expiresAt) + 1}.${signature}`,
      `tvb_codec=1.${signature}`,
      `tvb_codec=NaN.${signature}`,
      (ofAnother.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "",
    ];
    for (const Cookie of cookies) {
      expect((await decode(createApp(), { Cookie })).status).toBe(401);
    }
  });

  test("shows a form to sign in by", async () => {
    const page = await (await createApp().request("/codec")).text();
    expect(page).toContain('action="/codec/session"');
  });
});
