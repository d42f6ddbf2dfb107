import { isPublicAddress } from "./public-address";

describe("isPublicAddress", () => {
  test.each(["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is", (text) => {
    expect(isPublicAddress(text)).toBe(true);
  });

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "192.0.2.1",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "example.com",
    "0177.0.0.1",
    "",
  ])("%s is not", (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });
});
