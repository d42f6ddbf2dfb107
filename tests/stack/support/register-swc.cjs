// Lets plain node run the TypeScript sources, for tests that need the command in its own process.
const { readFileSync } = require("node:fs");
const { transformSync } = require("@swc/core");

require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    sourceMaps: "inline",
    module: { type: "commonjs" },
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
  });
  // oxlint-disable-next-line no-underscore-dangle -- the hook of node that has no other name
  module._compile(code, filename);
};
