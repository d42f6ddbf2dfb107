import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { Check, CheckAnswer } from "./check";
import { fail, notApplicable, ok, warn } from "./check";
import type { Deployment } from "./deployment";

const retentionDaysMin = 30;
const retentionDaysWanted = 90;
const sampleCount = 10;
const daySeconds = 86_400;

export const temporalChecks: readonly Check[] = [
  { code: "STACK_TEMPORAL_RETENTION", run: checkRetention },
  { code: "STACK_TEMPORAL_SEARCH_ATTRIBUTES", run: checkSearchAttributes },
  { code: "STACK_PAYLOADS_NOT_ENCRYPTED", run: checkPayloads },
];

async function checkRetention({ temporal, temporalConfig }: Deployment): Promise<CheckAnswer> {
  const { config } = await temporal().connection.workflowService.describeNamespace({
    namespace: temporalConfig.namespace,
  });
  const days = Math.floor(Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / daySeconds);
  const saw = `Histories are kept for ${days} days.`;
  const mend = `temporal operator namespace update --retention ${retentionDaysWanted}d ${temporalConfig.namespace}`;
  if (days < retentionDaysMin) return fail(saw, mend);
  return days < retentionDaysWanted ? warn(saw, mend) : ok(saw);
}

async function checkSearchAttributes({
  temporal,
  temporalConfig: { namespace },
}: Deployment): Promise<CheckAnswer> {
  const { customAttributes } = await temporal().connection.operatorService.listSearchAttributes({
    namespace,
  });
  const missing = Object.values(searchAttributes)
    .map(({ name }) => name)
    .filter((name) => customAttributes[name] === undefined);
  return missing.length === 0
    ? ok("The namespace has all search attributes.")
    : fail(
        `The namespace lacks ${missing.join(", ")}: no workflow that sets them starts.`,
        "temporal operator search-attribute create; docker-compose.yml has the command.",
      );
}

/** Looks at the newest workflows' inputs: each sealed, by a key that is in the ring. */
async function checkPayloads(deployment: Deployment): Promise<CheckAnswer> {
  const { temporalConfig, keyRing } = deployment;
  const { connection } = deployment.temporal();
  const { executions } = await connection.workflowService.listWorkflowExecutions({
    namespace: temporalConfig.namespace,
    pageSize: sampleCount,
  });
  const bad: string[] = [];
  for (const { execution, type } of executions) {
    // Temporal's own, which none of our programs starts.
    if (!execution || type?.name?.startsWith("temporal-sys")) continue;
    const { history } = await connection.workflowService.getWorkflowExecutionHistory({
      namespace: temporalConfig.namespace,
      execution,
      maximumPageSize: 1,
    });
    const payloads =
      history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    for (const { metadata } of payloads) {
      const encoding = textOf(metadata?.["encoding"]);
      const keyId = textOf(metadata?.["encryption-key-id"]);
      if (encoding !== "binary/encrypted") bad.push(`${execution.workflowId} is in ${encoding}`);
      else if (!keyRing.knows(keyId)) bad.push(`${execution.workflowId} needs the key ${keyId}`);
    }
  }
  if (executions.length === 0) return notApplicable("There is no workflow yet.");
  return bad.length === 0
    ? ok(`The inputs of the newest ${executions.length} workflows are encrypted with keys we have.`)
    : fail(
        `${bad.slice(0, 3).join(", ")}.`,
        "Every client and worker has the codec, and ENCRYPTION_KEYS keeps each key that histories still need.",
      );
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
