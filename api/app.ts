import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";

import { Refusal } from "../domain/refusal";
import { assertPermissionsStated } from "./assert-permissions-stated";
import type { ApiDependencies } from "./dependencies";
import { authenticate } from "./middleware/authenticate";
import { clientAddress } from "./middleware/client-address";
import { limitConcurrency } from "./middleware/limit-concurrency";
import { limitAddress, limitPrincipal } from "./middleware/limit-rate";
import { protectFromForgery } from "./middleware/protect-from-forgery";
import { refuseCardNumbers } from "./middleware/refuse-card-numbers";
import { requestLog } from "./middleware/request-log";
import { requireJson } from "./middleware/require-json";
import { throwErrorsOnly } from "./middleware/throw-errors-only";
import { traceRequests } from "./middleware/trace";
import { openApiDocument } from "./open-api-document";
import type { Problem } from "./problem";
import { ProblemError, problemResponse, refusalProblem } from "./problem";
import { createRateLimiter } from "./rate-limit/rate-limiter";
import type { Router } from "./router";
import { createRouter } from "./router";
import { registerAccounts } from "./routes/accounts";
import { registerApprovals } from "./routes/approvals";
import { attachmentPaths, registerAttachments } from "./routes/attachments";
import { registerAuditLogs } from "./routes/audit-logs";
import { registerAuthLogin } from "./routes/auth-login";
import { registerAuthPasswords } from "./routes/auth-passwords";
import { registerAuthSessions } from "./routes/auth-sessions";
import { registerAuthStepUp } from "./routes/auth-step-up";
import { registerAuthTotp } from "./routes/auth-totp";
import { registerBookings } from "./routes/bookings";
import { registerBranches } from "./routes/branches";
import { registerChangeDraft } from "./routes/change-draft";
import { registerChartFiles } from "./routes/chart-files";
import { createCodecRoutes } from "./routes/codec";
import { registerCustomers } from "./routes/customers";
import { createDocsRoutes } from "./routes/docs";
import { registerDocuments } from "./routes/documents";
import { registerExportJournal } from "./routes/export-journal";
import { registerExportReport } from "./routes/export-report";
import { registerFiscalYears } from "./routes/fiscal-years";
import { registerFxRateFeeds } from "./routes/fx-rate-feeds";
import { registerFxRates } from "./routes/fx-rates";
import { registerImportFxRates } from "./routes/import-fx-rates";
import { importPath, registerImportJournal } from "./routes/import-journal";
import { registerIssueBooking } from "./routes/issue-booking";
import { registerJournalDrafts } from "./routes/journal-drafts";
import { registerJournalEntries } from "./routes/journal-entries";
import { registerJournalTemplates } from "./routes/journal-templates";
import { registerOperations } from "./routes/operations";
import { registerPartner } from "./routes/partner";
import { registerPeriods } from "./routes/periods";
import { registerPersonalTokens } from "./routes/personal-tokens";
import { registerPrivacy } from "./routes/privacy";
import { registerRecurringJournals } from "./routes/recurring-journals";
import { registerReportDefinitions } from "./routes/report-definitions";
import { registerReports } from "./routes/reports";
import { registerResolveOperation } from "./routes/resolve-operation";
import { registerRevenueReports } from "./routes/revenue-reports";
import { registerReverseEntry } from "./routes/reverse-entry";
import { registerRoles } from "./routes/roles";
import { registerSubledgerReports } from "./routes/subledger-reports";
import { registerTickets } from "./routes/tickets";
import { registerTokens } from "./routes/tokens";
import { registerUserAccess } from "./routes/user-access";
import { registerUsers } from "./routes/users";
import { registerVerification } from "./routes/verification";
import { attachmentBodyBytesMax } from "./schemas/document";
import { importBytesMax } from "./schemas/journal-import";
import { sessionCookie } from "./session-cookie";
import { toUnavailable } from "./unavailable";

