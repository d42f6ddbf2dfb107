const base = require("../jest.config.cjs");
const integration = require("./jest.integration.cjs");

/** schemathesis against the whole API on a real stack; FUZZ_EXAMPLES and FUZZ_SEED make it longer. */
module.exports = {
  ...integration,
  testMatch: ["<rootDir>/tests/fuzz/**/*.test.ts"],
  // One file has nobody to share modules with.
  testEnvironment: base.testEnvironment,
  transform: base.transform,
  transformIgnorePatterns: base.transformIgnorePatterns,
  maxWorkers: 1,
  testTimeout: 3_600_000,
};
