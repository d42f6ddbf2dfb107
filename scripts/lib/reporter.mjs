const plainEveryMs = 10_000;
const frameMs = 500;

/**
 * Tells a person what goes on: lines that stay, and a status that a terminal shows in place and
 * that elsewhere becomes a line every few seconds.
 */
export function createReporter(stream) {
  const startedAt = Date.now();
  let status = "";
  let statusAt = 0;
  let plainAt = 0;
  const isTerminal = stream.isTTY === true;
  const clear = () => (isTerminal && status !== "" ? stream.write("\r\x1b[2K") : undefined);
  const draw = () => {
    if (status === "") return;
    const text = `  ${seconds(statusAt)}  ${status}`;
    if (isTerminal) {
      clear();
      stream.write(text.slice(0, (stream.columns || 80) - 1));
    } else if (Date.now() - plainAt >= plainEveryMs) {
      plainAt = Date.now();
      stream.write(`${text}\n`);
    }
  };
  const ticker = setInterval(draw, frameMs);
  ticker.unref();
  return {
    line: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    status: (text) => {
      if (status === "") {
        statusAt = Date.now();
        plainAt = Date.now();
      }
      status = text;
    },
    /** Ends the status; says how long it stood. */
    rest: () => {
      clear();
      const took = seconds(statusAt);
      status = "";
      return took;
    },
    elapsed: () => seconds(startedAt),
  };
}

function seconds(since) {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}
