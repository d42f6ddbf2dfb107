const { readFileSync } = require("node:fs");
const { SourceMap } = require("node:module");

const { transformSync } = require("@swc/core");

/** What was compiled here: its source map, as it is written, or taken apart when it was asked for. */
const maps = new Map();

/** Lets `require` load TypeScript, compiled as @swc/jest does. Types are not checked. */
function installNativeTypeScript() {
  require.extensions[".ts"] = (module, path) => {
    const { code, map } = transformSync(readFileSync(path, "utf8"), {
      filename: path,
      sourceMaps: true,
      swcrc: false,
      module: { type: "commonjs" },
      jsc: { target: "es2022", parser: { syntax: "typescript" } },
    });
    maps.set(path, map);
    // oxlint-disable-next-line no-underscore-dangle -- Node's name for what hooks of `require` call
    module._compile(code, path);
  };
}

/** The place in the source of a place in what was compiled of it; undefined of any other file. */
function findSourcePlace(path, line, column) {
  const map = maps.get(path);
  if (map === undefined) return undefined;
  const parsed = typeof map === "string" ? new SourceMap(JSON.parse(map)) : map;
  maps.set(path, parsed);
  const { originalLine, originalColumn } = parsed.findEntry(line - 1, column - 1);
  if (originalLine === undefined) return undefined;
  return { line: originalLine + 1, column: originalColumn + 1 };
}

module.exports = { findSourcePlace, installNativeTypeScript };
