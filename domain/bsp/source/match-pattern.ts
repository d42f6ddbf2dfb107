/**
 * Whether a file's name is of a pattern, in which `*` stands for any characters and `?` for one.
 * Takes time in proportion to both: patterns are strangers' too.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let [at, position] = [0, 0];
  let star: { readonly at: number; position: number } | undefined;
  while (position < name.length) {
    const expected = pattern[at];
    if (expected === "*") {
      star = { at, position };
      at += 1;
    } else if (expected === "?" || expected === name[position]) {
      at += 1;
      position += 1;
    } else if (star !== undefined) {
      star.position += 1;
      at = star.at + 1;
      ({ position } = star);
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
