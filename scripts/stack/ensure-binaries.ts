import type { Binary, Link } from "./find-binary";
import { findThrough } from "./find-binary";
import { cacheDirectory, type FindContext } from "./find-context";
import { mariadbAdvice, mariadbLinks } from "./find-mariadb";
import { mysqlAdvice, mysqlLinks } from "./find-mysql";
import { redisAdvice, redisLinks } from "./find-redis";
import { temporalAdvice, temporalLinks } from "./find-temporal";
import { createNursery } from "./nursery";
import { StackError, toMessage } from "./stack-error";
import {
  type DatabaseEngine,
  type OnStackEvent,
  type ServiceName,
  serviceNames,
} from "./stack-types";

export type Binaries = Readonly<Record<ServiceName, Binary>>;

export type EnsureOptions = {
  database?: DatabaseEngine;
  progress?: OnStackEvent;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
};

export type MissingPart = {
  part: string;
  tried: readonly string[];
  /** What a start of the stack would still try. */
  untried: readonly string[];
  advice: readonly string[];
};

type Part = { title: string; links: Link[]; advice: readonly string[] };

/** Finds every server program the stack runs, and installs what is missing where that is possible. */
export async function ensureBinaries(options: EnsureOptions = {}): Promise<Binaries> {
  const found = await ensureSome(serviceNames, options);
  return { mysql: found("mysql"), redis: found("redis"), temporal: found("temporal") };
}

/** The same for some of the services; the answer is a function from a service to its binary. */
export async function ensureSome(
  services: readonly ServiceName[],
  options: EnsureOptions = {},
): Promise<(service: ServiceName) => Binary> {
  const nursery = createNursery();
  try {
    const context = toContext(options, nursery);
    const found = new Map<ServiceName, Binary>();
    const outcomes = await Promise.allSettled(
      services.map(async (service) => {
        found.set(service, await ensure(service, options.database, context));
      }),
    );
    options.signal?.throwIfAborted();
    const failures = outcomes.filter((outcome) => outcome.status === "rejected");
    if (failures.length > 0) {
      throw new StackError(failures.map(({ reason }) => toMessage(reason)).join("\n\n"));
    }
    return (service) => getBinary(found, service);
  } finally {
    await nursery.close();
  }
}

/** Tells what is missing without installing anything. */
export async function missingParts(
  options: EnsureOptions & { services?: readonly ServiceName[] } = {},
): Promise<MissingPart[]> {
  const context = toContext(options);
  const missing: MissingPart[] = [];
  for (const service of options.services ?? serviceNames) {
    const { title, links, advice } = toPart(service, options.database, context);
    const search = await findThrough(links, { install: false });
    if ("tried" in search) missing.push({ part: title, advice, ...search });
  }
  return missing;
}

export function describeMissing({ part, tried, untried, advice }: MissingPart): string {
  return [
    `${part} was not found.`,
    ...tried.map((line) => `  tried ${line.replaceAll("\n", "\n    ")}`),
    ...untried.map((how) => `  npm run stack will try ${how}`),
    "What to do:",
    ...advice.map((line) => `  - ${line}`),
  ].join("\n");
}

function getBinary(found: ReadonlyMap<ServiceName, Binary>, service: ServiceName): Binary {
  const binary = found.get(service);
  if (!binary) throw new StackError(`The service ${service} was not asked for.`);
  return binary;
}

async function ensure(
  service: ServiceName,
  database: DatabaseEngine | undefined,
  context: FindContext,
): Promise<Binary> {
  const { title, links, advice } = toPart(service, database, context);
  const search = await findThrough(links, { install: true });
  if ("tried" in search) {
    throw new StackError(describeMissing({ part: title, advice, ...search }));
  }
  const { version, how, command } = search.binary;
  const text = `${title} ${version} from ${how} (${command})`;
  context.progress({ kind: "progress", name: service, text });
  return search.binary;
}

function toPart(
  service: ServiceName,
  database: DatabaseEngine | undefined,
  context: FindContext,
): Part {
  const parts: Record<ServiceName, () => Part> = {
    mysql: () =>
      database === "mysql"
        ? { title: "MySQL", links: mysqlLinks(context), advice: mysqlAdvice }
        : { title: "MariaDB", links: mariadbLinks(context), advice: mariadbAdvice },
    redis: () => ({ title: "Redis", links: redisLinks(context), advice: redisAdvice }),
    temporal: () => ({
      title: "Temporal CLI",
      links: temporalLinks(context),
      advice: temporalAdvice,
    }),
  };
  return parts[service]();
}

function toContext(options: EnsureOptions, nursery?: FindContext["nursery"]): FindContext {
  const env = options.env ?? process.env;
  return {
    env,
    cacheDirectory: cacheDirectory(env),
    progress: options.progress ?? (() => undefined),
    ...(nursery ? { nursery } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  };
}
