import { resolve } from "node:path";

import type { Logger } from "pino";

import { createBookingMemory } from "../activities/booking-memory";
import type { ExchangeRateDependencies } from "../activities/books/exchange-rate-activities";
import type { ExportDependencies } from "../activities/books/export/export-activities";
import { openReportThreads } from "../activities/books/export/report-threads";
import type { IdempotencyKeyDependencies } from "../activities/books/idempotency-key-activities";
import type { ImportDependencies } from "../activities/books/import/import-activities";
import type { ScheduledRecognitionDependencies } from "../activities/books/recognition/run-scheduled-recognition";
import type { VerificationDependencies } from "../activities/books/verification-activities";
import type { BspDependencies } from "../activities/bsp/bsp-activities";
import type { RemittanceDependencies } from "../activities/bsp/remittance/remittance-activities";
import type { BspSourceDependencies } from "../activities/bsp/source/source-activities";
import type { LedgerDependencies, SupplierDependencies } from "../activities/dependencies";
import type { MessageDependencies } from "../activities/message/message-activities";
import type { DeletionDependencies } from "../activities/partner/deletion/deletion-activities";
import type { OnboardingDependencies } from "../activities/partner/onboarding/onboarding-activities";
import { createSupplierCallLog } from "../activities/supplier-call-log";
import { parseDatabaseUrl } from "../db/config";
import { createLogger } from "../db/create-logger";
import type { KeyRing } from "../db/encryption/key-ring";
import { parseKeyRing } from "../db/encryption/key-ring";
import { createSecretBox } from "../db/encryption/secret-box";
import { createPartnerScopes, listPartners, listPartnersToRecognise } from "../db/partner-scopes";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import { openRedis } from "../db/redis";
import { createSupplierCircuits } from "../services/supplier/supplier-circuit";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import { createRateFeed } from "../suppliers/exchange-rates/client";
import { createFileSources } from "../suppliers/files/open-file-source";
import { openKeyProviders } from "../suppliers/keys/open-key-provider";
import { openMailer } from "../suppliers/mail/smtp-mailer";
import { recognitionStarts } from "./books/recognition-starts";
import type { WorkerConfig } from "./config";
import type { WorkerMetrics } from "./metrics";
import { createWorkerMetrics } from "./metrics";
import { createSupplierClients } from "./open-supplier";
import { createRedisTokenStore } from "./redis-token-store";
import type { SupplierLimits } from "./supplier-limits";

export interface WorkerDependencies {
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
  readonly keyRing: KeyRing;
  readonly database: DatabaseHandle;
  readonly ledger: LedgerDependencies;
  readonly verification: VerificationDependencies;
  readonly exports: ExportDependencies;
  readonly imports: ImportDependencies;
  readonly bsp: BspDependencies;
  readonly bspSources: BspSourceDependencies;
  readonly remittances: RemittanceDependencies;
  readonly exchangeRates: ExchangeRateDependencies;
  readonly idempotencyKeys: IdempotencyKeyDependencies;
  readonly scheduledRecognition: ScheduledRecognitionDependencies;
  readonly onboarding: OnboardingDependencies;
  readonly deletion: DeletionDependencies;
  readonly suppliers: SupplierDependencies;
  readonly supplierLimits: SupplierLimits;
  readonly messages: MessageDependencies;
  close(): Promise<void>;
}

