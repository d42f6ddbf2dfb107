import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { parseApiConfig } from "../../api/config";
import { parseDatabaseUrl } from "../../db/config";
import { parseKeyRing } from "../../db/encryption/key-ring";
import { supplierNames } from "../../domain/supplier-names";
import { searchAttributes as stackSearchAttributes } from "../../scripts/stack/temporal-namespaces";
import { openDocumentStore } from "../../suppliers/documents/open-document-store";
import { parseSmtpUrl } from "../../suppliers/mail/smtp-url";
import { parseTemporalConfig } from "../../temporal/config";
import { supplierQueues, taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { parseWorkerConfig } from "../../workers/config";
import type { Service } from "./compose-file";
import { composeFile, composeText, getService, interpolate, listReferences } from "./compose-file";
import { projectRoot, readProjectFile } from "./project-files";
import type { Program } from "./read-variables";
import { findVariables, listUnknownReaders, variablesOf } from "./read-variables";

const services = Object.entries(composeFile.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const workers = ours.filter(([name]) => name.startsWith("worker-"));

/** Which of our programs a service runs. */
const programOf: Readonly<Record<string, Program>> = {
  api: "api",
  migrate: "migrate",
  partner: "create-partner",
  "sandbox-amadeus": "sandbox-amadeus",
  "sandbox-openid": "sandbox-openid",
  "sandbox-sftp": "sandbox-sftp",
  "sandbox-suppliers": "sandbox-suppliers",
  ...Object.fromEntries(workers.map(([name]) => [name, "worker"] as const)),
};

/** Read by Node and the AWS SDK, not by us. */
const foreignVariables = [
  "NODE_ENV",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
];
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const filledIn: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    listReferences(composeText)
      .filter(({ isRequired }) => isRequired)
      .map(({ name }) => [name, "0123456789abcdef0123456789abcdef"]),
  ),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
};

function environmentOf({ environment }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(value, filledIn)]),
  );
}

/** The compiled programs in a service's command: `dist/api/server.js`. */
function entriesOf({ command = [], entrypoint = [] }: Service): string[] {
  return [
    ...[command, entrypoint]
      .flat()
      .join(" ")
      .matchAll(/\bdist\/([\w/-]+)\.js\b/g),
  ].map(([, path]) => `${path}.ts`);
}

/** The task queues that a worker service serves: the suppliers' by the names in its command. */
function queuesOf(service: Service): string[] {
  return entriesOf(service).flatMap((entry) => {
    if (entry === "workers/supplier.ts") {
      const [, ...named] = [service.command ?? []].flat().slice(1);
      return supplierNames
        .filter((name) => named.includes(name))
        .map((name) => supplierQueues[name]);
    }
    return [...readProjectFile(entry).matchAll(/\btaskQueues\.(\w+)/g)].map(([, key]) =>
      String(Object.entries(taskQueues).find(([name]) => name === key)?.[1]),
    );
  });
}

const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;
const dockerTest = hasCompose ? test : test.skip;

