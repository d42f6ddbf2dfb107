export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** The events of an answer (HTML, 9.2), as they come; comments are passed over. */
export async function* readEvents({ body }: Response): AsyncGenerator<ServerSentEvent, void> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = toEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

function toEvent(block: string): ServerSentEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
  const valuesOf = (name: string) =>
    fields.flatMap(([, key, value = ""]) => (key === name ? [value] : []));
  const data = valuesOf("data");
  return data.length === 0 ? undefined : { id: valuesOf("id").at(-1), data: data.join("\n") };
}
