import type { DataDirectory } from "./data-directory";
import type { EnvironmentSource } from "./environment";
import type { Nursery } from "./nursery";
import type { PortClaim } from "./ports";
import type { Secrets } from "./secrets";
import {
  type ApplicationSpec,
  defaultPorts,
  type DatabaseEngine,
  type OnStackEvent,
  type PortName,
  type ServiceName,
  serviceNames,
  type StackOptions,
  type TemporalOptions,
  type Tuning,
} from "./stack-types";
import type { SupervisedProcess } from "./supervise";

/** Everything one run of the stack holds, from its lock to its processes. */
export type StackRun = {
  readonly directory: DataDirectory;
  readonly secrets: Secrets;
  readonly nursery: Nursery;
  readonly signal: AbortSignal;
  readonly settings: StackSettings;
  /** In the order of their start. */
  readonly processes: Map<string, SupervisedProcess>;
  readonly claims: Map<PortName, PortClaim>;
};

export type StackSettings = {
  database: DatabaseEngine;
  services: readonly ServiceName[];
  applications: readonly ApplicationSpec[];
  wantedPorts: Readonly<Record<PortName, number>>;
  extraNamespaces: readonly string[];
  temporal: TemporalOptions;
  tuning: Tuning;
  progress: OnStackEvent;
};

export function toSettings(options: StackOptions): StackSettings {
  return {
    database: options.database ?? "mariadb",
    services: options.services ?? serviceNames,
    applications: options.applications ?? [],
    wantedPorts: { ...defaultPorts, ...options.ports },
    extraNamespaces: options.extraNamespaces ?? [],
    temporal: options.temporal ?? {},
    tuning: options.tuning ?? {},
    progress: options.onProgress ?? (() => undefined),
  };
}

export function toEnvironmentSource(run: StackRun): EnvironmentSource {
  const { directory, secrets, settings } = run;
  const headless = settings.temporal.headless ?? false;
  return { directory, secrets, headless, services: settings.services, ports: chosenPorts(run) };
}

/** The claimed ports; for services that do not run, the ports they would want. */
export function chosenPorts({ claims, settings }: StackRun): Record<PortName, number> {
  const claimed = [...claims].map(([name, { port }]) => [name, port] as const);
  return { ...settings.wantedPorts, ...Object.fromEntries(claimed) };
}
