import { createHash, timingSafeEqual } from "node:crypto";

import type { Payload } from "@temporalio/common";
import { temporal } from "@temporalio/proto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";

import { createPayloadCodec } from "../../temporal/payload-codec";
import { hasCodecSession, openCodecSession, signedInPage, signInPage } from "../codec-session";
import type { ApiDependencies, ApiSettings } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { loggerOf } from "../request-context";

const { Payloads } = temporal.api.common.v1;

const formBytesMax = 4_096;

/**
 * Lets an authorised operator read encrypted payloads in the Temporal UI: its codec endpoint. A
 * program sends the codec token, the operator's browser the cookie of a sign-in with it; every
 * look inside is logged.
 */
export function createCodecRoutes({
  keyRing,
  settings,
}: Pick<ApiDependencies, "keyRing"> & {
  readonly settings: Pick<ApiSettings, "publicUrl" | "temporalUiUrl" | "codecToken">;
}): Hono<ApiEnvironment> {
  const codec = createPayloadCodec(keyRing);
  const routes = new Hono<ApiEnvironment>();
  routes.use(
    "/codec/*",
    cors({
      origin: new URL(settings.temporalUiUrl).origin,
      allowMethods: ["POST"],
      allowHeaders: ["Authorization", "Content-Type", "X-Namespace"],
      credentials: true,
    }),
  );
  routes.get("/codec", (c) => c.html(signInPage()));
  routes.post("/codec/session", bodyLimit({ maxSize: formBytesMax }), async (c) => {
    const { token } = await c.req.parseBody();
    if (typeof token !== "string" || !isToken(`Bearer ${token}`, settings.codecToken))
      throw notAuthenticated();
    const secure = settings.publicUrl.startsWith("https:");
    openCodecSession(c, { token: settings.codecToken, secure });
    loggerOf(c).info("codec session opened");
    return c.html(signedInPage(`${settings.publicUrl}/codec`));
  });
  routes.use("/codec/*", async (c, next) => {
    const isProgram = isToken(c.req.header("Authorization"), settings.codecToken);
    if (!isProgram && !hasCodecSession(c, settings.codecToken)) throw notAuthenticated();
    loggerOf(c).info({ namespace: c.req.header("X-Namespace") }, "payloads decoded");
    await next();
  });
  routes.post("/codec/decode", async (c) =>
    c.json(toJson(await codec.decode(toPayloads(await c.req.json())))),
  );
  routes.post("/codec/encode", async (c) =>
    c.json(toJson(await codec.encode(toPayloads(await c.req.json())))),
  );
  return routes;
}

function notAuthenticated(): ProblemError {
  return new ProblemError({
    status: 401,
    code: "token_invalid",
    title: "Not authenticated",
    detail: "Send the operators' codec token, Authorization: Bearer …, or sign in at /codec.",
    headers: { "WWW-Authenticate": 'Bearer realm="travobooks-codec"' },
  });
}

function isToken(header: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The proto3 JSON form in which the UI and the CLI speak: bytes in base64. */
function toPayloads(body: Record<string, unknown>): Payload[] {
  const { payloads } = Payloads.fromObject(body);
  return payloads.map(({ metadata, data }) => ({
    ...(metadata ? { metadata } : {}),
    ...(data ? { data } : {}),
  }));
}

function toJson(payloads: Payload[]): object {
  return Payloads.toObject(Payloads.fromObject({ payloads }), { bytes: String });
}
