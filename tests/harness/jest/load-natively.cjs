const swc = require("@swc/jest").createTransformer({
  jsc: { target: "es2022", parser: { syntax: "typescript" } },
});

/**
 * A jest transform: what a test imports is loaded by Node's own `require` and stays for all files
 * of the worker. Only the tests themselves are jest's modules. What jest loads outside of a test,
 * as global set-up, it compiles as ever.
 */
module.exports = {
  process: (source, path, options) => {
    if (isInTest()) return { code: `module.exports = loadNatively(${JSON.stringify(path)});` };
    return path.endsWith(".ts") ? swc.process(source, path, options) : { code: source };
  },
  getCacheKey: (source, path, options) =>
    isInTest() ? `loadNatively ${path}` : swc.getCacheKey(source, path, options),
};

function isInTest() {
  return "loadNatively" in globalThis;
}
