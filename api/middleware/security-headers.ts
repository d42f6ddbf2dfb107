import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

import type { ApiEnvironment } from "../environment";

const set = secureHeaders({
  strictTransportSecurity: "max-age=31536000; includeSubDomains",
  xFrameOptions: "DENY",
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
});

/** On every answer. Nobody keeps one, unless its route says that it may be kept. */
export const securityHeaders: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  await set(c, next);
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};