/** Opens what activities use. Nothing connects before it is needed. */
export function openWorkerDependencies(config: WorkerConfig, service: string): WorkerDependencies {
  const logger = createLogger({ level: config.LOG_LEVEL, service });
  const metrics = createWorkerMetrics();
  const keyRing = parseKeyRing(config.ENCRYPTION_KEYS);
  const database = openDatabase(parseDatabaseUrl(config.DATABASE_URL));
  const redis = openRedis(config.REDIS_URL);
  redis.on("error", (error: Error) => logger.warn({ err: error }, "redis"));
  const secrets = createSecretBox(keyRing, openKeyProviders(config.CREDENTIAL_KEYS_URL));
  const openPartner = createPartnerScopes(database);
  const calls = createSupplierCallLog({
    openPartner,
    keyRing,
    onDropped: (count, error) => {
      metrics.callsDropped.inc(count);
      logger.warn({ count, err: error }, "calls to suppliers are not kept");
    },
  });
  const clients = createSupplierClients(secrets, {
    sandboxHosts: config.SANDBOX_SUPPLIER_HOSTS,
    openGate: createSupplierCircuits(
      redis,
      { callsMin: config.SUPPLIER_CIRCUIT_CALLS_MIN, openMs: config.SUPPLIER_CIRCUIT_OPEN_MS },
      {
        onOpened: (provider) => {
          metrics.circuitOpened.inc({ provider });
          logger.warn({ provider }, "supplier does not answer: requests are held back");
        },
        onHeldBack: (provider) => metrics.heldBack.inc({ provider }),
      },
    ),
    openTokens: (of) => createRedisTokenStore({ redis, keyRing }, of),
    calls,
  });
  const documents = openDocumentStore(config.DOCUMENT_STORE_URL);
  const mailer = openMailer(config.SMTP_URL, { from: config.MAIL_FROM });
  const threads = openReportThreads({
    databaseUrl: config.DATABASE_URL,
    documentStoreUrl: config.DOCUMENT_STORE_URL,
    encryptionKeys: config.ENCRYPTION_KEYS,
    threadPath: resolve(config.REPORT_THREAD),
  });
  const ledger: LedgerDependencies = {
    openPartner,
    bookings: createBookingMemory(),
    observer: { onContention: (errno) => metrics.contention.inc({ errno }) },
    now: () => new Date().toISOString().replace("Z", "000Z"),
  };
  return {
    logger,
    metrics,
    keyRing,
    database,
    ledger,
    exports: { ...ledger, documents, threads },
    imports: { ...ledger, documents },
    bsp: { ...ledger, documents },
    bspSources: {
      ...ledger,
      documents,
      secrets,
      openFileSource: createFileSources({
        inboxFolder: config.BSP_INBOX_DIRECTORY || undefined,
        trustedHosts: config.BSP_SFTP_TRUSTED_HOSTS,
      }),
    },
    remittances: { ...ledger, documents, keyRing },
    verification: {
      ...ledger,
      listPartners: (after, limit) => listPartners(database, { after, limit }),
    },
    exchangeRates: {
      ...ledger,
      feeds: { ecb: createRateFeed({ url: config.FX_FEED_URL }) },
      listPartners: (after, limit) => listPartners(database, { after, limit }),
    },
    scheduledRecognition: {
      ...ledger,
      listPartners: (after, limit) => listPartnersToRecognise(database, { after, limit }),
      starts: recognitionStarts,
    },
    idempotencyKeys: { database },
    deletion: { ...ledger, database, documents },
    onboarding: {
      ...ledger,
      database,
      keyRing,
      secrets,
      sandboxes: {
        amadeus: config.AMADEUS_SANDBOX_URL,
        sabre: config.SABRE_SANDBOX_URL,
        ndc: config.NDC_SANDBOX_URL,
        lcc: config.LCC_SANDBOX_URL,
        hotelbeds: config.HOTELBEDS_SANDBOX_URL,
      },
    },
    suppliers: {
      ...ledger,
      keyRing,
      openSupplier: clients.openSupplier,
      policy: { settleMs: config.SUPPLIER_SETTLE_MS },
    },
    supplierLimits: config.SUPPLIER_LIMITS,
    messages: {
      ...ledger,
      documents,
      mailer,
      mailDomain: mailDomainOf(config.MAIL_FROM.address),
      keyRing,
      appUrl: config.APP_URL,
    },
    close: async () => {
      mailer.close();
      documents.close();
      redis.disconnect();
      await Promise.allSettled([clients.close(), threads.close()]);
      await Promise.allSettled([calls.close()]);
      await Promise.allSettled([database.close()]);
    },
  };
}

function mailDomainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
