import type { Options } from "@node-rs/argon2";
import { hash, verify } from "@node-rs/argon2";

/**
 * OWASP's parameters for Argon2id (the package's default algorithm): 19 MiB, two passes, one lane.
 * A hash made with others is made anew when its owner next signs in.
 */
export const passwordHashOptions: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const currentParameters = `$argon2id$v=19$m=${passwordHashOptions.memoryCost},t=${passwordHashOptions.timeCost},p=${passwordHashOptions.parallelism}$`;

/** Some 20 ms of work, on a thread of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), passwordHashOptions);
}

let nobodysHash: Promise<string> | undefined;

/** Takes as long where there is no hash: nobody learns by the clock whether somebody exists. */
export async function verifyPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  nobodysHash ??= hashPassword("nobody has this password");
  const proved = await verify(passwordHash ?? (await nobodysHash), normalize(password));
  return proved && typeof passwordHash === "string";
}

export function isOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(currentParameters);
}

/** The same letters are the same password, however a keyboard spells them (NIST SP 800-63B 3.1.1.2). */
function normalize(password: string): string {
  return password.normalize("NFKC");
}
