import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { poll } from "../../scripts/stack/poll";
import { runStackCommand } from "./support/command";
import { makeDirectory } from "./support/directories";
import { commandLine, descendants, untilGone } from "./support/processes";

jest.setTimeout(60_000);

const infrastructure = ["--infrastructure-only", "--fast"];

describe("npm run stack", () => {
  test("killed by SIGKILL it leaves no process, and starts again in the same directory", async () => {
    const args = [...infrastructure, "--data-dir", makeDirectory()];
    const first = runStackCommand(args);
    await first.untilPrinted(/travoBooks is up after/);
    const family = descendants(first.pid);
    const commands = family.map(commandLine).join("\n");
    for (const name of ["mariadbd", "redis-server", "temporal server", "travobooks-watchdog"]) {
      expect(commands).toContain(name);
    }
    first.child.kill("SIGKILL");
    await untilGone(family);

    const second = runStackCommand(args);
    await second.untilPrinted(/travoBooks is up after/);
    second.child.kill("SIGTERM");
    expect((await second.exited).code).toBe(0);
  });

  test("Ctrl-C stops everything in order, even when it arrives twice at once", async () => {
    const directory = makeDirectory();
    const command = runStackCommand([...infrastructure, "--data-dir", directory]);
    await command.untilPrinted(/travoBooks is up after/);
    const family = descendants(command.pid);
    command.child.kill("SIGINT");
    command.child.kill("SIGINT");
    expect(await command.exited).toEqual({ code: 0, signal: null });
    await untilGone(family);
    expect(readFileSync(join(directory, "logs/mysql.log"), "utf8")).toContain("Shutdown complete");
    expect(existsSync(join(directory, "running.json"))).toBe(false);
  });

  test.each(["mariadb", "mysql"])(
    "an initialisation of %s that was killed is redone",
    async (db) => {
      const directory = makeDirectory();
      const args = [...infrastructure, "--no-ui", "--db", db, "--data-dir", directory];
      const first = runStackCommand(args);
      const building = join(directory, `${db}.initialising`);
      await poll(async () => expect(existsSync(join(building, "ibdata1"))).toBe(true), {
        timeoutMs: 20_000,
        intervalMs: 5,
      });
      const family = descendants(first.pid);
      first.child.kill("SIGKILL");
      await untilGone(family);
      expect(existsSync(join(directory, db))).toBe(false);

      const second = runStackCommand(args);
      await second.untilPrinted(/travoBooks is up after/);
      expect(existsSync(building)).toBe(false);
      second.child.kill("SIGINT");
      expect((await second.exited).code).toBe(0);
    },
  );

  test("a second one in the same directory says so in one line", async () => {
    const directory = makeDirectory();
    const first = runStackCommand([...infrastructure, "--data-dir", directory]);
    await first.untilPrinted(/travoBooks is up after/);
    const second = runStackCommand(["--data-dir", directory]);
    expect((await second.exited).code).toBe(1);
    expect(second.output()).toMatch(
      new RegExp(
        `^travoBooks already runs in ${directory} [(]process ${first.pid}, since .*[)].*\n$`,
      ),
    );
    first.child.kill("SIGINT");
    await first.exited;
  });

  test("with --json prints one document of addresses, environment and processes", async () => {
    const directory = makeDirectory();
    const args = [...infrastructure, "--no-ui", "--json", "--data-dir", directory];
    const command = runStackCommand(args);
    const [line] = await command.untilPrinted(/^\{.*\}$/m);
    const document: unknown = JSON.parse(line);
    expect(document).toMatchObject({
      dataDirectory: directory,
      environment: { TEMPORAL_NAMESPACE: "travobooks", TRAVOBOOKS_DATA_DIRECTORY: directory },
      processes: expect.arrayContaining([{ name: "mysql", pid: expect.any(Number) }]),
    });
    command.child.kill("SIGINT");
    expect((await command.exited).code).toBe(0);
  });

  test.each([
    [["--db", "oracle"], /^--db must be mariadb or mysql, not oracle[.]/],
    [["--nonsense"], /^Unknown option '--nonsense'/],
  ])("%j is refused with exit code 2 and no stack trace", async (args, message) => {
    const command = runStackCommand(args);
    expect((await command.exited).code).toBe(2);
    expect(command.output()).toMatch(message);
    expect(command.output()).not.toMatch(/^\s+at /m);
  });

  test("a server that cannot start is explained with its log and no stack trace", async () => {
    const args = [...infrastructure, "--data-dir", makeDirectory()];
    const command = runStackCommand(args, { REDIS_SERVER: "/bin/false" });
    expect((await command.exited).code).toBe(1);
    expect(command.output()).toMatch(/^REDIS_SERVER=\/bin\/false cannot be used/m);
    expect(command.output()).not.toMatch(/^\s+at /m);
  });

  test("--help explains itself", async () => {
    const command = runStackCommand(["--help"]);
    expect((await command.exited).code).toBe(0);
    expect(command.output()).toContain("--infrastructure-only");
  });
});
