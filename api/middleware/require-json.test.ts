import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { serve } from "@hono/node-server";
import { Hono } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { requireJson } from "./require-json";

const app = new Hono<ApiEnvironment>();
app.onError((error, c) =>
  c.text(error.message, error instanceof ProblemError ? error.problem.status : 500),
);
app.use(requireJson);
app.post("/", async (c) => c.text(`body: ${await c.req.text()}`));

/** What the server answers to these lines, as a client's own socket sends them. */
async function send(...lines: string[]): Promise<string> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.end(["POST / HTTP/1.1", "Host: test", "Connection: close", ...lines].join("\r\n"));
  const answer = await text(socket);
  server.close();
  return answer.split("\r\n")[0] ?? "";
}

describe("requireJson", () => {
  test.each([
    ["no body and no header of one, as curl sends it", ["", ""], 200],
    ["a body of length 0", ["Content-Length: 0", "", ""], 200],
    ["JSON", ["Content-Type: application/json", "Content-Length: 2", "", "{}"], 200],
    [
      "JSON in UTF-8",
      ["Content-Type: application/json; charset=utf-8", "Content-Length: 2", "", "{}"],
      200,
    ],
    [
      "a form",
      ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 3", "", "a=b"],
      415,
    ],
    ["a body of no type", ["Content-Length: 2", "", "{}"], 415],
    [
      "a body of no type in chunks",
      ["Transfer-Encoding: chunked", "", "2", "{}", "0", "", ""],
      415,
    ],
  ])("answers %s", async (_name, lines, status) => {
    expect(await send(...lines)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test("refuses a text by its own type, without a socket too", async () => {
    const answer = await app.request("/", { method: "POST", body: "hello" });
    expect(answer.status).toBe(415);
  });
});
