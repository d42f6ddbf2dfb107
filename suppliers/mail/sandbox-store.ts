import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, truncate, unlink } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { parseMail } from "./mime";

const mailSchema = z.object({
  kind: z.literal("mail"),
  id: z.string(),
  receivedAt: z.string(),
  /** The envelope: who it was really for. */
  sender: z.string(),
  recipients: z.array(z.string()),
  messageId: z.string(),
  from: z.string(),
  subject: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
});
const clearedSchema = z.object({ kind: z.literal("cleared"), at: z.string(), upToId: z.string() });
const lineSchema = z.discriminatedUnion("kind", [mailSchema, clearedSchema]);

export type SinkMail = z.infer<typeof mailSchema>;

export interface ReceivedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly raw: Buffer;
  readonly receivedAt: string;
}

export interface SinkStore {
  list(): readonly SinkMail[];
  readRaw(mail: SinkMail): Promise<Buffer>;
  /** Resolves once the mail is on the disk: the server may say 250 then. */
  append(received: ReceivedMail): Promise<SinkMail>;
  clear(at: string): Promise<void>;
  close(): Promise<void>;
}

/** A folder of `<id>.eml` and one line for each in `mails.jsonl`, which is only ever added to. */
export async function openSinkStore(folder: string): Promise<SinkStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const indexPath = join(folder, "mails.jsonl");
  const { mails, lastId } = await readIndex(indexPath);
  const index = await open(indexPath, "a", 0o600);
  const writeInTurn = createTurns();
  let nextNumber = Number(lastId) + 1;

  async function writeLine(line: z.infer<typeof lineSchema>): Promise<void> {
    await index.appendFile(`${JSON.stringify(line)}\n`);
    await index.sync();
  }

  return {
    list: () => [...mails],
    readRaw: ({ id }) => readFile(join(folder, `${id}.eml`)),
    append: (received) =>
      writeInTurn(async () => {
        const mail = toSinkMail(received, String(nextNumber).padStart(6, "0"));
        await writeEml(folder, mail.id, received.raw);
        await writeLine(mail);
        nextNumber += 1;
        mails.push(mail);
        return mail;
      }),
    clear: (at) =>
      writeInTurn(async () => {
        const upToId = String(nextNumber - 1).padStart(6, "0");
        await writeLine({ kind: "cleared", at, upToId });
        const gone = mails.splice(0);
        await Promise.all(gone.map(({ id }) => unlink(join(folder, `${id}.eml`))));
      }),
    close: () => writeInTurn(() => index.close()),
  };
}

/** One write after the other; a write that failed doesn't hold up the next. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(write: () => Promise<T>): Promise<T> => {
    const turn = last.then(write, write);
    last = turn;
    return turn;
  };
}

function toSinkMail({ sender, recipients, raw, receivedAt }: ReceivedMail, id: string): SinkMail {
  const { messageId, from, subject } = parseMail(raw);
  const sha256 = createHash("sha256").update(raw).digest("hex");
  return {
    kind: "mail",
    id,
    receivedAt,
    sender,
    recipients: [...recipients],
    messageId,
    from,
    subject,
    sizeBytes: raw.byteLength,
    sha256,
  };
}

async function writeEml(folder: string, id: string, raw: Buffer): Promise<void> {
  const temporary = join(folder, `.${id}.tmp`);
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(raw);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, `${id}.eml`));
}

async function readIndex(path: string): Promise<{ mails: SinkMail[]; lastId: string }> {
  const text = await readWholeLines(path);
  let mails: SinkMail[] = [];
  let lastId = "0";
  for (const line of text.split("\n").filter((candidate) => candidate !== "")) {
    const entry = lineSchema.parse(JSON.parse(line));
    if (entry.kind === "mail") mails.push(entry);
    else mails = [];
    lastId = entry.kind === "mail" ? entry.id : entry.upToId;
  }
  return { mails, lastId };
}

/** Cuts off a line that a kill left half written; its mail was never answered with a 250. */
async function readWholeLines(path: string): Promise<string> {
  const file = await open(path, "a+", 0o600);
  const bytes = await file.readFile();
  await file.close();
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.byteLength) await truncate(path, end);
  return bytes.toString("utf8", 0, end);
}
