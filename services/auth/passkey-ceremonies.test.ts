import { toPasskeyParty } from "./passkey-ceremonies";

describe("toPasskeyParty", () => {
  test("is the host, or a domain that it is in", () => {
    expect(toPasskeyParty("https://books.nova.example:8443/api")).toEqual({
      rpId: "books.nova.example",
      origin: "https://books.nova.example:8443",
    });
    expect(toPasskeyParty("https://books.nova.example", "nova.example").rpId).toBe("nova.example");
  });

  test.each(["evil.example", "ova.example", "a.books.nova.example"])(
    "is not %s, whose keys no browser gives us",
    (domain) => {
      expect(() => toPasskeyParty("https://books.nova.example", domain)).toThrow("is not in");
    },
  );
});
