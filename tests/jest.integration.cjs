const base = require("../jest.config.cjs");
const engineNeutral = require("./engine-neutral.cjs");

const isSecondEngine = process.env["TEST_SECOND_ENGINE"] === "1";

/** Real MySQL or MariaDB (TEST_DATABASE), Redis and Temporal, started once for all files. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/tests/{sql,integration}/**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    ...(isSecondEngine ? engineNeutral : []).map(
      (name) => `/tests/integration/${name}\\.test\\.ts$`,
    ),
  ],
  testEnvironment: "<rootDir>/tests/harness/jest/one-context-environment.cjs",
  transform: {
    "(\\.test|/global-\\w+)\\.ts$": base.transform["^.+\\.ts$"],
    "\\.(ts|[cm]?js)$": "<rootDir>/tests/harness/jest/load-natively.cjs",
  },
  transformIgnorePatterns: ["/tests/harness/jest/"],
  globalSetup: "<rootDir>/tests/harness/global-setup.ts",
  globalTeardown: "<rootDir>/tests/harness/global-teardown.ts",
  maxWorkers: 2,
  // What a file leaves in memory stays until its worker ends: a worker of this size is started anew.
  workerIdleMemoryLimit: "2GB",
  testTimeout: 60_000,
};
