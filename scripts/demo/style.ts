export interface Style {
  title(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Colours on a terminal only, and not against NO_COLOR. */
export function createStyle(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Style {
  const isColoured =
    stream.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  const paint = (code: number) => (text: string) =>
    isColoured ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { title: paint(1), strong: paint(32), faint: paint(2) };
}
