import { apiVersions } from "../domain/api-versions";
import { answerErrors } from "./answer-errors";
import { assertPermissionsStated } from "./assert-permissions-stated";
import type { ApiDependencies } from "./dependencies";
import { guardAll, guardPartnerRoutes } from "./guards";
import { createDocument } from "./open-api-document";
import type { Router } from "./router";
import { createRouter } from "./router";
import { registerAccounts } from "./routes/accounts";
import { registerApprovalDelegations } from "./routes/approval-delegations";
import { registerApprovalPolicies } from "./routes/approval-policies";
import { registerApprovals } from "./routes/approvals";
import { registerAttachments } from "./routes/attachments";
import { registerAuditLogs } from "./routes/audit-logs";
import { registerAuthIdentities } from "./routes/auth-identities";
import { registerAuthLogin } from "./routes/auth-login";
import { registerAuthOpenId } from "./routes/auth-oidc";
import { registerAuthPasskeys } from "./routes/auth-passkeys";
import { registerAuthPasswords } from "./routes/auth-passwords";
import { registerAuthRefresh } from "./routes/auth-refresh";
import { registerAuthSessions } from "./routes/auth-sessions";
import { registerAuthStepUp } from "./routes/auth-step-up";
import { registerAuthTotp } from "./routes/auth-totp";
import { registerBankDetails } from "./routes/bank-details";
import { registerBookings } from "./routes/bookings";
import { registerBranches } from "./routes/branches";
import { registerChangeDraft } from "./routes/change-draft";
import { registerChartFiles } from "./routes/chart-files";
import { createCodecRoutes } from "./routes/codec";
import { registerCreditLimit } from "./routes/credit-limit";
import { registerCustomers } from "./routes/customers";
import { createDocsRoutes } from "./routes/docs";
import { registerDocuments } from "./routes/documents";
import { registerExportJournal } from "./routes/export-journal";
import { registerExportReport } from "./routes/export-report";
import { registerFiscalYears } from "./routes/fiscal-years";
import { registerFxRateFeeds } from "./routes/fx-rate-feeds";
import { registerFxRates } from "./routes/fx-rates";
import { registerIdentityProviders } from "./routes/identity-providers";
import { registerImportFxRates } from "./routes/import-fx-rates";
import { registerImportJournal } from "./routes/import-journal";
import { registerIssueBooking } from "./routes/issue-booking";
import { registerJournalDrafts } from "./routes/journal-drafts";
import { registerJournalEntries } from "./routes/journal-entries";
import { registerJournalTemplates } from "./routes/journal-templates";
import { registerOperations } from "./routes/operations";
import { registerPartner } from "./routes/partner";
import { registerPartnerDeletion } from "./routes/partner-deletion";
import { registerPartnerExports } from "./routes/partner-exports";
import { registerPartnerStatus } from "./routes/partner-status";
import { registerPasskeySignIn } from "./routes/passkey-sign-in";
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
import { registerSignUp } from "./routes/sign-up";
import { registerSubledgerReports } from "./routes/subledger-reports";
import { registerSubscription } from "./routes/subscription";
import { registerSuppliers } from "./routes/suppliers";
import { registerTickets } from "./routes/tickets";
import { registerTokens } from "./routes/tokens";
import { registerUserAccess } from "./routes/user-access";
import { registerUsers } from "./routes/users";
import { registerVerification } from "./routes/verification";
import { registerVoidTickets } from "./routes/void-tickets";
import { sessionCookie } from "./session-cookie";
import { documentOf } from "./versions/versions";

/** The whole API as one function from requests to answers; server.ts alone listens. */
export function createApp(dependencies: ApiDependencies): Router {
  const app = createRouter();
  answerErrors(app, dependencies);
  guardAll(app, dependencies);
  app.route("/", createDocsRoutes());
  app.route("/", createCodecRoutes(dependencies));
  guardPartnerRoutes(app, dependencies);
  registerAuthLogin(app, dependencies);
  registerAuthSessions(app, dependencies);
  registerAuthPasswords(app, dependencies);
  registerAuthStepUp(app, dependencies);
  registerAuthTotp(app, dependencies);
  registerAuthRefresh(app, dependencies);
  registerSignUp(app, dependencies);
  registerAuthOpenId(app, dependencies);
  registerAuthPasskeys(app, dependencies);
  registerPasskeySignIn(app, dependencies);
  registerAuthIdentities(app, dependencies);
  registerIdentityProviders(app, dependencies);
  registerUsers(app, dependencies);
  registerCustomers(app, dependencies);
  registerPrivacy(app, dependencies);
  registerAuditLogs(app, dependencies);
  registerBookings(app, dependencies);
  registerIssueBooking(app, dependencies);
  registerVoidTickets(app, dependencies);
  registerOperations(app, dependencies);
  registerResolveOperation(app, dependencies);
  registerTickets(app);
  registerPartner(app, dependencies);
  registerPartnerStatus(app, dependencies);
  registerPartnerExports(app, dependencies);
  registerSubscription(app, dependencies);
  registerPartnerDeletion(app, dependencies);
  registerBranches(app, dependencies);
  registerSuppliers(app, dependencies);
  registerBankDetails(app, dependencies);
  registerCreditLimit(app, dependencies);
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
  registerApprovalPolicies(app, dependencies);
  registerApprovalDelegations(app, dependencies);
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
  const document = createDocument(app, dependencies.settings.publicUrl);
  assertPermissionsStated(app, document);
  app.get("/openapi.json", (c) => c.json(document));
  for (const version of apiVersions) {
    app.get(`/openapi/${version}.json`, (c) => c.json(documentOf(version, document)));
  }
  app.get("/.well-known/jwks.json", async (c) =>
    c.json(await dependencies.auth.accessTokens.jwks()),
  );
  return app;
}
