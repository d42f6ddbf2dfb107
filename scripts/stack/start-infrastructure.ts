import { databaseProcess } from "./database-service";
import { ensureSome } from "./ensure-binaries";
import { temporalNamespace } from "./environment";
import { initialiseDatabase } from "./initialise-database";
import type { ProcessSpec } from "./process-spec";
import { redisProcess } from "./redis-service";
import type { ServiceContext } from "./service-context";
import { chosenPorts, type StackRun } from "./stack-run";
import type { PortName, ServiceName } from "./stack-types";
import { startService } from "./start-service";
import { alignNamespaces } from "./temporal-namespaces";
import {
  markTemporalComplete,
  removeIncompleteTemporal,
  temporalProcess,
} from "./temporal-service";

const retentionDaysDefault = 90;

/** Starts the asked-for services side by side; resolves when all of them serve. */
export async function startInfrastructure(run: StackRun, halt: AbortController): Promise<void> {
  const { settings, directory, secrets, nursery, signal } = run;
  const { database, services, tuning, progress } = settings;
  const binaryOf = await ensureSome(services, { database, progress, signal });
  const contextOf = (service: ServiceName): ServiceContext => {
    const binary = binaryOf(service);
    return { binary, directory, secrets, nursery, tuning, progress, signal };
  };
  const starts = {
    mysql: async () => startDatabase(run, contextOf("mysql")),
    redis: async () => startRedis(run, contextOf("redis")),
    temporal: async () => startTemporal(run, contextOf("temporal")),
  };
  const starting = services.map(async (service) => starts[service]());
  try {
    await Promise.all(starting);
  } catch (error) {
    halt.abort();
    await Promise.allSettled(starting);
    throw error;
  }
}

async function startDatabase(run: StackRun, context: ServiceContext): Promise<void> {
  const { database } = run.settings;
  await initialiseDatabase(database, context);
  await startOnPorts(run, ["mysql"], ([port = 0]) => databaseProcess(database, port, context));
}

async function startRedis(run: StackRun, context: ServiceContext): Promise<void> {
  await startOnPorts(run, ["redis"], ([port = 0]) => redisProcess(port, context));
}

async function startTemporal(run: StackRun, context: ServiceContext): Promise<void> {
  const { extraNamespaces, temporal } = run.settings;
  const { headless = false, uiCodecEndpoint, retentionDays = retentionDaysDefault } = temporal;
  const namespaces = [temporalNamespace, ...extraNamespaces];
  const endpoint =
    typeof uiCodecEndpoint === "function" ? uiCodecEndpoint(chosenPorts(run)) : uiCodecEndpoint;
  await removeIncompleteTemporal(context);
  await startOnPorts(run, headless ? ["temporal"] : ["temporal", "temporalUi"], (ports) => {
    const [port = 0, uiPort] = ports;
    return temporalProcess(
      {
        port,
        namespaces,
        ...(uiPort === undefined ? {} : { uiPort }),
        ...(endpoint === undefined ? {} : { uiCodecEndpoint: endpoint }),
      },
      context,
    );
  });
  await markTemporalComplete(context);
  const address = `127.0.0.1:${chosenPorts(run).temporal}`;
  await alignNamespaces(address, namespaces, retentionDays);
}

async function startOnPorts(
  run: StackRun,
  names: readonly PortName[],
  toSpec: (ports: readonly number[]) => ProcessSpec,
): Promise<void> {
  run.signal.throwIfAborted();
  const { claims } = await startService(
    {
      wantedPorts: names.map((name) => run.settings.wantedPorts[name]),
      toSpec,
      onProcess: (process) => run.processes.set(process.name, process),
      signal: run.signal,
    },
    run.nursery,
  );
  names.forEach((name, index) => {
    const claim = claims[index];
    if (claim) run.claims.set(name, claim);
  });
}
