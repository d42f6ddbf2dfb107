/** What a listing's name is to us: a file that may be fetched, one to pass over, or a trick. */
export type NameVerdict =
  | { readonly kind: "usable" }
  | { readonly kind: "hidden" }
  | { readonly kind: "unsafe"; readonly reason: NameFault };

export const nameFaults = ["control_characters", "not_text", "path", "too_long"] as const;
export type NameFault = (typeof nameFaults)[number];

export const nameLengthMax = 200;

/**
 * A name is that of a file in the directory that was listed and of nothing else: whoever runs the
 * server, or has got into it, chooses it.
 */
export function judgeName(name: string): NameVerdict {
  if (name === "." || name === "..") return { kind: "hidden" };
  const reason = findFault(name);
  if (reason !== undefined) return { kind: "unsafe", reason };
  return name.startsWith(".") ? { kind: "hidden" } : { kind: "usable" };
}

/** A name that can be shown: what could turn a screen or a log around is spelt out. */
export function spellName(name: string): string {
  const spelt = name.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
  return spelt.length > nameLengthMax ? `${spelt.slice(0, nameLengthMax - 1)}…` : spelt;
}

function findFault(name: string): NameFault | undefined {
  if (name === "" || /[/\\]/.test(name)) return "path";
  // What is no UTF-8 is read as this character, and could not be asked for by its name.
  if (name.includes("\ufffd")) return "not_text";
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return "control_characters";
  return name.length > nameLengthMax ? "too_long" : undefined;
}
