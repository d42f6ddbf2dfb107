/** The npm that started us, else the one on PATH: a command and its arguments. */
export function npmCommand(args) {
  const own = process.env["npm_execpath"];
  return own === undefined || !own.endsWith("npm-cli.js")
    ? ["npm", args]
    : [process.execPath, [own, ...args]];
}
