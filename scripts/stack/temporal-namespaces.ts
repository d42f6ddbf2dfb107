import type { Connection } from "@temporalio/client";
import type * as Proto from "@temporalio/proto";

import { errorCode, StackError, toMessage } from "./stack-error";

const notFound = 5;
const connectTimeoutMs = 2_000;

// Kept as the server spells the types, for its command line.
export const searchAttributes = {
  PartnerId: "Keyword",
  BookingReference: "Keyword",
  TicketNumber: "KeywordList",
  Supplier: "Keyword",
  Stage: "Keyword",
  AttentionReason: "Keyword",
  NeedsAttention: "Bool",
} as const;

/** Throws until the history service of the server answers for the namespace. */
export async function historyAnswers(address: string, namespace: string): Promise<void> {
  await withConnection(address, async (connection) => {
    const execution = { workflowId: "travobooks-health" };
    try {
      await connection.withDeadline(Date.now() + connectTimeoutMs, async () => {
        await connection.workflowService.describeWorkflowExecution({ namespace, execution });
      });
    } catch (error) {
      if (!isNoSuchWorkflow(error)) throw error;
    }
  });
}

/**
 * Gives every namespace the search attributes and the retention it should have: the server's
 * own flags reach only namespaces that it creates, and it creates them with one day of retention.
 */
export async function alignNamespaces(
  address: string,
  namespaces: readonly string[],
  retentionDays: number,
): Promise<void> {
  await withConnection(address, async (connection) => {
    for (const namespace of namespaces) {
      await addMissingSearchAttributes(connection, namespace);
      await setRetention(connection, namespace, retentionDays);
    }
  });
}

async function addMissingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const types = indexedValueTypes();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const wanted = Object.entries(searchAttributes);
  for (const [name, type] of wanted) {
    const present = customAttributes[name];
    if (present != null && present !== types[type]) {
      throw new StackError(
        `Temporal's namespace ${namespace} has the search attribute ${name} with another type than ${type}.`,
      );
    }
  }
  const missing = wanted.filter(([name]) => customAttributes[name] == null);
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, types[type]])),
  });
}

// The generated code can't be had by import(): its names are not seen from an ES module.
function indexedValueTypes() {
  const proto: typeof Proto = require("@temporalio/proto");
  const { IndexedValueType } = proto.temporal.api.enums.v1;
  return {
    Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  };
}

async function setRetention(
  connection: Connection,
  namespace: string,
  retentionDays: number,
): Promise<void> {
  const { msToTs, optionalTsToMs } = await import("@temporalio/common/lib/time.js");
  const retentionMs = retentionDays * 24 * 60 * 60 * 1000;
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (optionalTsToMs(config?.workflowExecutionRetentionTtl) === retentionMs) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
  });
}

async function withConnection(
  address: string,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  // Loaded only now: it takes a third of a second, in which the servers can already start.
  const { Connection: temporalConnection } = await import("@temporalio/client");
  const connection = await temporalConnection.connect({
    address,
    connectTimeout: connectTimeoutMs,
  });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

function isNoSuchWorkflow(error: unknown): boolean {
  return errorCode(error) === notFound && /workflow/i.test(toMessage(error));
}
