import fs from "node:fs";
import path from "node:path";

/** Records of several kinds by id, every change of which is in a file before it is answered. */
export interface RecordStore<Records> {
  readonly name: string;
  find<Name extends keyof Records & string>(name: Name, id: string): Records[Name] | undefined;
  list<Name extends keyof Records & string>(name: Name): Records[Name][];
  put<Name extends keyof Records & string>(name: Name, id: string, record: Records[Name]): void;
  clear(): void;
  close(): void;
}

/** Opens the log in a directory and reads it again; a last line that was cut off is dropped. */
export function openRecordStore<Records>(directory: string, name: string): RecordStore<Records> {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${name}.jsonl`);
  const records = new Map<string, Map<string, unknown>>();
  const apply = (kind: string, id: string, record: unknown): void => {
    const known = records.get(kind) ?? new Map<string, unknown>();
    records.set(kind, known.set(id, record));
  };
  const log = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0);
  const end = log.lastIndexOf("\n") + 1;
  for (const line of log.subarray(0, end).toString("utf8").split("\n")) {
    if (line !== "") apply(...parseLine(line));
  }
  const descriptor = fs.openSync(file, "a");
  if (end < log.length) fs.ftruncateSync(descriptor, end);
  return {
    name,
    find: (kind, id) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return records.get(kind)?.get(id) as Records[typeof kind] | undefined;
    },
    list: (kind) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return [...(records.get(kind)?.values() ?? [])] as Records[typeof kind][];
    },
    put: (kind, id, record) => {
      apply(kind, id, record);
      fs.writeSync(descriptor, `${JSON.stringify([kind, id, record])}\n`);
    },
    clear: () => {
      records.clear();
      fs.ftruncateSync(descriptor, 0);
    },
    close: () => fs.closeSync(descriptor),
  };
}

/** The file is our own: its lines are what `put` wrote. */
function parseLine(line: string): [string, string, unknown] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(line) as [string, string, unknown];
}
