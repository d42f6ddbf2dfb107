import { createServer } from "node:net";

import { claimPort, isPortFree } from "../../scripts/stack/ports";

const base = 24_500;

describe("claimPort", () => {
  test("takes the wanted port, and the next one for a second claim", async () => {
    const first = await claimPort(base);
    const second = await claimPort(first.port);
    expect(second.port).toBeGreaterThan(first.port);
    await first.release();
    await second.release();
  });

  test("passes over a port that another program listens on", async () => {
    const server = createServer();
    const probe = await claimPort(base + 100);
    await probe.release();
    await new Promise<void>((resolve) => {
      server.listen(probe.port, "127.0.0.1", resolve);
    });
    const claim = await claimPort(probe.port);
    expect(claim.port).toBeGreaterThan(probe.port);
    await claim.release();
    server.close();
  });

  test("holds the port open to nobody else until it is opened", async () => {
    const claim = await claimPort(base + 200);
    expect(await isPortFree(claim.port)).toBe(false);
    await claim.open();
    expect(await isPortFree(claim.port)).toBe(true);
    await claim.release();
  });

  test("keeps an opened port from other stacks", async () => {
    const claim = await claimPort(base + 300);
    await claim.open();
    const other = await claimPort(claim.port);
    expect(other.port).not.toBe(claim.port);
    await other.release();
    await claim.release();
  });

  test("gives many concurrent claims different ports", async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimPort(base + 400)));
    expect(new Set(claims.map(({ port }) => port)).size).toBe(20);
    await Promise.all(claims.map((claim) => claim.release()));
  });
});
