const vm = require("node:vm");

const { ModuleMocker } = require("jest-mock");

const { findSourcePlace, installNativeTypeScript } = require("./native-typescript.cjs");

installNativeTypeScript();
compileInThisContext();

/**
 * Runs all files of a worker in Node's own context. What they import is loaded once
 * (`load-natively.cjs`): to load it anew took each file longer than most take to run. Afterwards
 * the globals are as they were. There are no mocks and no fake timers.
 */
class OneContextEnvironment {
  global = globalThis;
  fakeTimers = null;
  fakeTimersModern = null;
  moduleMocker = new ModuleMocker(globalThis);
  #before = Object.getOwnPropertyDescriptors(globalThis);
  #exit = process.exit;
  #prepareStackTrace = Error.prepareStackTrace;

  constructor() {
    globalThis.loadNatively = require;
  }

  async setup() {
    // Jest has said by now how stacks are mapped, and knows nothing of what it did not compile.
    const prepare = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => prepare(error, frames.map(mapFrame));
  }

  async teardown() {
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!(key in this.#before)) Reflect.deleteProperty(globalThis, key);
    }
    Object.defineProperties(globalThis, this.#before);
    process.exit = this.#exit;
    Error.prepareStackTrace = this.#prepareStackTrace;
  }

  getVmContext() {
    return globalThis;
  }

  exportConditions() {
    return ["node", "node-addons"];
  }
}

/** Jest compiles for a context, and Node's own has no object that stands for it. */
function compileInThisContext() {
  const { compileFunction } = vm;
  vm.compileFunction = (code, parameters, { parsingContext, ...options }) =>
    compileFunction(
      code,
      parameters,
      parsingContext === globalThis ? options : { ...options, parsingContext },
    );
}

function mapFrame(frame) {
  const path = frame.getFileName();
  const place = path && findSourcePlace(path, frame.getLineNumber(), frame.getColumnNumber());
  if (!place) return frame;
  return new Proxy(frame, {
    get: (target, key) => {
      if (key === "getLineNumber") return () => place.line;
      if (key === "getColumnNumber") return () => place.column;
      if (key === "toString")
        return () => describe(target, `${path}:${place.line}:${place.column}`);
      const value = target[key];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function describe(frame, place) {
  const name = frame.getFunctionName();
  return name ? `${name} (${place})` : place;
}

module.exports = OneContextEnvironment;
