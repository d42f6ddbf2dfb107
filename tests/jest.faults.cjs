const base = require("../jest.config.cjs");

/**
 * The whole stack as real processes, which the suite kills: one for each worker, one test after the
 * other. Two of them at once, since most of the time they wait until the dead are missed.
 */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/tests/faults/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 2,
  testTimeout: 120_000,
};
