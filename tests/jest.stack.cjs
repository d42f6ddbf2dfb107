const base = require("../jest.config.cjs");

/** The supervisor itself: it starts and kills stacks of its own. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/tests/stack/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
