const base = require("../jest.config.cjs");

/** Real MySQL or MariaDB (TEST_DATABASE), Redis and Temporal, started once for all files. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/tests/{sql,integration}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/tests/harness/global-setup.ts",
  globalTeardown: "<rootDir>/tests/harness/global-teardown.ts",
  maxWorkers: 2,
  testTimeout: 60_000,
};
