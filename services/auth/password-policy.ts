import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

import { Refusal } from "../../domain/refusal";

export const passwordLengthMin = 12;
export const passwordLengthMax = 128;
/** Out of 4: guessed in fewer than 10^8 tries is refused. */
const scoreMin = 3;

let strength: ZxcvbnFactory | undefined;

/**
 * Refuses what is short, or what an attacker tries first: common passwords, their variations, and
 * what the person is called. Asks for no particular characters (NIST SP 800-63B 3.1.1.2).
 */
export function checkPassword(password: string, known: readonly string[]): void {
  const { length } = Array.from(password);
  if (length < passwordLengthMin || length > passwordLengthMax) {
    throw new Refusal(
      "PASSWORD_REFUSED",
      `A password has ${passwordLengthMin} to ${passwordLengthMax} characters.`,
      { reason: "length" },
    );
  }
  strength ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { score } = strength.check(password, [...known.flatMap(wordsOf), "travobooks"]);
  if (score < scoreMin) {
    throw new Refusal(
      "PASSWORD_REFUSED",
      "The password is easily guessed. Take a longer one, of several words perhaps.",
      { reason: "guessable" },
    );
  }
}

/** An address and a name as a whole, and word by word. */
function wordsOf(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length > 2);
}