describe("docker-compose.yml", () => {
  test.each([
    ["mysql", /^mysql:8\.4$/],
    ["redis", /^redis:7\.\d+$/],
    ["temporal", /^temporalio\/auto-setup:1\.29\.\d+$/],
    ["temporal-setup", /^temporalio\/auto-setup:1\.29\.\d+$/],
    ["temporal-ui", /^temporalio\/ui:2\.\d+\.\d+$/],
    ["temporal-db", /^postgres:16$/],
    ["minio", /^minio\/minio:RELEASE\.[\dTZ-]+$/],
    ["minio-setup", /^minio\/mc:RELEASE\.[\dTZ-]+$/],
    ["mailpit", /^axllent\/mailpit:v1\.\d+$/],
  ])("runs %s in a version of its own", (name, image) => {
    expect(getService(name).image).toMatch(image);
  });

  test("names no image without a version", () => {
    for (const [name, { image }] of services) {
      expect(`${name} ${image}`).toMatch(/:(?!latest)[\w.${}:-]+$/);
    }
  });

  test("runs programs that exist", () => {
    const entries = ours.flatMap(([, service]) => entriesOf(service));
    expect(entries.length).toBeGreaterThanOrEqual(ours.length);
    for (const entry of entries) {
      expect([entry, existsSync(join(projectRoot, entry))]).toEqual([entry, true]);
    }
    expect(ours.map(([name]) => name).filter((name) => programOf[name] === undefined)).toEqual([]);
  });

  test("has one worker service for each task queue", () => {
    const served = workers.flatMap(([, service]) => queuesOf(service));
    expect(served).toHaveLength(workers.length);
    expect(new Set(served)).toEqual(new Set(Object.values(taskQueues)));
  });

  test("the services of the issue are all there", () => {
    expect(services.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "api",
        "migrate",
        "partner",
        "sandbox-amadeus",
        "sandbox-openid",
        "sandbox-sftp",
        "sandbox-suppliers",
      ]),
    );
  });

  describe("variables", () => {
    test("every file that reads the environment belongs to a program known here", () => {
      expect(listUnknownReaders()).toEqual([]);
    });

    test.each(Object.entries(programOf))(
      "%s gets all that it reads, and no more",
      (name, program) => {
        const given = Object.keys(getService(name).environment);
        const read = variablesOf(program);
        const missing = read.filter((variable) => !given.includes(variable));
        // Where the sandbox's own port is set, its address is not read.
        const covered = program === "sandbox-amadeus" ? ["AMADEUS_SANDBOX_URL"] : [];
        expect(missing.filter((variable) => !covered.includes(variable))).toEqual([]);
        const shared = [...foreignVariables, "LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT"];
        const isData = ["api", "worker", "create-partner"].includes(program);
        const unread = given.filter(
          (variable) => !read.includes(variable) && !shared.includes(variable),
        );
        // The common block of what belongs to the data is one for all that use any of it.
        expect(isData ? unread.filter((variable) => !isRead(variable)) : unread).toEqual([]);
      },
    );

    test("the values are what the programs' own parsers take", () => {
      const api = environmentOf(getService("api"));
      expect(parseApiConfig(api).API_PORT).toBe(28_080);
      expect(parseTemporalConfig(api)).toEqual({
        address: "temporal:7233",
        namespace: "travobooks",
        uiUrl: "http://127.0.0.1:28233",
      });
      expect(parseKeyRing(api["ENCRYPTION_KEYS"]).currentKeyId).toBe("k1");
      openDocumentStore(api["DOCUMENT_STORE_URL"] ?? "").close();
      for (const [, worker] of workers) {
        const config = parseWorkerConfig(environmentOf(worker));
        expect(config.WORKER_ADMIN_PORT).toBe(28_082);
        expect(parseSmtpUrl(config.SMTP_URL).host).toBe("mailpit");
      }
      const migrate = environmentOf(getService("migrate"));
      expect(parseDatabaseUrl(migrate["DATABASE_MIGRATION_URL"])).toMatchObject({
        host: "mysql",
        user: "travobooks_migration",
        database: "travobooks",
      });
      expect(parseDatabaseUrl(migrate["DATABASE_URL"]).user).toBe("travobooks_app");
    });

    test("addresses name services of this file", () => {
      const names = new Set([...services.map(([name]) => name), "127.0.0.1"]);
      const hosts = ours
        .flatMap(([, service]) => Object.values(environmentOf(service)))
        .map((value) => /^(?:mysql|redis|http|smtp):\/\/(?:[^@]*@)?([^:/]+)/.exec(value)?.[1])
        .filter((host) => host !== undefined);
      expect(hosts).toContain("mysql");
      expect(hosts.filter((host) => !names.has(host))).toEqual([]);
    });
  });

  describe("secrets", () => {
    const example = readProjectFile(".env.example");
    const required = listReferences(composeText).filter(({ isRequired }) => isRequired);
    const names = [...new Set(required.map(({ name }) => name))].toSorted();

    test("are all asked for, and .env.example lists each without a value", () => {
      const listed = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];
      expect(listed).toHaveLength(names.length);
      expect(new Set(listed.map(([, name]) => name))).toEqual(new Set(names));
      expect(listed.map(([, , value]) => value).join("")).toBe("");
    });

    test("have no default and are written down nowhere", () => {
      const isSecret = /PASSWORD|PWD|SECRET|TOKEN|ENCRYPTION_KEYS/;
      const secrets = listReferences(composeText).filter(({ name }) => isSecret.test(name));
      expect(secrets.length).toBeGreaterThan(0);
      expect(secrets.filter(({ isRequired }) => !isRequired)).toEqual([]);
      const written = services.flatMap(([service, { environment }]) =>
        Object.entries(environment)
          .filter(([name, value]) => isSecret.test(name) || /^\w+:\/\/[^/]*@/.test(value))
          .map(([name, value]) => `${service} ${name}=${value}`),
      );
      expect(written.length).toBeGreaterThan(0);
      expect(written.filter((line) => !/\$\{\w+:\?/.test(line))).toEqual([]);
    });

    test("other settings stand in .env.example with their defaults", () => {
      const optional = listReferences(composeText).filter(({ isRequired }) => !isRequired);
      const inExample = Object.fromEntries(
        [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = "", value]) => [name, value]),
      );
      expect(optional.filter(({ name }) => inExample[name] === undefined)).toEqual([]);
      const withDefault = optional.filter(({ defaultValue = "" }) => defaultValue !== "");
      for (const { name, defaultValue } of withDefault) {
        expect({ name, value: inExample[name] }).toEqual({ name, value: defaultValue });
      }
    });

    test(".env stays out of git", () => {
      expect(readProjectFile(".gitignore").split("\n")).toContain(".env");
    });
  });

  test("every service that stays has a health check, the Temporal UI apart", () => {
    const staying = services.filter(([, { restart }]) => restart === "unless-stopped");
    const without = staying.filter(([, { healthcheck }]) => healthcheck === undefined);
    expect(without.map(([name]) => name)).toEqual(["temporal-ui"]);
  });

  test("waits for what exists, and for health only where it is checked", () => {
    for (const [name, { depends_on: needs }] of services) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const { healthcheck, restart } = getService(needed);
        const isStep = restart === "on-failure" || restart === "no";
        const expected = isStep ? "service_completed_successfully" : "service_healthy";
        expect([name, needed, condition]).toEqual([name, needed, expected]);
        expect(isStep || healthcheck !== undefined).toBe(true);
      }
    }
  });

  test("health checks and published ports are those that the programs listen on", () => {
    const api = environmentOf(getService("api"));
    expect(getService("api").healthcheck?.test.join(" ")).toContain(
      `http://127.0.0.1:${api["API_ADMIN_PORT"]}/readyz`,
    );
    expect(getService("api").ports).toEqual([`127.0.0.1:${api["API_PORT"]}:${api["API_PORT"]}`]);
    for (const [, worker] of workers) {
      const port = environmentOf(worker)["WORKER_ADMIN_PORT"];
      expect(worker.healthcheck?.test.join(" ")).toContain(`http://127.0.0.1:${port}/readyz`);
    }
  });

  test("nothing is published but on this machine's own address", () => {
    for (const [name, { ports }] of services) {
      for (const port of ports) expect(`${name} ${port}`).toMatch(/ 127\.0\.0\.1:\d+:\d+$/);
    }
  });

  test("volumes and configs are declared", () => {
    const mounted = services.flatMap(([, { volumes }]) =>
      volumes.map((v) => v.split(":")[0] ?? ""),
    );
    expect(mounted.toSorted()).toEqual(Object.keys(composeFile.volumes).toSorted());
    const used = services.flatMap(([, { configs }]) => configs.map(({ source }) => source));
    expect(used.toSorted()).toEqual(Object.keys(composeFile.configs).toSorted());
  });

  test("registers the search attributes that the code writes, as the stack does", () => {
    const command = [getService("temporal-setup").command ?? []].flat().join(" ");
    const registered = [...command.matchAll(/--name (\w+) --type (\w+)/g)].map(
      ([, name = "", type = ""]) => [name, type] as const,
    );
    expect(Object.fromEntries(registered)).toEqual(stackSearchAttributes);
    expect(registered.map(([name]) => name).toSorted()).toEqual(
      Object.values(searchAttributes)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  test("gives Temporal the settings of the stack", () => {
    const source = readProjectFile("scripts/stack/temporal-service.ts");
    const block = /const dynamicConfig = \{([^}]*)\}/.exec(source)?.[1] ?? "";
    const ofStack = [...block.matchAll(/"([\w.]+)": (\w+)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const content: unknown = parse(composeFile.configs["temporal-dynamic-config"]?.content ?? "");
    const ofCompose = Object.entries(content as Record<string, { value: unknown }[]>);
    expect(ofStack.length).toBeGreaterThan(5);
    expect(ofCompose.map(([name, [first]]) => [name, String(first?.value)])).toEqual(ofStack);
    expect(getService("temporal").environment["DEFAULT_NAMESPACE_RETENTION"]).toBe(
      `${/retentionDaysDefault = (\d+)/.exec(readProjectFile("scripts/stack/start-infrastructure.ts"))?.[1]}d`,
    );
  });

  test("makes the database's users as the stack does", () => {
    const script = interpolate(composeFile.configs["mysql-users"]?.content ?? "", {});
    const stack = readProjectFile("scripts/stack/environment.ts");
    for (const constant of ["databaseName", "migrationUser", "applicationUser"]) {
      const name = new RegExp(`${constant} = "(\\w+)"`).exec(stack)?.[1] ?? "";
      expect(script).toContain(name);
    }
    expect(script).toContain("WITH GRANT OPTION");
    expect(script).toContain("GRANT SELECT ON mysql.*");
  });

  dockerTest("is taken by docker compose, and refused without its secrets", () => {
    const run = (env: Record<string, string>) =>
      spawnSync("docker", ["compose", "--env-file", "/dev/null", "config", "--quiet"], {
        cwd: projectRoot,
        env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
        encoding: "utf8",
      });
    expect(run(filledIn)).toMatchObject({ status: 0, stderr: "" });
    expect(run({}).stderr).toMatch(/is missing a value: set it in \.env/);
  });
});

describe("findVariables", () => {
  test("finds a variable however it is read", () => {
    const source = `
      const { FIRST_ONE: one, SECOND_ONE } = process.env;
      const schema = z.object({
        THIRD_ONE: z.string(),
      });
      use(env["FOURTH_ONE"], process.env["FIFTH"], environment["SIXTH_ONE"]);`;
    expect(findVariables(source)).toEqual([
      "FIFTH",
      "FIRST_ONE",
      "FOURTH_ONE",
      "SECOND_ONE",
      "SIXTH_ONE",
      "THIRD_ONE",
    ]);
  });
});

function isRead(variable: string): boolean {
  return [...new Set(Object.values(programOf))].some((program) =>
    variablesOf(program).includes(variable),
  );
}
