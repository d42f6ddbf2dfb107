import { tailLog } from "./process-log";

const hints: readonly { pattern: RegExp; hint: string }[] = [
  { pattern: /No space left on device|errno: 28|disk is full/i, hint: "The disk is full." },
  {
    pattern: /Permission denied|Errcode: 13|OS error: 13|operating system error number 13/i,
    hint: "It may not write its data directory: check its owner, and AppArmor (sudo aa-status).",
  },
  {
    pattern: /Unsupported redo log format|downgrade|invalid.+server version|newer version/i,
    hint: "Its data was written by another version of the server: use that version, or another --data-dir.",
  },
];

/** The end of a log, indented, with what the known lines in it mean. */
export function explainLog(log: { file: string; startsAt: number }): string {
  const lines = tailLog(log);
  const text = lines.join("\n");
  const meant = hints.filter(({ pattern }) => pattern.test(text)).map(({ hint }) => hint);
  const quoted = lines.length === 0 ? ["  (it wrote nothing)"] : lines.map((line) => `  | ${line}`);
  return [...meant, `Last lines of ${log.file}:`, ...quoted].join("\n");
}
