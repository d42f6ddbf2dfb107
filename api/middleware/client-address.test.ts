import { resolveClient } from "./client-address";

const proxies = ["10.0.0.0/8", "192.0.2.1/32"];

describe("resolveClient", () => {
  test.each([
    [
      "a stranger's socket, whatever the stranger says",
      "203.0.113.9",
      "198.51.100.1",
      "203.0.113.9",
    ],
    ["what the trusted proxy wrote last", "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"],
    ["past every proxy that is trusted", "10.0.0.1", "198.51.100.1, 192.0.2.1", "198.51.100.1"],
    ["the proxy in IPv6's clothes", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["the proxy itself, where it says nothing", "10.0.0.1", undefined, "10.0.0.1"],
    ["the last proxy, where all are trusted", "10.0.0.1", "10.0.0.2", "10.0.0.2"],
    ["what is no address as what it is: nobody's", "10.0.0.1", "nonsense", "nonsense"],
  ])("takes %s", (_, peer, header, expected) => {
    expect(resolveClient(peer, header, proxies)).toBe(expected);
  });

  test("believes no header where no proxy is trusted", () => {
    expect(resolveClient("127.0.0.1", "198.51.100.1", [])).toBe("127.0.0.1");
  });
});
