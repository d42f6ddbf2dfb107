/**
 * Whether a text is a path on our own host, whoever reads it: browsers take `\` for `/`, and drop
 * tabs and line ends, so that `/\evil.example` and `/<tab>/evil.example` would lead away.
 */
export function isOwnPath(text: string): boolean {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text);
}
