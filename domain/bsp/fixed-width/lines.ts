import { malformed } from "./faults";

/**
 * Cuts a stream of text into lines, however it is cut into pieces; it never holds more than one
 * line. Each ends with LF or CR LF, the last one may end with nothing.
 */
export class LineCutter {
  readonly #length: number;
  #rest = "";
  #line = 0;

  /** Of lines of so many characters. */
  constructor(length: number) {
    this.#length = length;
  }

  *cut(piece: string): Generator<string> {
    let from = 0;
    const text = this.#rest + piece;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
      this.#line += 1;
      yield withoutReturn(text.slice(from, at));
      from = at + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > this.#length + 1) {
      throw malformed(`a record has ${this.#length} characters, this line more.`, {
        line: this.#line + 1,
      });
    }
  }

  *end(): Generator<string> {
    if (this.#rest !== "") yield withoutReturn(this.#rest);
    this.#rest = "";
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
