import { promisify } from "node:util";
import { gzip } from "node:zlib";

import type { Context, MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";

const zip = promisify(gzip);
/** Less does not get smaller by what it costs. */
const bytesMin = 1_024;
const compressible =
  /^(?:application\/(?:problem\+|vnd\.travobooks\.sparse\+)?json|text\/(?:csv|html|css|javascript|plain))\b/;

/**
 * Compresses what somebody reads with a credential of their own sending, or what is public. What a
 * cookie asks for, what answers an act and what concerns sign-ins is left as it is: where a secret
 * stands beside text that a stranger chose, its length would tell of it (BREACH).
 */
export const compressAnswers: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  await next();
  if (!mayCompress(c)) return;
  c.res.headers.append("Vary", "Accept-Encoding");
  if (!acceptsGzip(c.req.header("Accept-Encoding") ?? "")) return;
  const { headers, status } = c.res;
  const compressed = isWhole(c.res) ? await zipWhole(c.res) : zipStream(c.res);
  if (compressed === undefined) return;
  // The tag stays strong: it names a version, whatever its bytes, and If-Match must know it again.
  c.res = new Response(compressed, { status, headers });
  c.res.headers.set("Content-Encoding", "gzip");
  c.res.headers.delete("Content-Length");
};

function mayCompress(c: Context<ApiEnvironment>): boolean {
  // Its body is not looked at: whoever does makes a stream of what is a text.
  const { headers } = c.res;
  return (
    c.req.method === "GET" &&
    c.req.header("Cookie") === undefined &&
    !c.req.path.startsWith("/v1/auth/") &&
    !headers.has("Content-Encoding") &&
    !headers.has("X-CSRF-Token") &&
    !headers.has("Set-Cookie") &&
    compressible.test(headers.get("Content-Type") ?? "")
  );
}

function acceptsGzip(accept: string): boolean {
  return accept.split(",").some((part) => {
    const [coding = "", quality = "q=1"] = part.split(";").map((text) => text.trim());
    return (coding === "gzip" || coding === "*") && !/^q=0(?:\.0*)?$/.test(quality);
  });
}

/** JSON is made whole anyway; other texts are written as they are read. */
function isWhole({ headers }: Response): boolean {
  return headers.get("Content-Type")?.includes("json") === true;
}

/** Undefined where it is too short; then it is still to be read. */
async function zipWhole(response: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(await response.clone().arrayBuffer());
  return bytes.length < bytesMin ? undefined : new Uint8Array(await zip(bytes));
}

function zipStream({ body }: Response): ReadableStream | undefined {
  return body?.pipeThrough(new CompressionStream("gzip"));
}
