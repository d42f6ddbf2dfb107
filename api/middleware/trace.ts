import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import { redactCardNumbers } from "../../domain/card-number";
import type { ApiEnvironment } from "../environment";

const tracer = trace.getTracer("travobooks-api");

/** A span for each request, of the caller's trace where it names one. Nothing where tracing is off. */
export const traceRequests: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const parent = propagation.extract(context.active(), c.req.header());
  const span = tracer.startSpan(
    c.req.method,
    {
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": c.req.method,
        "url.path": redactCardNumbers(c.req.path),
      },
    },
    parent,
  );
  try {
    await context.with(trace.setSpan(parent, span), next);
  } finally {
    const route = routePath(c, -1);
    span.updateName(`${c.req.method} ${route}`);
    span.setAttributes({ "http.route": route, "http.response.status_code": c.res.status });
    const principal = c.get("principal") as ApiEnvironment["Variables"]["principal"] | undefined;
    if (principal !== undefined) span.setAttribute("tb.partner.id", principal.scope.partner);
    if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
};
