import { createRateFeed } from "../../../suppliers/exchange-rates/client";
import type { RateFeedSandbox } from "../../../suppliers/exchange-rates/sandbox";
import { startRateFeedSandbox } from "../../../suppliers/exchange-rates/sandbox";
import { renderEcbXml } from "../../../suppliers/exchange-rates/sandbox/render-feed";

let sandbox: RateFeedSandbox;

beforeAll(async () => {
  sandbox = await startRateFeedSandbox({ port: 0 });
});

afterAll(() => sandbox.stop());

async function control(method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(sandbox.controlUrl + path, { method, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

function fetchDaily() {
  return createRateFeed({ url: sandbox.feedUrl, timeoutMs: 500 }).fetchDaily();
}

const day = { effectiveOn: "2026-11-20", rates: { USD: "1.0850", JPY: "162.35" } };

describe("createRateFeed", () => {
  test("reads a day's rates, each for one euro", async () => {
    await control("PUT", "/feed", day);
    expect(await fetchDaily()).toEqual({
      kind: "read",
      feed: {
        base: "EUR",
        effectiveOn: "2026-11-20",
        rates: [
          { currency: "USD", rate: "1.08500000" },
          { currency: "JPY", rate: "162.35000000" },
        ],
      },
      skipped: [],
    });
  });

  test("reads all thirty that the sandbox publishes by itself", async () => {
    const own = await startRateFeedSandbox({ port: 0, today: () => "2026-11-19" });
    const outcome = await createRateFeed({ url: own.feedUrl }).fetchDaily();
    await own.stop();
    expect(outcome).toMatchObject({ kind: "read", feed: { effectiveOn: "2026-11-19" } });
    expect(outcome.kind === "read" && outcome.feed.rates.length + outcome.skipped.length).toBe(30);
  });

  test("skips a currency that ISO 4217 does not know, and says so", async () => {
    await control("PUT", "/feed", { ...day, rates: { USD: "1.0850", XQZ: "3" } });
    expect(await fetchDaily()).toMatchObject({
      kind: "read",
      feed: { rates: [{ currency: "USD" }] },
      skipped: ["XQZ"],
    });
  });

  test.each([
    [{ kind: "status", status: 503 }, "It answered 503."],
    [{ kind: "status", status: 404 }, "It answered 404."],
    [{ kind: "drop", after: "request" }, "fetch failed"],
    [{ kind: "drop", after: "half" }, "terminated"],
    [{ kind: "delay", delayMs: 60_000 }, "timeout"],
  ])("finds it unavailable after %j, and reads it the next time", async (fault, reason) => {
    await control("PUT", "/feed", day);
    await control("POST", "/faults", fault);
    expect(await fetchDaily()).toEqual({
      kind: "unavailable",
      reason: expect.stringContaining(reason),
    });
    expect(await fetchDaily()).toMatchObject({ kind: "read" });
  });

  const xml = renderEcbXml(day);
  test.each([
    ["nothing", ""],
    ["a page in HTML", "<html><body>Maintenance</body></html>"],
    ["half a feed", xml.slice(0, xml.length / 2)],
    ["a feed without rates", renderEcbXml({ ...day, rates: {} })],
    ["a feed without a day", xml.replace("2026-11-20", "")],
    ["a rate of zero", xml.replace("1.0850", "0.0000")],
    ["a rate below zero", xml.replace("1.0850", "-1.0850")],
    ["a rate that is none", xml.replace("1.0850", "N/A")],
    ["a currency twice", xml.replace("JPY", "USD")],
    ["the euro in euros", xml.replace("JPY", "EUR")],
    [
      "an entity",
      xml.replace(
        "<gesmes:Envelope",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><gesmes:Envelope',
      ),
    ],
    ["too much", " ".repeat(1_100_000)],
  ])("takes nothing of %s", async (_, body) => {
    await control("POST", "/faults", { kind: "body", body });
    expect(await fetchDaily()).toEqual({
      kind: "unreadable",
      reason: expect.stringMatching(/./),
    });
  });
});