/** The whole API as one function from requests to answers; server.ts alone listens. */
export function createApp(dependencies: ApiDependencies): Router {
  const app = createRouter();
  app.use(clientAddress(dependencies.settings.trustedProxies));
  app.use(requestLog(dependencies));
  app.use(traceRequests);
  app.use(securityHeaders);
  app.use(throwErrorsOnly);
  app.onError((error, c) => {
    const problem = toProblem(error);
    dependencies.metrics.errors.inc({ code: problem.code });
    if (problem.status >= 500) c.get("logger").error({ err: error }, "request failed");
    return problemResponse(c, problem);
  });
  app.notFound((c) => problemResponse(c, findAllowed(app, c.req.path, c.req.method)));
  const limited = { ...dependencies, limiter: createRateLimiter(dependencies.redis) };
  app.use("/v1/*", limitAddress(limited));
  app.route("/", createDocsRoutes());
  app.route("/", createCodecRoutes(dependencies));
  app.use("/v1/*", authenticate(dependencies));
  app.use("/v1/*", limitPrincipal(limited));
  app.use("/v1/*", limitConcurrency(dependencies));
  app.use("/v1/*", protectFromForgery(dependencies));
  app.use("/v1/*", requireJson);
  app.use("/v1/*", limitBody(dependencies.settings.bodyBytesMax, [importPath, attachmentPaths]));
  app.use(importPath, limitBody(importBytesMax));
  const limitAttachment = limitBody(attachmentBodyBytesMax);
  app.use("/v1/journal-entries/*", (c, next) =>
    attachmentPaths.test(c.req.path) ? limitAttachment(c, next) : next(),
  );
  app.use("/v1/*", refuseCardNumbers);
  registerAuthLogin(app, dependencies);
  registerAuthSessions(app, dependencies);
  registerAuthPasswords(app, dependencies);
  registerAuthStepUp(app, dependencies);
  registerAuthTotp(app, dependencies);
  registerUsers(app, dependencies);
  registerCustomers(app, dependencies);
  registerPrivacy(app, dependencies);
  registerAuditLogs(app, dependencies);
  registerBookings(app, dependencies);
  registerIssueBooking(app, dependencies);
  registerOperations(app, dependencies);
  registerResolveOperation(app, dependencies);
  registerTickets(app);
  registerPartner(app, dependencies);
  registerBranches(app, dependencies);
  registerChartFiles(app, dependencies);
  registerAccounts(app, dependencies);
  registerJournalDrafts(app, dependencies);
  registerChangeDraft(app, dependencies);
  registerJournalTemplates(app, dependencies);
  registerRecurringJournals(app, dependencies);
  registerJournalEntries(app, dependencies);
  registerAttachments(app, dependencies);
  registerReverseEntry(app, dependencies);
  registerApprovals(app, dependencies);
  registerReports(app, dependencies);
  registerSubledgerReports(app, dependencies);
  registerRevenueReports(app, dependencies);
  registerExportReport(app, dependencies);
  registerReportDefinitions(app, dependencies);
  registerDocuments(app, dependencies);
  registerExportJournal(app);
  registerImportJournal(app, dependencies);
  registerVerification(app, dependencies);
  registerPeriods(app, dependencies);
  registerFiscalYears(app, dependencies);
  registerFxRates(app, dependencies);
  registerFxRateFeeds(app, dependencies);
  registerImportFxRates(app, dependencies);
  registerTokens(app, dependencies);
  registerPersonalTokens(app, dependencies);
  registerRoles(app, dependencies);
  registerUserAccess(app, dependencies);
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "A partner token: tvb_test_… or tvb_live_….",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: sessionCookie,
    description: "Of a person who has signed in by POST /v1/auth/login.",
  });
  const document = app.getOpenAPI31Document(openApiDocument(dependencies.settings.publicUrl));
  assertPermissionsStated(app, document);
  app.get("/openapi.json", (c) => c.json(document));
  return app;
}

const securityHeaders = secureHeaders({
  strictTransportSecurity: "max-age=31536000; includeSubDomains",
  xFrameOptions: "DENY",
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

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
      });
    },
  });
  return (c, next) => (isExcepted(c.req.path) ? next() : limit(c, next));
}

function toProblem(error: Error): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Refusal) return refusalProblem(error);
  if (error instanceof HTTPException) return httpProblem(error);
  return toUnavailable(error) ?? internalProblem;
}

/** Thrown by Hono's own parts: malformed JSON, mostly. */
function httpProblem(error: HTTPException): Problem {
  return {
    status: error.status,
    code: error.status === 400 ? "request_malformed" : "request_refused",
    title: "The request cannot be read",
    detail:
      error.status === 400
        ? "The body is not well-formed JSON."
        : "The request is not one that can be answered.",
  };
}

const internalProblem: Problem = {
  status: 500,
  code: "internal_error",
  title: "A fault of ours",
  detail: "Something went wrong on our side. Tell us the request_id.",
  retryable: true,
};

/** 405 with Allow where the path exists for another method, else 404. */
function findAllowed(app: Router, path: string, method: string): Problem {
  const allowed = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    .filter(
      (other) =>
        other !== method && app.router.match(other, path)[0].some(([[, route]]) => isRoute(route)),
    )
    .flatMap((other) => (other === "GET" ? ["GET", "HEAD"] : [other]));
  if (allowed.length === 0) {
    return {
      status: 404,
      code: "not_found",
      title: "Not found",
      detail: "There is no such address. See /docs.",
    };
  }
  return {
    status: 405,
    code: "method_not_allowed",
    title: "Method not allowed",
    detail: `Use ${allowed.join(" or ")} here.`,
    headers: { Allow: allowed.join(", ") },
  };
}

/** Middleware matches every method; a handler only its own. */
function isRoute(route: { readonly method: string }): boolean {
  return route.method !== "ALL";
}
