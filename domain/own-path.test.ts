import { isOwnPath } from "./own-path";

describe("isOwnPath", () => {
  test.each(["/", "/bookings", "/bookings/bk_1?tab=fares#top", "/a//b"])("%s is", (text) => {
    expect(isOwnPath(text)).toBe(true);
    expect(new URL(text, "https://own.example").origin).toBe("https://own.example");
  });

  test.each([
    "",
    "bookings",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\\b",
    "https://evil.example/",
    "javascript:alert(1)",
    " /",
    "/a b",
    "/é",
  ])("%j is not", (text) => {
    expect(isOwnPath(text)).toBe(false);
  });
});
