const base = require("../jest.config.cjs");

/** The whole stack as real processes, which the suite kills: one file and one test after the other. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/tests/faults/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 120_000,
};
