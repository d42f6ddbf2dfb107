import { z } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";

import { createAuthenticator } from "../services/auth/authenticate";
import type { Principal, PrincipalSession } from "../services/auth/principal";
import { createApiMetrics } from "./metrics";
import { authenticate } from "./middleware/authenticate";
import { ProblemError } from "./problem";
import { createRouter, open, permitted, signedIn } from "./router";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function principal(session?: Partial<PrincipalSession>): Principal {
  return {
    scope: {} as Principal["scope"],
    livemode: false,
    plan: "unlimited",
    partnerStatus: "active" as const,
    actor: { type: "user", id: "usr_1" },
    permissions: new Set(["booking.read.partner"]),
    ...(session === undefined
      ? {}
      : {
          session: {
            id: "ses_1",
            carriedBy: "cookie",
            authenticatedAt: minutesAgo(0),
            assuranceLevel: 1,
            startedAt: minutesAgo(60),
            ...session,
          },
        }),
  };
}

const callers: Readonly<Record<string, Principal>> = {
  token: principal(),
  fresh: principal({ authenticatedAt: minutesAgo(14) }),
  stale: principal({ authenticatedAt: minutesAgo(16) }),
};

const router = createRouter();
router.onError((error, c) => {
  if (!(error instanceof ProblemError)) throw error;
  return c.json({ code: error.problem.code }, error.problem.status);
});
router.use(
  authenticate({
    auth: {
      authenticate: createAuthenticator({
        token: (text) => Promise.resolve(callers[text]),
        accessToken: () => Promise.resolve(undefined),
        session: () => Promise.resolve(undefined),
      }),
    },
    metrics: createApiMetrics(),
  }),
);
const routes = {
  "/open": open(),
  "/signed-in": signedIn(),
  "/signed-in-again": signedIn({ stepUp: true }),
  "/may": permitted("booking.read.partner"),
  "/may-again": permitted("booking.read.partner", { stepUp: true }),
  "/may-not": permitted("booking.create.partner"),
  "/{anything}": permitted("booking.create.partner"),
};
for (const [path, demands] of Object.entries(routes)) {
  const answer = { 200: { description: "", content: { "text/plain": { schema: z.string() } } } };
  router.openapi(createRoute({ method: "get", path, ...demands, responses: answer }), (c) =>
    c.text("in"),
  );
}

async function call(path: string, caller?: string): Promise<string> {
  const headers = caller === undefined ? {} : { Authorization: `Bearer ${caller}` };
  const response = await router.request(path, { headers });
  const text = await response.text();
  return response.status === 200 ? text : `${response.status} ${String(JSON.parse(text).code)}`;
}

describe("a route", () => {
  test.each([
    ["/open", undefined, "in"],
    ["/open", "nobody-we-know", "in"],
    ["/signed-in", undefined, "401 token_missing"],
    ["/signed-in", "nobody-we-know", "401 token_invalid"],
    ["/signed-in", "token", "403 sign_in_required"],
    ["/signed-in", "stale", "in"],
    ["/signed-in-again", "fresh", "in"],
    ["/signed-in-again", "stale", "403 step_up_required"],
    ["/may", "token", "in"],
    ["/may", "stale", "in"],
    ["/may-again", "token", "in"],
    ["/may-again", "fresh", "in"],
    ["/may-again", "stale", "403 step_up_required"],
    ["/may-not", "fresh", "403 permission_missing"],
    ["/anything-else", undefined, "401 token_missing"],
    ["/no/such/route", undefined, "401 token_missing"],
  ])("%s for %s: %s", async (path, caller, expected) => {
    expect(await call(path, caller)).toBe(expected);
  });

  test("says in the OpenAPI document who may call it", () => {
    const { paths } = router.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "", version: "" },
    });
    const marks = Object.fromEntries(
      Object.entries(paths ?? {}).map(([path, item]) => [
        path,
        [item.get?.["x-permission"], item.get?.["x-step-up"] ?? false, item.get?.security?.length],
      ]),
    );
    expect(marks).toMatchObject({
      "/open": ["nobody", false, 0],
      "/signed-in": ["signed_in", false, 2],
      "/signed-in-again": ["signed_in", true, 2],
      "/may": ["booking.read.partner", false, 2],
      "/may-again": ["booking.read.partner", true, 2],
    });
  });
});
