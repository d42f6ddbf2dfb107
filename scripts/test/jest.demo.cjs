const { join } = require("node:path");

const base = require("../../jest.config.cjs");

/** `npm run demo` as a person runs it, and what the docs say to type while it runs. */
module.exports = {
  ...base,
  rootDir: join(__dirname, "../.."),
  testMatch: ["<rootDir>/tests/docs/running/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 120_000,
};
