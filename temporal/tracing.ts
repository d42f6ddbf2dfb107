import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { node, resources, tracing } from "@opentelemetry/sdk-node";
import { OpenTelemetryPlugin } from "@temporalio/interceptors-opentelemetry-v2";

export interface Tracing {
  /** For the Temporal client and the workers: carries the trace through workflows and activities. */
  readonly plugin: OpenTelemetryPlugin;
  stop(): Promise<void>;
}

/**
 * Sends spans to the OTLP endpoint that the environment names (OTEL_EXPORTER_OTLP_ENDPOINT); off
 * without one. One trace leads from the HTTP request through the workflow to the supplier.
 */
export function startTracing(service: string, environment: NodeJS.ProcessEnv): Tracing | undefined {
  const endpoint = environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
  if (endpoint === undefined || endpoint === "") return undefined;
  const resource = resources.resourceFromAttributes({ "service.name": `travobooks-${service}` });
  const spanProcessor = new tracing.BatchSpanProcessor(
    new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }),
    { scheduledDelayMillis: 1_000 },
  );
  const provider = new node.NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  provider.register();
  return {
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    stop: () => provider.shutdown(),
  };
}
