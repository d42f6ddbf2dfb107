// Runs a TypeScript entry of ours from source: `node run-script.cjs scripts/sandboxes/amadeus.ts`.
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");
const { transformSync } = require("@swc/core");

require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  module["_compile"](code, filename);
};
require(resolve(process.argv[2]));
