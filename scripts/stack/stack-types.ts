import type { SupervisedProcess } from "./supervise";

export type DatabaseEngine = "mariadb" | "mysql";

export const serviceNames = ["mysql", "redis", "temporal"] as const;
export type ServiceName = (typeof serviceNames)[number];

export const defaultPorts = {
  mysql: 23306,
  redis: 26379,
  temporal: 27233,
  temporalUi: 28233,
  api: 28080,
  apiAdmin: 28081,
  workerAdmin: 28082,
  messagingAdmin: 28083,
  booksAdmin: 28084,
  amadeusSandbox: 28090,
  sabreSandbox: 28093,
  ndcSandbox: 28094,
  lccSandbox: 28095,
  hotelbedsSandbox: 28098,
  rateFeedSandbox: 28091,
  openIdSandbox: 28092,
  sftpSandbox: 28096,
  sftpSandboxControl: 28097,
  smtp: 21025,
  smtpControl: 28025,
} as const;
export type PortName = keyof typeof defaultPorts;
export type Ports = Readonly<Record<PortName, number>>;

export type Environment = Readonly<Record<string, string>>;

export type StackEvent = {
  kind: "progress" | "ready" | "restarting" | "warning";
  name: string;
  text: string;
  elapsedMs?: number;
};
export type OnStackEvent = (event: StackEvent) => void;

export type Tuning = {
  /** Survives `kill -9` of any process but not a power cut; for tests. */
  fast?: boolean;
  bufferPoolMb?: number;
  /** LOAD DATA LOCAL, which benches measure beside: off otherwise. */
  localInfile?: boolean;
  temporalSynchronous?: "FULL" | "NORMAL" | "OFF";
};

export type TemporalOptions = {
  headless?: boolean;
  /** The codec server the Web UI decrypts with; a function when its address needs the chosen ports. */
  uiCodecEndpoint?: string | ((ports: Ports) => string);
  retentionDays?: number;
};

export type ApplicationSpec = {
  name: string;
  /** Node when absent. */
  command?: string;
  args: readonly string[];
  cwd?: string;
  env?: Environment | ((environment: Environment) => Environment);
  /** Answered with 2xx once the application serves; absent: up as soon as it listens on `ports`. */
  healthUrl?: string | ((environment: Environment) => string);
  /** Ports that this application listens on: they are kept free until it starts. */
  ports?: readonly PortName[];
  /** A step such as a migration: it must exit with 0 before the next application starts. */
  runToCompletion?: boolean;
  startTimeoutMs?: number;
  stopTimeoutMs?: number;
};

export type StackOptions = {
  dataDirectory?: string;
  database?: DatabaseEngine;
  services?: readonly ServiceName[];
  applications?: readonly ApplicationSpec[];
  ports?: Partial<Record<PortName, number>>;
  extraNamespaces?: readonly string[];
  temporal?: TemporalOptions;
  tuning?: Tuning;
  onProgress?: OnStackEvent;
  /** Aborting it stops the stack, also while it starts. */
  signal?: AbortSignal;
};

export type DatabaseAccess = {
  engine: DatabaseEngine;
  port: number;
  socketPath: string;
  rootPassword: string;
};

export type Stack = {
  dataDirectory: string;
  environment: Environment;
  addresses: Readonly<Record<string, string>>;
  ports: Ports;
  /** Root access over the socket, for tests that need more than the two application users. */
  database: DatabaseAccess | undefined;
  process(name: string): SupervisedProcess;
  processes(): readonly SupervisedProcess[];
  stop(): Promise<void>;
};
