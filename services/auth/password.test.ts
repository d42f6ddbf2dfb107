import { hash } from "@node-rs/argon2";

import { Refusal } from "../../domain/refusal";
import { hashPassword, isOutdated, verifyPassword } from "./password-hash";
import { checkPassword } from "./password-policy";

describe("hashPassword", () => {
  test("is Argon2id with OWASP's parameters, and salted", async () => {
    const [one, other] = await Promise.all([
      hashPassword("a password"),
      hashPassword("a password"),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(isOutdated(one)).toBe(false);
  });

  test("is outdated where its parameters are no longer ours", async () => {
    const weak = await hash("a password", { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect(isOutdated(weak)).toBe(true);
    expect(await verifyPassword(weak, "a password")).toBe(true);
  });
});

describe("verifyPassword", () => {
  test("tells the password, however its letters are composed", async () => {
    const composed = await hashPassword("caf\u00E9 au lait, twice");
    expect(await verifyPassword(composed, "cafe\u0301 au lait, twice")).toBe(true);
    expect(await verifyPassword(composed, "cafe au lait, twice")).toBe(false);
  });

  test("proves nothing without a hash", async () => {
    expect(await verifyPassword(undefined, "nobody has this password")).toBe(false);
    expect(await verifyPassword(null, "nobody has this password")).toBe(false);
  });
});

function reasonOf(password: string): unknown {
  try {
    checkPassword(password, ["ayesha.rahman@nova.example", "Ayesha Rahman", "Nova Travel"]);
  } catch (error) {
    if (error instanceof Refusal) return error.details["reason"];
    throw error;
  }
  return "taken";
}

describe("checkPassword", () => {
  test.each([
    ["eleven char", "length"],
    ["correct horse ".repeat(10), "length"],
    ["password1234", "guessable"],
    ["Password1234!", "guessable"],
    ["P4ssw0rd1234", "guessable"],
    ["qwertyuiopas", "guessable"],
    ["111111111111", "guessable"],
    ["travobooks2026", "guessable"],
    ["ayesha rahman", "guessable"],
    ["correct horse battery staple", "taken"],
    ["জানালার পাশে বসে থাকি", "taken"],
  ])("%s: %s", (password, reason) => {
    expect(reasonOf(password)).toBe(reason);
  });
});
