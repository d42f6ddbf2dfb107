import { z } from "zod";

const temporalConfigSchema = z.object({
  TEMPORAL_ADDRESS: z.string().default("127.0.0.1:7233"),
  TEMPORAL_NAMESPACE: z.string().default("travobooks"),
  TEMPORAL_UI_URL: z.url().default("http://127.0.0.1:8233"),
});

export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
}

export function parseTemporalConfig(environment: NodeJS.ProcessEnv): TemporalConfig {
  const parsed = temporalConfigSchema.parse(environment);
  return {
    address: parsed.TEMPORAL_ADDRESS,
    namespace: parsed.TEMPORAL_NAMESPACE,
    uiUrl: parsed.TEMPORAL_UI_URL,
  };
}
