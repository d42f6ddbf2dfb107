const minute = 60_000;

/** The suites in the order they run: quick ones first, those that kill processes last. */
export const suites = {
  check: { title: "check", script: "check", timeoutMs: 10 * minute, needs: [] },
  unit: { config: "jest.config.cjs", timeoutMs: 10 * minute, needs: ["tools"] },
  stack: {
    config: "tests/jest.stack.cjs",
    timeoutMs: 10 * minute,
    needs: ["services"],
    // Its tests of MySQL install it themselves where that has not been done.
    settled: ["mysql"],
  },
  integration: {
    config: "tests/jest.integration.cjs",
    timeoutMs: 40 * minute,
    needs: ["tools", "services"],
    databases: ["mariadb", "mysql"],
  },
  fuzz: {
    config: "tests/jest.fuzz.cjs",
    timeoutMs: 60 * minute,
    needs: ["services", "fuzzer"],
    databases: ["mariadb"],
  },
  demo: {
    config: "scripts/test/jest.demo.cjs",
    timeoutMs: 10 * minute,
    needs: ["tools", "services"],
    databases: ["mariadb"],
  },
  faults: {
    config: "tests/jest.faults.cjs",
    timeoutMs: 35 * minute,
    needs: ["services"],
    databases: ["mariadb"],
  },
};

/** Parts of the unit suite that can be asked for by name. */
export const partialSuites = {
  compose: { ...suites.unit, paths: ["tests/compose"] },
  docs: { ...suites.unit, paths: ["tests/docs"] },
};

export const defaultSuites = ["unit", "stack", "integration", "fuzz", "demo", "faults"];

/** One run for each database that a suite is run on. */
export function planRuns(names, database) {
  return names.flatMap((name) => {
    const suite = suites[name] ?? partialSuites[name];
    if (suite.databases === undefined) return [{ name, title: name, suite }];
    return databasesOf(suite, database).map((engine, place) => ({
      name,
      title: `${name} (${engine})`,
      suite,
      engine,
      // By itself the second runs what the engine has a part in; asked for by name, all.
      isSecondEngine: place > 0 && database === undefined,
    }));
  });
}

function databasesOf(suite, asked) {
  if (asked === undefined) return suite.databases;
  return asked === "both" ? ["mariadb", "mysql"] : [asked];
}
