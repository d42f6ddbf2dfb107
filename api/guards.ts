import type { HonoRequest, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import type { ApiDependencies } from "./dependencies";
import { allowOrigins } from "./middleware/allow-origins";
import { auditDenials } from "./middleware/audit-denials";
import { authenticate } from "./middleware/authenticate";
import { clientAddress } from "./middleware/client-address";
import { compressAnswers } from "./middleware/compress-answers";
import { answerWithin } from "./middleware/deadline";
import { limitConcurrency } from "./middleware/limit-concurrency";
import { limitDepth } from "./middleware/limit-depth";
import { limitAddress, limitPrincipal } from "./middleware/limit-rate";
import { protectFromForgery } from "./middleware/protect-from-forgery";
import { refuseCardNumbers } from "./middleware/refuse-card-numbers";
import { requestLog } from "./middleware/request-log";
import { requireJson } from "./middleware/require-json";
import { securityHeaders } from "./middleware/security-headers";
import { speakVersion } from "./middleware/speak-version";
import { throwErrorsOnly } from "./middleware/throw-errors-only";
import { traceRequests } from "./middleware/trace";
import { ProblemError } from "./problem";
import { createRateLimiter } from "./rate-limit/rate-limiter";
import type { Router } from "./router";
import { attachmentPaths } from "./routes/attachments";
import { bspFilesPath } from "./routes/bsp-files";
import { importPath } from "./routes/import-journal";
import { logoPath } from "./routes/partner-logo";
import { bspColumnPreviewPath } from "./routes/preview-bsp-columns";
import { bspFileBodyBytesMax } from "./schemas/bsp-file";
import { attachmentBodyBytesMax } from "./schemas/document";
import { importBytesMax } from "./schemas/journal-import";
import { logoBodyBytesMax } from "./schemas/partner";

/** What every request passes, whoever sends it and whatever it asks for, in this order. */
export function guardAll(app: Router, dependencies: ApiDependencies): void {
  const { settings } = dependencies;
  app.use(clientAddress(settings.trustedProxies));
  app.use(requestLog(dependencies));
  app.use(traceRequests);
  app.use(securityHeaders);
  app.use(compressAnswers);
  app.use(throwErrorsOnly);
  app.use("/v1/*", allowOrigins(settings.corsOrigins));
  app.use("/v1/*", answerWithin(settings.deadlineMs));
}

/** What a partner's request passes before its route: who it is, how much they ask, what they send. */
export function guardPartnerRoutes(app: Router, dependencies: ApiDependencies): void {
  const limited = { ...dependencies, limiter: createRateLimiter(dependencies.redis) };
  app.use("/v1/*", limitAddress(limited));
  app.use("/webhooks/*", limitAddress(limited));
  app.use("/webhooks/*", limitBody(dependencies.settings.bodyBytesMax));
  app.use("/v1/*", authenticate(dependencies));
  app.use("/v1/*", auditDenials(dependencies));
  app.use("/v1/*", limitPrincipal(limited));
  app.use("/v1/*", limitConcurrency(dependencies));
  app.use("/v1/*", protectFromForgery(dependencies));
  app.use("/v1/*", requireJson);
  app.use(
    "/v1/*",
    limitBody(dependencies.settings.bodyBytesMax, [
      importPath,
      bspColumnPreviewPath,
      bspFilesPath,
      attachmentPaths,
      logoPath,
    ]),
  );
  app.use(logoPath, limitBody(logoBodyBytesMax));
  app.use(importPath, limitBody(importBytesMax));
  app.use(bspFilesPath, limitBody(bspFileBodyBytesMax));
  app.use(bspColumnPreviewPath, limitBody(bspFileBodyBytesMax));
  const limitAttachment = limitBody(attachmentBodyBytesMax);
  app.use("/v1/*", (c, next) =>
    attachmentPaths.test(c.req.path) ? limitAttachment(c, next) : next(),
  );
  app.use("/v1/*", limitDepth);
  app.use("/v1/*", refuseCardNumbers);
  app.use("/v1/*", speakVersion);
}

function limitBody(maxSize: number, except: readonly (string | RegExp)[] = []): MiddlewareHandler {
  const isExcepted = (path: string) =>
    except.some((one) => (typeof one === "string" ? one === path : one.test(path)));
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new ProblemError({
        status: 413,
        code: "body_too_large",
        title: "Body too large",
        detail: `A request body has at most ${maxSize} bytes.`,
        facts: { bytes_max: maxSize },
        // The rest of the body is not read: nothing else can follow it.
        headers: { Connection: "close" },
      });
    },
  });
  return (c, next) => (isExcepted(c.req.path) || isBare(c.req) ? next() : limit(c, next));
}

/** To look for a body that no header announces would cost a read as much as all the rest here. */
function isBare(request: HonoRequest): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return isRead && !request.header("Content-Length") && !request.header("Transfer-Encoding");
}
