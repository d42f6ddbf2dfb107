import { AsyncLocalStorage } from "node:async_hooks";

import {
  context,
  propagation,
  type TextMapPropagator,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

import { type Harness, issue, startHarness } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  propagation.disable();
  context.disable();
  await harness.stop();
});

const traceId = "0af7651916cd43dd8448eb211c80319c";

/** The few lines of the W3C propagator and of a context manager that the test needs. */
const propagator: TextMapPropagator = {
  inject: (activeContext, carrier, setter) => {
    const span = trace.getSpanContext(activeContext);
    if (span !== undefined)
      setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-01`);
  },
  extract: (activeContext) => activeContext,
  fields: () => ["traceparent"],
};

describe("trace context", () => {
  test("travels in the traceparent header of every call", async () => {
    const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
    context.setGlobalContextManager({
      active: () => storage.getStore() ?? trace.deleteSpan(rootContext),
      with: (activeContext, run, thisArg, ...args) =>
        storage.run(activeContext, () => run.apply(thisArg as never, args)),
      bind: (_, target) => target,
      enable: () => ({}) as never,
      disable: () => ({}) as never,
    });
    propagation.setGlobalPropagator(propagator);
    const parent = { traceId, spanId: "b7ad6b7169203331", traceFlags: TraceFlags.SAMPLED };
    const { recordLocator } = await harness.createPnr();
    await context.with(trace.setSpanContext(rootContext, parent), () =>
      issue(harness.client(), recordLocator),
    );
    const asked = await harness.journal(recordLocator);
    expect(asked).toHaveLength(3);
    for (const { traceparent } of asked) {
      expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
    }
  });

  test("is absent where nothing is traced", async () => {
    const { recordLocator } = await harness.createPnr();
    propagation.disable();
    await issue(harness.client(), recordLocator);
    expect((await harness.journal(recordLocator))[0]).not.toHaveProperty("traceparent");
  });
});

const rootContext = context.active();
